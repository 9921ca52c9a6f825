"""The store holds the newest report of each target, and its rendering."""

from exporter.model.report import Report
from exporter.scheduler.store import Store
from exporter.views.exposition import RenderedReport, render
from tests.unit.scheduler.world import report_on, target


def test_a_report_takes_the_place_of_the_last_one() -> None:
    """There is one report for a target: the newest."""
    store = Store(render)
    store.put(report_on(target("a")))
    newest = report_on(target("a"))
    store.put(newest)
    assert store.report("a") is newest
    assert store.reports() == (newest,)
    assert len(store.rendered()) == 1


def test_a_report_is_rendered_when_it_is_put() -> None:
    """Scrapes share one rendering, and the next one is given it to keep of it what it can."""
    given: list[RenderedReport | None] = []

    def counting(report: Report, before: RenderedReport | None) -> RenderedReport:
        given.append(before)
        return render(report, before)

    store = Store(counting)
    store.put(report_on(target("a")))
    (first,) = store.rendered()
    assert store.rendered() == (first,)
    assert given == [None]
    store.put(report_on(target("a")))
    assert given == [None, first]


def test_other_targets_are_forgotten() -> None:
    """Neither the report nor the series of a removed target stay."""
    store = Store(render)
    for name in "abc":
        store.put(report_on(target(name)))
    store.keep_only(["c", "a", "unknown"])
    assert [report.target.name for report in store.reports()] == ["c", "a"]
    assert store.report("b") is None
    assert len(store.rendered()) == 2
