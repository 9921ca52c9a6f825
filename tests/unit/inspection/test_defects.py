"""A defect of ours costs what it was met in: a check, a survey, a client, the judgement on a chain."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from exporter.guide import ladder
from exporter.guide.check import AnyCheck, Check, StepGuide, Survey
from exporter.guide.checks.certificate import CERTIFICATE
from exporter.guide.clients import verdict
from exporter.guide.clients.agreement import agreement
from exporter.inspection.judging import lasting
from exporter.inspection.judging.judgement import judged
from exporter.model.certificate import Appraisal, ChainAssessment
from exporter.model.memory import Memory
from exporter.model.outcome import Failed
from exporter.model.place import Place
from exporter.model.report import Defect, Report
from exporter.model.target import Policy
from exporter.words.protocol import Support
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import CHAIN, HEALTHY, NOW, SITE, assessment, certificate, looked_up

NEEDED = "a judgement without an error of the exporter's own"
DEFECT = "ZeroDivisionError: a defect"
EXPIRED = assessment(certificate("CN=other.example.com", days=-1))
OTHER = replace(SITE, address="203.0.113.11", chain=EXPIRED)
CHAINS = {tuple(one.der for one in known.certificates): known for known in (CHAIN, EXPIRED)}
BOTH = replace(
    HEALTHY,
    sites=(SITE, OTHER),
    resolvers=(looked_up("system", SITE.address, OTHER.address),),
)
"""The second has an expired certificate."""


@dataclass
class Trial:
    """Deployments judged by the real judge, and what it told of defects."""

    told: list[tuple[str, Exception]] = field(default_factory=list)
    defective: tuple[bytes, ...] = ()
    """The chain at which the appraiser fails."""
    stores: str = "these"

    def appraise(
        self, chain: tuple[bytes, ...], *, server_name: str, trust: tuple[str, ...], now: datetime
    ) -> Appraisal:
        """The chains of both sites, as their tests state them."""
        assert (server_name, trust) == ("www.example.com", ("mozilla",))
        if chain == self.defective:
            broken()
        return Appraisal(
            assessment=CHAINS[chain],
            since=now,
            until=now + timedelta(hours=1),
            trust=trust,
            seconds=0.0,
        )

    def attest(self, *_arguments: Any, **_named: Any) -> None:
        """Nobody is heard."""

    def transparency(self, *_arguments: Any, **_more: Any) -> None:
        """Nor are logs."""

    def report(self, deployment: Any = HEALTHY, memory: Memory | None = None) -> Report:
        """The report on a deployment."""
        return judged(
            deployment.target,
            deployment.evidence,
            memory or Memory(),
            appraiser=self,
            now=NOW,
            on_defect=lambda *told: self.told.append(told),
        )


def broken(*_arguments: Any, **_named: Any) -> Any:
    """A part of the guide that we got wrong."""
    raise ZeroDivisionError("a defect")


@pytest.fixture
def trial() -> Trial:
    """A judge that has judged nothing."""
    return Trial()


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts another guide to one step in place of ours."""

    def mend(step: Step, change: Callable[[StepGuide], StepGuide]) -> None:
        guide = tuple(change(one) if one.step is step else one for one in ladder.GUIDE)
        monkeypatch.setattr(ladder, "GUIDE", guide)

    return mend


def with_first_check(**parts: Any) -> Callable[[StepGuide], StepGuide]:
    """The first check of a step is another one."""

    def change(guide: StepGuide) -> StepGuide:
        first: AnyCheck = guide.checks[0]
        assert isinstance(first, Check)
        return replace(guide, checks=(replace(first, **parts), *guide.checks[1:]))

    return change


def with_survey(**parts: Any) -> Callable[[StepGuide], StepGuide]:
    """The survey of a step is another one."""

    def change(guide: StepGuide) -> StepGuide:
        assert isinstance(guide.survey, Survey)
        return replace(guide, survey=replace(guide.survey, **parts))

    return change


def unknown(report: Report) -> dict[Step, list[tuple[str, str]]]:
    """Where each step is not established, with what it needs there."""
    return {
        rung.step: [(str(one.place), one.needs) for one in rung.unknown]
        for rung in report.ladder
        if rung.unknown
    }


def test_without_a_defect_nothing_is_told(trial: Trial) -> None:
    """The judgement is that of a healthy deployment."""
    report = trial.report()
    assert (report.standing, report.defects, trial.told) == (Standing.HEALTHY, (), [])


