"""Chrome's and Apple's rules on timestamps, for certificates of public CAs alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exporter.guide.checks.transparency import TRANSPARENCY
from exporter.guide.clients.client import TransparencyPolicy
from exporter.guide.clients.transparency import rule_opinion, transparency_opinion
from exporter.guide.own_errors import OwnErrors
from exporter.model.certificate import Certificate
from exporter.model.transparency import CtLog, LogState, Timestamp, Transparency
from exporter.words.protocol import Support
from exporter.words.timestamp_source import TimestampSource
from tests.deployments import CHAIN, HEALTHY, LEAF, NOW, SITE, assessment, trust
from tests.unit.guide.clients.test_trust import CLIENT

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
CHROME, APPLE = TransparencyPolicy
AT = NOW - timedelta(days=30)
SHORT = replace(LEAF, not_before=AT, not_after=AT + timedelta(days=90))
LONG = replace(LEAF, not_before=AT, not_after=AT + timedelta(days=200))
USABLE, RETIRED, REJECTED = LogState.USABLE, LogState.RETIRED, LogState.REJECTED
EMBEDDED, HANDSHAKE, STAPLE = TimestampSource


def by(
    operator: str,
    number: int = 1,
    *,
    state: LogState = USABLE,
    source: TimestampSource = EMBEDDED,
    is_signed: bool | None = True,
    days_since: int = 10,
    is_tiled: bool = False,
) -> Timestamp:
    """A timestamp of 30 days ago by a log of this operator, in its state for so many days."""
    log = CtLog(
        description=f"{operator} {number}",
        operator=operator,
        key=f"{operator}{number}".encode(),
        state=state,
        since=NOW - timedelta(days=days_since),
        is_tiled=is_tiled,
    )
    return Timestamp(source=source, log=log, at=AT, is_signed=is_signed)


def logged(*timestamps: Timestamp, is_whole: bool = True, is_judged: bool = True) -> Transparency:
    """What came with a certificate."""
    return Transparency(timestamps=timestamps, is_whole=is_whole, is_judged=is_judged)


A, B, C = by("A"), by("B"), by("C")
A2, A3 = by("A", 2), by("A", 3)
OLD_B = by("B", state=RETIRED)
DELIVERED_A, DELIVERED_B = by("A", source=HANDSHAKE), by("B", source=STAPLE)


@pytest.mark.parametrize(
    ("leaf", "timestamps", "chrome", "apple"),
    [
        (SHORT, (A, B), YES, YES),
        (SHORT, (A, A2), NO, NO),
        (SHORT, (A, A), NO, NO),
        (LONG, (A, B), NO, NO),
        (LONG, (A, A2, B), YES, YES),
        (LONG, (A, A2, A3), NO, NO),
        (LONG, (A, B, C), YES, YES),
        # A log that was struck off counts for what it gave before, beside one that was not.
        (SHORT, (A, OLD_B), YES, YES),
        (SHORT, (by("A", state=RETIRED), OLD_B), NO, NO),
        (SHORT, (A, by("B", state=RETIRED, days_since=40)), NO, NO),
        (SHORT, (A, by("B", state=REJECTED)), NO, NO),
        (SHORT, (A, by("B", state=LogState.PENDING)), NO, NO),
        (SHORT, (A, by("B", state=LogState.READ_ONLY)), YES, YES),
        # A forged one is none, one that cannot be verified leaves it open.
        (SHORT, (A, by("B", is_signed=False)), NO, NO),
        (SHORT, (A, by("B", is_signed=None)), UNKNOWN, UNKNOWN),
        (SHORT, (A, Timestamp(source=EMBEDDED)), NO, NO),
        # Those beside the certificate count by another rule.
        (LONG, (DELIVERED_A, DELIVERED_B), YES, YES),
        (LONG, (DELIVERED_A, by("A", 2, source=HANDSHAKE)), NO, YES),
        (LONG, (DELIVERED_A, by("B", source=STAPLE, state=RETIRED)), NO, NO),
        (LONG, (A, DELIVERED_B), NO, YES),
        # Apple wants one log of the older kind.
        (SHORT, (by("A", is_tiled=True), by("B", is_tiled=True)), YES, NO),
        (SHORT, (A, by("B", is_tiled=True)), YES, YES),
        (SHORT, (A,), NO, NO),
        (SHORT, (), NO, NO),
    ],
)
def test_the_rules(
    leaf: Certificate, timestamps: tuple[Timestamp, ...], chrome: Support, apple: Support
) -> None:
    """As both publish them."""
    found = logged(*timestamps)
    assert rule_opinion(CHROME, leaf, found).support is chrome
    assert rule_opinion(APPLE, leaf, found).support is apple


def test_a_life_of_180_days_is_short() -> None:
    """The last second belongs to it for Apple (RFC 5280, section 4.1.2.5)."""
    whole = replace(LEAF, not_before=AT, not_after=AT + timedelta(days=180))
    assert rule_opinion(CHROME, whole, logged(A, B)).support is YES
    assert rule_opinion(APPLE, whole, logged(A, B)).support is NO
    less = replace(whole, not_after=whole.not_after - timedelta(seconds=1))
    assert rule_opinion(APPLE, less, logged(A, B)).support is YES


def test_without_a_list_only_their_number_counts() -> None:
    """Fewer than two are enough for nobody."""
    unknown = Timestamp(source=EMBEDDED, at=AT)
    assert rule_opinion(CHROME, SHORT, logged(unknown, unknown, is_judged=False)).support is YES
    opinion = rule_opinion(CHROME, SHORT, logged(unknown, is_judged=False))
    assert opinion.obstacle == ("wants timestamps of transparency logs (SCTs): 2 at least, 1 there")


def test_what_was_not_asked_for_may_be_there() -> None:
    """A brief hello asks for nothing."""
    assert rule_opinion(CHROME, SHORT, logged(is_whole=False, is_judged=False)).support is YES
    assert rule_opinion(CHROME, SHORT, logged(A, is_whole=False)).support is UNKNOWN


def test_private_ca_s_and_other_clients_are_free_of_it() -> None:
    """Even where a public root is trusted as well, the chain has to lead there."""
    client = replace(CLIENT, transparency=CHROME)
    assert transparency_opinion(client, CHAIN, logged()).support is NO
    assert transparency_opinion(client, CHAIN, None).support is YES
    assert transparency_opinion(CLIENT, CHAIN, logged()).support is YES
    private = replace(CHAIN, trust=(trust(store="corp"),))
    assert transparency_opinion(client, private, logged()).support is YES


def test_the_finding_names_clients_and_logs() -> None:
    """Those of one opinion together."""
    site = replace(SITE, chain=assessment(SHORT))
    case = replace(HEALTHY, sites=(site,)).case()
    found = logged(A, by("B", is_signed=False), by("C", state=RETIRED, days_since=40))
    served = replace(case.chains[0], transparency=found)
    case = replace(case, chains=(served,))
    errors = OwnErrors(lambda *_: None)
    (finding,) = (one for check in TRANSPARENCY for one in check.findings(case, errors))
    assert finding.kind.code == "certificate_transparency_lacking"
    assert finding.evidence == (
        "Chrome, Edge, Safari: its timestamps of transparency logs (SCTs) do not suffice: "
        "A 1 of A, B 1 of B (its signature is wrong), C 1 of C (retired)"
    )
