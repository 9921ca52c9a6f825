"""A short run of the fuzz target; `python -m tests.fuzz.certificates` runs for longer."""

import pytest

from tests.fuzz import certificates
from tests.fuzz.certificates import fuzz
from tests.fuzz.command import Wrong


def test_broken_certificates_cost_no_more_than_what_is_broken() -> None:
    """Of 500 chains most have a leaf that can be read still."""
    tally = fuzz(seed=1, is_over=lambda chains: chains == 500)
    assert tally.chains == 500
    assert 200 < tally.readable < 500


def test_an_exception_is_told_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it can be tried again."""

    def fail(_certificate: bytes) -> bool:
        raise LookupError("lost")

    monkeypatch.setattr(certificates, "ends", fail)
    with pytest.raises(Wrong, match=r"^chain 0 of seed 7, .*LookupError"):
        fuzz(seed=7, is_over=lambda chains: chains == 1)