@pytest.mark.parametrize("step", [Step.PORT, Step.CERTIFICATE, Step.CHAIN, Step.COMPATIBILITY])
def test_a_check_that_raises_costs_the_step_at_that_place(
    step: Step, trial: Trial, mended: Callable[..., None]
) -> None:
    """The step says so, every other passes as before, and the deployment is not healthy."""
    mended(step, with_first_check(find=broken))
    report, place = trial.report(), SITE.place
    assert unknown(report) == {step: [("203.0.113.10:443", NEEDED)]}
    assert report.ladder[step.number - 1].status is Status.PARTLY_CHECKED
    assert report.ladder[step.number - 1].summary.endswith(
        f"; not checked: 203.0.113.10:443 needs {NEEDED}"
    )
    assert report.standing is Standing.PARTLY_UNKNOWN
    assert report.defects == (Defect(place=place, detail=DEFECT),)
    assert [(name, repr(error)) for name, error in trial.told] == [
        ("www", "ZeroDivisionError('a defect')")
    ]


def test_the_other_checks_of_the_step_and_the_other_places_stay(
    trial: Trial, mended: Callable[..., None]
) -> None:
    """A check that fails at one of two addresses leaves the findings at the other."""
    find = CERTIFICATE.checks[0].find

    def broken_at_the_first(case: Any, place: Any) -> Any:
        return broken() if place == SITE.place else find(case, place)

    mended(Step.CERTIFICATE, with_first_check(find=broken_at_the_first))
    report = trial.report(BOTH)
    assert [(one.kind.code, str(one.place)) for one in report.findings] == [
        ("certificate_expired", "203.0.113.11:443"),
        ("client_cache_certificates_differ", "None"),
    ]
    assert unknown(report) == {Step.CERTIFICATE: [("203.0.113.10:443", NEEDED)]}


@pytest.mark.parametrize(("part", "place"), [("applies", "None"), ("find", "203.0.113.10:443")])
def test_a_step_that_shows_nothing_by_itself_says_what_it_lost(
    part: str, place: str, trial: Trial, mended: Callable[..., None]
) -> None:
    """None is the target as a whole; a step that is never passed is partly unknown as well."""
    mended(Step.SERVER_CONFIG, with_first_check(**{part: broken}))
    report = trial.report()
    assert unknown(report) == {Step.SERVER_CONFIG: [(place, NEEDED)]}
    rung = report.ladder[1]
    assert (rung.status, rung.summary) == (Status.NOT_CHECKED, f"needs {NEEDED}")
    assert report.standing is Standing.PARTLY_UNKNOWN


@pytest.mark.parametrize(
    ("part", "place", "status"),
    [
        ("places", "None", Status.NOT_CHECKED),
        ("lacks", "203.0.113.10:443", Status.NOT_CHECKED),
        ("seen", "None", Status.NOT_CHECKED),
    ],
)
@pytest.mark.parametrize(
    ("step", "standing"),
    [(Step.PORT, Standing.PARTLY_UNKNOWN), (Step.CERTIFICATE, Standing.UNKNOWN)],
)
def test_a_survey_that_raises_establishes_nothing(  # noqa: PLR0917 - parameters and fixtures
    part: str,
    place: str,
    status: Status,
    step: Step,
    standing: Standing,
    trial: Trial,
    mended: Callable[..., None],
) -> None:
    """The findings of the step's checks stay, as do all other steps."""
    mended(step, with_survey(**{part: broken}))
    report = trial.report()
    assert unknown(report) == {step: [(place, NEEDED)]}
    assert report.ladder[step.number - 1].status is status
    assert report.standing is standing
    with_finding = trial.report(replace(HEALTHY, sites=(OTHER,)))
    assert [one.kind.code for one in with_finding.findings] == ["certificate_expired"]


def test_a_step_that_cannot_say_what_it_needs_says_that(
    trial: Trial, mended: Callable[..., None]
) -> None:
    """Where a step is nowhere to be established, its guide is asked what that takes."""
    mended(Step.PERMISSIONS, lambda guide: replace(guide, needs=broken))
    report = trial.report()
    assert unknown(report) == {Step.PERMISSIONS: [("None", NEEDED)]}
    assert report.standing is Standing.PARTLY_UNKNOWN


