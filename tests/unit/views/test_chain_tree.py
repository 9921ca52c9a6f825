"""A chain as a tree: root on top, gaps named, strangers beside it."""

from dataclasses import replace

from exporter.model.certificate import ChainAssessment
from exporter.views.chain_tree import Branch, chain_tree
from exporter.words.reason import TrustReason
from tests.unit.views.maker import Maker


def drawn(chain: ChainAssessment) -> list[str]:
    """The tree as indented lines."""
    return [line for branch in chain_tree(chain) for line in lines(branch, "")]


def lines(branch: Branch, indent: str) -> list[str]:
    """One branch with what it issued below it."""
    below = [line for issued in branch.issued for line in lines(issued, indent + "  ")]
    return [f"{indent}{branch.subject} {branch.presence.name}", *below]


def test_a_trusted_chain_hangs_from_its_anchor(make: Maker) -> None:
    """The anchor is not sent; clients have it."""
    assert drawn(make.chain()) == [
        "CN=Root CA ANCHOR",
        "  CN=Issuing CA SENT",
        "    CN=www.example.com SENT",
    ]


def test_a_gap_is_named(make: Maker) -> None:
    """The missing issuer stands where it should be."""
    assert drawn(make.gap()) == ["CN=Issuing CA MISSING", "  CN=www.example.com SENT"]


def test_a_stranger_stands_beside_the_path(make: Maker) -> None:
    """Whatever was sent is shown."""
    stray = make.certificate("CN=Old CA", issuer="CN=Old Root")
    chain = make.chain(certificates=(make.leaf, stray, make.intermediate), unrelated=(stray,))
    assert drawn(chain)[-1] == "CN=Old CA STRAY"


def test_without_a_path_the_names_lead_upwards(make: Maker) -> None:
    """As far as certificates were sent; a self-signed one is the top."""
    verdict = make.verdict(TrustReason.UNTRUSTED_ROOT, path=(), is_complete=False)
    chain = make.chain(certificates=(make.leaf, make.root, make.intermediate), trust=(verdict,))
    assert drawn(chain) == [
        "CN=Root CA SENT",
        "  CN=Issuing CA SENT",
        "    CN=www.example.com SENT",
    ]


def test_without_a_trust_store_nothing_is_missing(make: Maker) -> None:
    """No store says what it lacks."""
    assert drawn(make.chain(certificates=(make.leaf,), trust=())) == ["CN=www.example.com SENT"]


def test_certificates_that_issue_each_other_end(make: Maker) -> None:
    """A cycle of names is walked once."""
    make.intermediate = make.certificate("CN=Issuing CA", issuer="CN=www.example.com")
    leaf = replace(make.leaf, issuer="CN=Issuing CA")
    chain = make.chain(certificates=(leaf, make.intermediate), trust=())
    assert drawn(chain) == ["CN=Issuing CA SENT", "  CN=www.example.com SENT"]


def test_the_store_that_trusts_draws_the_path(make: Maker) -> None:
    """Another that refuses comes first in the configuration and does not hide it."""
    refusing = make.verdict(TrustReason.INCOMPLETE_CHAIN, path=(), missing_issuer="CN=Other")
    assert drawn(make.chain(trust=(refusing, make.verdict())))[0] == "CN=Root CA ANCHOR"
