"""The journal counts and logs what a person must know, and once."""

from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry

from exporter.model.outcome import Failed, NoRoute
from exporter.model.report import Defect, Report
from exporter.scheduler.journal import Defects, Journal
from exporter.views.exporter_metrics import ExporterMetrics
from exporter.words.address_label import AddressLabel
from exporter.words.reason import Reason
from tests.deployments import HEALTHY, SITE, Site, asked, looked_up
from tests.unit.scheduler.world import report_on, target

INTERNAL_ERRORS = "tls_exporter_internal_errors_total"


def test_what_the_exporter_itself_failed_at_is_counted_each_time_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Defects of its own: of a lookup, of a visit, of the judgement on a chain, of a check."""
    registry = CollectorRegistry()
    journal = Journal(ExporterMetrics(registry), Defects())
    files = Failed(reason=Reason.INTERNAL_ERROR, detail="OSError: odd")
    broken = Failed(reason=Reason.INTERNAL_ERROR, detail="KeyError: 'x'")
    deployment = replace(
        HEALTHY,
        sites=(replace(SITE, connection=files), replace(SITE, address="203.0.113.11")),
        resolvers=(asked("system", files), looked_up("other", "203.0.113.10")),
    )
    healthy = deployment.judged()
    appraisal = replace(healthy.chains[-1].appraisal, assessment=broken)
    chains = (*healthy.chains[:-1], replace(healthy.chains[-1], appraisal=appraisal))
    in_guide = Defect(place=None, detail="IndexError: 1")
    report = replace(healthy, chains=chains, defects=(in_guide,))
    journal.published(report, None)
    journal.published(report, report)
    assert registry.get_sample_value(INTERNAL_ERRORS) == 8
    logged = [record.__dict__ for record in caplog.records if record.levelname == "ERROR"]
    assert [(each["place"], each["error"]) for each in logged] == [
        ("system", "OSError: odd"),
        ("203.0.113.10", "OSError: odd"),
        ("203.0.113.11", "KeyError: 'x'"),
        ("", "IndexError: 1"),
    ]


def test_another_step_that_fails_first_is_a_change(caplog: pytest.LogCaptureFixture) -> None:
    """The line says from which step to which, with the finding, its address and its evidence."""
    caplog.set_level("INFO")
    journal = Journal(ExporterMetrics(CollectorRegistry()), Defects())
    closed = report_on(target("www"), Reason.CONNECT_TIMEOUT)
    journal.published(closed, report_on(target("www")))
    journal.published(closed, closed)
    (record,) = caplog.records
    logged = record.__dict__
    assert (logged["was"], logged["step"], logged["finding"]) == ("none", "port", "port_timeout")
    assert logged["place"] == "203.0.113.10"
    assert logged["evidence"]


def test_a_step_that_is_out_of_sight_is_not_told_as_repaired(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The line says how the target stands besides."""
    caplog.set_level("INFO")
    journal = Journal(ExporterMetrics(CollectorRegistry()), Defects())
    closed = report_on(target("www"), Reason.CONNECT_TIMEOUT)
    for report in (HEALTHY.judged(), report_on(target("www"), Reason.STARVED)):
        journal.published(report, closed)
    logged = [record.__dict__ for record in caplog.records]
    assert [(each["step"], each["standing"]) for each in logged] == [
        ("none", "healthy"),
        ("none", "unknown"),
    ]


def test_another_defect_is_logged_in_full_again(caplog: pytest.LogCaptureFixture) -> None:
    """A traceback is left out only where the same one was logged before."""
    journal = Journal(ExporterMetrics(CollectorRegistry()), Defects())
    for error in (caught(KeyError), caught(KeyError), caught(ZeroDivisionError)):
        journal.met_defect(target("www"), error)
    assert [bool(record.exc_info) for record in caplog.records] == [True, False, True]


def test_a_defect_that_recurs_is_a_line(caplog: pytest.LogCaptureFixture) -> None:
    """Whichever target meets it, and whether or not a report comes of it: one traceback."""
    defects = Defects()
    journal = Journal(ExporterMetrics(CollectorRegistry()), defects)
    defects.met("www", caught(KeyError))
    defects.met("mail", caught(KeyError))
    journal.met_defect(target("dns"), caught(KeyError))
    logged = [record.__dict__ for record in caplog.records]
    assert [(each["target"], bool(each["exc_info"])) for each in logged] == [
        ("www", True),
        ("mail", False),
        ("dns", False),
    ]
    assert {each["error"] for each in logged} == {"KeyError('of this exporter')"}


