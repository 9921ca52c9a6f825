"""Mozilla's dates of distrust: those of the installed libnss3 are those that Firefox goes by here."""

import pytest

from exporter.guide.clients.catalogue import CATALOGUE
from registries.builtin_roots import MODULE, DistrustedRoot, distrusted_roots, page
from tests.real.conftest import miss

pytestmark = pytest.mark.real
TRUSTCOR = "d40e9c86cd8fe468c1776959f49ea774fa548684b6c406f3909261f4dce2575c"


@pytest.fixture(scope="module")
def installed() -> tuple[DistrustedRoot, ...]:
    """What the installed module says."""
    try:
        return tuple(distrusted_roots())
    except OSError:
        miss(f"{MODULE} is not installed; it comes with Debian's package libnss3")


def test_firefox_goes_by_every_date_of_the_installed_module(
    installed: tuple[DistrustedRoot, ...],
) -> None:
    """`make distrust` writes the file that it takes them from."""
    (firefox,) = (client for client in CATALOGUE if client.name == "Firefox")
    known = {
        (root.fingerprint_sha256, distrust.after)
        for distrust in firefox.distrusts
        for root in distrust.roots
    }
    assert installed
    assert {(root.fingerprint_sha256, root.after) for root in installed} <= known


def test_the_dates_are_those_that_were_announced(installed: tuple[DistrustedRoot, ...]) -> None:
    """Of TrustCor, November 30, 2022 (NSS 3.79.3); newer versions have dropped it."""
    dates = [f"{one.after:%Y-%m-%d}" for one in installed if one.fingerprint_sha256 == TRUSTCOR]
    assert dates in ([], ["2022-11-30"])


def test_the_data_file_is_what_the_module_gives(installed: tuple[DistrustedRoot, ...]) -> None:
    """With a table for each date, and its roots by name and fingerprint."""
    lines = list(page(installed))
    assert lines[3] == "[[distrusts]]"
    for one in installed:
        assert (
            f'    {{ name = "{one.name}", fingerprint_sha256 = "{one.fingerprint_sha256}" }},'
            in lines
        )
