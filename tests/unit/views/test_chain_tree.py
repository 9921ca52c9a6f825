"""A chain as a tree: root on top, gaps named, strangers beside it."""

from dataclasses import replace

from exporter.model.certificate import ChainAssessment
from exporter.views.chain_tree import Branch, chain_tree
from exporter.words.reason import TrustReason
from tests.deployments import INTERMEDIATE, LEAF, ROOT, assessment, certificate, gap, trust


def drawn(chain: ChainAssessment) -> list[str]:
    """The tree as indented lines."""
    return [line for branch in chain_tree(chain) for line in lines(branch, "")]


def lines(branch: Branch, indent: str) -> list[str]:
    """One branch with what it issued below it."""
    below = [line for issued in branch.issued for line in lines(issued, indent + "  ")]
    return [f"{indent}{branch.subject} {branch.presence.name}", *below]


def test_a_trusted_chain_hangs_from_its_anchor() -> None:
    """The anchor is not sent; clients have it."""
    assert drawn(assessment()) == [
        "CN=Root CA ANCHOR",
        "  CN=Issuing CA SENT",
        "    CN=www.example.com SENT",
    ]


def test_a_gap_is_named() -> None:
    """The missing issuer stands where it should be."""
    assert drawn(assessment(LEAF, trusts=(gap(),))) == [
        "CN=Issuing CA MISSING",
        "  CN=www.example.com SENT",
    ]


def test_a_stranger_stands_beside_the_path() -> None:
    """Whatever was sent is shown."""
    stray = certificate("CN=Old CA", issuer="CN=Old Root")
    chain = assessment(LEAF, stray, INTERMEDIATE, trusts=(trust(),), unrelated=(stray,))
    assert drawn(chain)[-1] == "CN=Old CA STRAY"


def test_without_a_path_the_names_lead_upwards() -> None:
    """As far as certificates were sent; a self-signed one is the top."""
    verdict = trust(TrustReason.UNTRUSTED_ROOT, path=())
    chain = assessment(LEAF, ROOT, INTERMEDIATE, trusts=(verdict,))
    assert drawn(chain) == [
        "CN=Root CA SENT",
        "  CN=Issuing CA SENT",
        "    CN=www.example.com SENT",
    ]


def test_without_a_trust_store_nothing_is_missing() -> None:
    """No store says what it lacks."""
    assert drawn(assessment(LEAF, trusts=())) == ["CN=www.example.com SENT"]


def test_certificates_that_issue_each_other_end() -> None:
    """A cycle of names is walked once."""
    intermediate = replace(INTERMEDIATE, issuer="CN=www.example.com")
    chain = assessment(LEAF, intermediate, trusts=())
    assert drawn(chain) == ["CN=Issuing CA SENT", "  CN=www.example.com SENT"]


def test_the_store_that_trusts_draws_the_path() -> None:
    """Another that refuses comes first in the configuration and does not hide it."""
    chain = assessment(trusts=(gap(missing_issuer="CN=Other"), trust()))
    assert drawn(chain)[0] == "CN=Root CA ANCHOR"
