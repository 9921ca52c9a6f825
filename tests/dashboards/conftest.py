"""Each dashboard as Grafana gets it."""

from typing import Any

import pytest

from tests.dashboards.grafana import EXPORTED


@pytest.fixture(params=EXPORTED)
def dashboard(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One dashboard's JSON."""
    return EXPORTED[request.param]
