"""A maker of reports for every test of the views."""

import pytest

from tests.unit.views.maker import Maker


@pytest.fixture
def make() -> Maker:
    """A maker of reports and their parts."""
    return Maker()
