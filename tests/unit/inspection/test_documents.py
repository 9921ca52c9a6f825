"""Documents that certificates name are asked for, remembered and asked for anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from exporter.model.attempt import Attempt, Attempts
from exporter.model.attestation import Attestation, Completion, Revocation
from exporter.model.certificate import Appraisal
from exporter.model.evidence import Enclosure, Fetched, Sighting
from exporter.model.inquiry import Fetching, Visit
from exporter.model.outcome import Failed
from exporter.model.place import Document
from exporter.model.report import Report
from exporter.model.target import Fetch, Policy
from exporter.words.document_kind import DocumentKind
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.revocation_source import RevocationSource
from tests.deployments import LEAF, NOW, assessment
from tests.unit.inspection.world import (
    START,
    TARGET,
    ScriptedAppraiser,
    World,
    address,
    seen,
)

ISSUER, ABOVE = (
    Fetching(Document(url=f"http://ca.example/{name}"), DocumentKind.AIA)
    for name in ("issuer", "above")
)
FETCHED_TARGET = replace(TARGET, policy=Policy(scan_interval=0.0, fetch=Fetch(aia=True)))
HOUR = timedelta(hours=1)
REVOKED = Revocation(
    certificate=LEAF,
    source=RevocationSource.CRL,
    document=ABOVE,
    revoked_at=NOW,
    until=NOW + 24 * HOUR,
)
DOWN = Failed(reason=Reason.CONNECT_REFUSED, detail="connection refused")


@dataclass
class NamingAppraiser(ScriptedAppraiser):
    """Each chain names an issuer, whose document names the one above."""

    heard: list[dict[Fetching, bytes]] = field(default_factory=list)
    is_revoked: bool = False
    """Whether the document above says so of the leaf."""

    def attest(  # type: ignore[override]  # the double above hears nobody
        self,
        chain: tuple[bytes, ...],
        appraisal: Appraisal,
        documents: Mapping[Fetching, bytes],
        *,
        enclosed: Enclosure,
        fetch: Fetch,
        now: datetime,
    ) -> Attestation | None:
        """What is named by what is there."""
        assert chain
        assert isinstance(appraisal, Appraisal)
        assert appraisal.trust == ("mozilla",)
        assert not enclosed.staple
        if not fetch.kinds:
            return None
        assert fetch.kinds == {DocumentKind.AIA}
        self.heard.append(dict(documents))
        is_whole = chain == (b"whole",)
        named = () if is_whole else (ISSUER, ABOVE) if ISSUER in documents else (ISSUER,)
        return Attestation(
            named=named,
            completion=Completion(is_completable=ABOVE in documents or None, chain=()),
            revocations=(REVOKED,) if self.is_revoked and ABOVE in documents else (),
            until=now + HOUR,
        )


def came(wanted: Fetching, body: bytes = b"certificate", *, at: datetime = START) -> Attempts:
    """The document."""
    fetched = Fetched(document=wanted.kind, body=body, fetched_at=at)
    return (Attempt(phase=Phase.FETCH, outcome=fetched, seconds=0.1),)


class Naming(World):
    """A target whose chain names documents."""

    appraiser: NamingAppraiser

    def __init__(self) -> None:
        super().__init__(FETCHED_TARGET, appraiser=NamingAppraiser())
        self.probe.will_say(ISSUER, came(ISSUER))
        self.probe.will_say(ABOVE, came(ABOVE))

    def fetched(self) -> list[Fetching]:
        """The documents that were asked for since the last look."""
        asked = [one for one in self.probe.asked if isinstance(one, Fetching)]
        self.probe.asked.clear()
        return asked


def documents_in(report: Report) -> dict[str, Sighting]:
    """What was seen at each."""
    return {place.url: sighting for place, sighting in report.evidence.at_documents()}


async def test_a_document_shows_which_others_are_named() -> None:
    """All of them are evidence, and the judgement knows them all."""
    world = Naming()
    report = await world.inspect()
    assert world.fetched() == [ISSUER, ABOVE]
    assert list(documents_in(report)) == ["http://ca.example/issuer", "http://ca.example/above"]
    attestation = report.chains[0].attestation
    assert attestation is not None
    assert attestation.completion.is_completable is True


async def test_what_was_known_before_the_documents_came_is_no_turn() -> None:
    """A look that is judged several times has one moment, and stands as it does in the end."""
    world = Naming()
    world.appraiser.readable = {b"leaf": assessment(), b"new": assessment()}
    world.appraiser.is_revoked = True
    first = await world.inspect(NOW)
    assert [one.errors for one in first.history] == [("certificate_revoked",)]
    world.appraiser.is_revoked = False
    second = await world.inspect(NOW + HOUR, is_forced=True)
    assert [one.errors for one in second.history] == [("certificate_revoked",), ()]
    world.appraiser.is_revoked = True
    third = await world.inspect(NOW + 2 * HOUR, is_forced=True)
    world.probe.will_say(Visit(address()), seen(b"new"))
    fourth = await world.inspect(NOW + 3 * HOUR)
    assert fourth.history == third.history


async def test_nothing_is_fetched_unless_somebody_says_so() -> None:
    """The appraiser is not even asked what is named."""
    world = Naming()
    report = await world.inspect(target=replace(TARGET, policy=Policy(scan_interval=0.0)))
    assert world.fetched() == []
    assert report.chains[0].attestation is None
    assert world.appraiser.heard == []


async def test_a_document_does_for_six_hours() -> None:
    """Meanwhile the judgement stands, and nobody is asked or judged again."""
    world = Naming()
    first = await world.inspect()
    world.fetched()
    heard = len(world.appraiser.heard)
    second = await world.inspect(START + timedelta(minutes=5))
    assert second.ladder is first.ladder
    assert len(world.appraiser.heard) == heard
    await world.inspect(START + timedelta(hours=5, minutes=59))
    assert world.fetched() == []
    await world.inspect(START + timedelta(hours=6))
    assert world.fetched() == [ISSUER, ABOVE]


async def test_whoever_gives_a_document_may_say_how_long_it_does() -> None:
    """As CAs do with renewal information."""
    world = Naming()
    shorter = Fetched(document=ABOVE.kind, body=b"certificate", good_for=600.0, fetched_at=START)
    world.probe.will_say(ABOVE, (Attempt(phase=Phase.FETCH, outcome=shorter, seconds=0.1),))
    await world.inspect()
    world.fetched()
    await world.inspect(START + timedelta(minutes=9))
    assert world.fetched() == []
    await world.inspect(START + timedelta(minutes=10))
    assert world.fetched() == [ABOVE]


async def test_by_force_documents_are_asked_for_anew() -> None:
    """As everything is."""
    world = Naming()
    await world.inspect()
    world.fetched()
    await world.inspect(START + timedelta(minutes=5), is_forced=True)
    assert world.fetched() == [ISSUER, ABOVE]


async def test_a_failure_is_evidence_and_forgets_nothing() -> None:
    """The document of the earlier look stands behind it."""
    world = Naming()
    await world.inspect()
    world.probe.will_say(ISSUER, (Attempt(phase=Phase.FETCH, outcome=DOWN, seconds=1.0),))
    report = await world.inspect(START + timedelta(hours=6))
    sighting = documents_in(report)["http://ca.example/issuer"]
    assert sighting.failure(Phase.FETCH) == DOWN
    assert sighting.found(Fetched) is not None
    attestation = report.chains[0].attestation
    assert attestation is not None
    assert attestation.completion.is_completable is True


async def test_another_chain_takes_no_document_of_the_former_one_along() -> None:
    """What nobody names any more is not kept."""
    world = Naming()
    await world.inspect()
    world.probe.will_say(Visit(address()), seen(b"whole"))
    assert documents_in(await world.inspect(START + timedelta(minutes=5))) == {}
