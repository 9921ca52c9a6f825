"""Odd chains before OpenSSL, Go and GnuTLS: where all agree, so do we."""

from pathlib import Path

import pytest

from tests.real.conftest import Program
from tests.real.programs.chain_judges import (
    Question,
    gnutls_refusal,
    go_refusals,
    openssl_refusal,
)
from tests.unit.x509.odd_chains import CHAINS
from tests.unit.x509.pki import NOW

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]
QUESTIONS = {
    name: Question(
        sent=tuple(one.der for one in chain.sent), anchors=tuple(one.der for one in chain.anchors)
    )
    for name, chain in CHAINS.items()
}


@pytest.fixture(scope="module")
def by_go(program: Program) -> dict[str, str]:
    """What Go says against each chain."""
    said = go_refusals(program("go"), QUESTIONS.values(), NOW)
    return dict(zip(QUESTIONS, said, strict=True))


@pytest.mark.parametrize("name", CHAINS)
def test_where_all_judges_agree_so_do_we(
    program: Program, folder: Path, by_go: dict[str, str], name: str
) -> None:
    """Privately; the test of each chain has the verdict that is compared here."""
    said = (
        openssl_refusal(program("openssl"), folder, QUESTIONS[name], NOW),
        gnutls_refusal(program("certtool"), folder, QUESTIONS[name]),
        by_go[name],
    )
    is_trusted = CHAINS[name].private is None
    assert not (is_trusted and all(said)), said
    assert is_trusted or any(said), CHAINS[name].private