def test_a_defect_that_a_report_tells_of_is_counted_there(caplog: pytest.LogCaptureFixture) -> None:
    """Telling its traceback alone counts nothing, so that none is counted twice."""
    registry = CollectorRegistry()
    defects = Defects()
    Journal(ExporterMetrics(registry), defects)
    defects.met("www", caught(KeyError))
    assert len(caplog.records) == 1
    assert registry.get_sample_value(INTERNAL_ERRORS) == 0


def caught(kind: type[Exception]) -> Exception:
    """An exception with its traceback."""
    with pytest.raises(kind) as info:
        raise kind("of this exporter")
    return info.value


def test_what_the_machine_lacks_is_a_line_when_it_begins_and_one_when_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However many targets and addresses lack it; none of it is a defect."""
    caplog.set_level("INFO")
    registry = CollectorRegistry()
    journal = Journal(ExporterMetrics(registry), Defects())
    files = Failed(reason=Reason.EXHAUSTED, detail="too many open files")
    sites = tuple(replace(SITE, connection=files, address=f"203.0.113.{n}") for n in range(3))
    short = [replace(HEALTHY, target=target(f"t{n}"), sites=sites).judged() for n in range(10)]
    well = [replace(HEALTHY, target=target(f"t{n}")).judged() for n in range(10)]
    known: dict[str, Report] = {}
    for report in (*short, *short, *well, *well, *short):
        journal.published(report, known.get(report.target.name))
        known[report.target.name] = report
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO", "ERROR"]
    assert caplog.records[0].__dict__["error"] == "too many open files"
    assert registry.get_sample_value(INTERNAL_ERRORS) == 0


def test_series_that_lose_their_addresses_are_a_line(caplog: pytest.LogCaptureFixture) -> None:
    """Once, and only where nobody chose it."""
    caplog.set_level("INFO")
    journal = Journal(ExporterMetrics(CollectorRegistry()), Defects())
    before = report_on(target("cdn"))
    after = replace(before, address_label=AddressLabel.FAMILY)
    for report, previous in ((before, None), (after, before), (after, after)):
        journal.published(report, previous)
    policy = replace(before.target.policy, address_label=AddressLabel.FAMILY)
    journal.published(replace(after, target=replace(after.target, policy=policy)), None)
    (record,) = caplog.records
    assert record.message == "many addresses: series carry their family"
    assert record.__dict__["target"] == "cdn"


def test_a_family_without_a_way_is_one_trouble_of_this_machine(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However many targets have such addresses; one that is reached, or refuses, is a way."""
    caplog.set_level("INFO")
    registry = CollectorRegistry()
    journal = Journal(ExporterMetrics(registry), Defects())
    other = replace(SITE, address="2001:db8::1")
    none = replace(other, connection=NoRoute(needs="a route from this machine"), handshake=None)
    refusal = replace(none, connection=Failed(reason=Reason.CONNECT_REFUSED))
    untold = replace(none, connection=Failed(reason=Reason.EXHAUSTED))

    def published(name: str, *sites: Site) -> tuple[float | None, ...]:
        journal.published(replace(HEALTHY, target=target(name), sites=sites).judged(), None)
        return up()

    def up() -> tuple[float | None, ...]:
        return tuple(
            registry.get_sample_value("tls_exporter_family_up", {"family": family})
            for family in ("ipv4", "ipv6")
        )

    told = ("this machine has no route to IPv6 addresses, which are not checked",)
    assert published("a", SITE) == (1, None)
    assert published("b", SITE, untold) == (1, None)
    assert (published("b", SITE, none), journal.problems) == ((1, 0), told)
    assert (published("c", none), journal.problems) == ((1, 0), told)
    assert (published("d", refusal, none), journal.problems) == ((1, 1), ())
    journal.planned({"a", "b"})
    assert (up(), journal.problems) == ((1, 0), told)
    assert (published("a", SITE), journal.problems) == ((1, 0), told)
    assert (published("b", SITE), journal.problems) == ((1, None), ())
    logged = [one for one in caplog.records if one.message == "routes changed"]
    assert [(one.levelname, one.__dict__["family"]) for one in logged] == [
        ("WARNING", "ipv6"),
        ("INFO", "ipv6"),
        ("WARNING", "ipv6"),
    ]