def test_a_client_on_whom_the_verdict_fails_is_undecided(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have theirs, and the step is not passed, whoever must get through."""

    def broken_for_one(client: Any, *grounds: Any, **beside: Any) -> Any:
        return broken() if client.name == "OpenSSL 1.1.1" else agreement(client, *grounds, **beside)

    monkeypatch.setattr(verdict, "agreement", broken_for_one)
    report = trial.report()
    (of_one,) = report.clients.values()
    assert unknown(report) == {Step.COMPATIBILITY: [("203.0.113.10:443", NEEDED)]}
    assert report.standing is Standing.PARTLY_UNKNOWN
    assert report.defects == (Defect(place=SITE.place, detail=DEFECT),)
    assert [name for name, _ in trial.told] == ["www"]
    monkeypatch.undo()
    (of_all,) = Trial().report().clients.values()
    differing = [one for one, other in zip(of_one, of_all, strict=True) if one != other]
    assert [(one.client, one.support, one.obstacles) for one in differing] == [
        ("OpenSSL 1.1.1", Support.UNKNOWN, (f"needs {NEEDED}",))
    ]


@pytest.mark.parametrize(
    ("part", "place"),
    [("required_clients", SITE.place), ("grounds", None)],
)
def test_what_all_clients_hang_on_costs_the_verdicts_on_all(
    part: str, place: Place | None, trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are none where it was met, and all findings of other checks stay."""
    monkeypatch.setattr(verdict, part, broken)
    report = trial.report()
    assert report.clients == {}
    assert unknown(report) == {Step.COMPATIBILITY: [("203.0.113.10:443", NEEDED)]}
    assert report.defects == (Defect(place=place, detail=DEFECT),)
    with_finding = trial.report(replace(HEALTHY, sites=(OTHER,)))
    assert [one.kind.code for one in with_finding.findings] == ["certificate_expired"]


def test_lost_verdicts_are_made_again_with_the_next_judgement(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though scan and chain are the same."""
    monkeypatch.setattr(verdict, "agreement", broken)
    first = trial.report()
    monkeypatch.undo()
    second = trial.report(HEALTHY.with_policy(Policy(timeout=5.0)), memory=Memory(report=first))
    assert second.standing is Standing.HEALTHY
    assert second.clients == Trial().report().clients


def test_dates_at_which_we_fail_are_tried_again_soon(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until when the judgement holds is not known then; all that it says stands."""
    monkeypatch.setattr(lasting, "warned_from", broken)
    report = trial.report()
    assert report.until == NOW + timedelta(minutes=5)
    assert report.defects == (Defect(place=None, detail=DEFECT),)
    assert report.standing is Standing.HEALTHY


def test_an_appraiser_that_raises_costs_the_judgement_on_one_chain(trial: Trial) -> None:
    """It is told with the target's name, says nothing of the chain, and is tried again."""
    trial.defective = tuple(one.der for one in CHAIN.certificates)
    report = trial.report(BOTH)
    first, second = report.chains
    assert first.assessment == Failed(reason=Reason.INTERNAL_ERROR, detail=DEFECT)
    assert isinstance(second.assessment, ChainAssessment)
    assert report.until == NOW + timedelta(minutes=5)
    assert [(name, repr(error)) for name, error in trial.told] == [
        ("www", "ZeroDivisionError('a defect')")
    ]
    lost = [("203.0.113.10:443", f"a judgement on its certificate{NEEDED[len('a judgement') :]}")]
    assert unknown(report)[Step.CERTIFICATE] == unknown(report)[Step.CHAIN] == lost
    assert [one.kind.code for one in report.findings] == ["certificate_expired"]
    alone = trial.report()
    assert alone.standing is Standing.UNKNOWN


def test_a_defect_stays_in_the_report_while_the_judgement_stands(
    trial: Trial, mended: Callable[..., None]
) -> None:
    """It is told once, though, and not at every probe."""
    mended(Step.PORT, with_first_check(find=broken))
    first = trial.report()
    second = trial.report(memory=Memory(report=first))
    assert second.defects == first.defects
    assert len(trial.told) == 1


@pytest.mark.parametrize("place", [SITE.place, None])
def test_the_place_of_a_defect_is_a_place_or_the_target(
    place: Place | None, trial: Trial, mended: Callable[..., None]
) -> None:
    """As in the sentence that people read."""
    part = "find" if place else "applies"
    mended(Step.PORT, with_first_check(**{part: broken}))
    name = "203.0.113.10:443" if place else "the target"
    assert trial.report().ladder[0].summary.endswith(f"not checked: {name} needs {NEEDED}")
