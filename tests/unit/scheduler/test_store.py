"""The store holds the newest report of each target, and its rendering."""

from exporter.model.memory import Memory
from exporter.model.report import Report
from exporter.scheduler.store import Store
from exporter.views.rendering import RenderedReport, render_target
from tests.unit.scheduler.world import report_on, target


def put(store: Store, report: Report) -> None:
    """The report, with nothing else to remember."""
    store.put(Memory(report=report), report)


def test_a_report_takes_the_place_of_the_last_one() -> None:
    """There is one report for a target: the newest."""
    store = Store(render_target)
    put(store, report_on(target("a")))
    newest = report_on(target("a"))
    put(store, newest)
    assert store.report("a") is newest
    assert store.reports() == (newest,)
    assert len(tuple(store.rendered())) == 1


def test_a_report_is_rendered_when_it_is_put() -> None:
    """Scrapes share one rendering, and the next one is given it to keep of it what it can."""
    given: list[RenderedReport | None] = []

    def counting(report: Report, before: RenderedReport | None) -> RenderedReport:
        given.append(before)
        return render_target(report, before)

    store = Store(counting)
    put(store, report_on(target("a")))
    (first,) = store.rendered()
    assert list(store.rendered()) == [first]
    assert given == [None]
    put(store, report_on(target("a")))
    assert given == [None, first]


def test_renderings_are_read_on_while_others_are_put() -> None:
    """A thread need not copy them all at once, which would take as long as it holds everybody up."""
    store = Store(render_target)
    for name in "ab":
        put(store, report_on(target(name)))
    rendered = store.rendered()
    read = [next(rendered)]
    for name in "cb":
        put(store, report_on(target(name)))
    read.extend(rendered)
    assert [one.report.target.name for one in read] == ["a", "b", "c"]
    assert read[1].report is store.report("b")


def test_other_targets_are_forgotten() -> None:
    """Neither the report nor the series of a removed target stay."""
    store = Store(render_target)
    for name in "abc":
        put(store, report_on(target(name)))
    store.keep_only(["c", "a", "unknown"])
    assert [report.target.name for report in store.reports()] == ["c", "a"]
    assert store.report("b") is None
    assert len(tuple(store.rendered())) == 2


def test_what_is_known_of_a_target_is_its_memory() -> None:
    """An empty one before the first report."""
    store = Store(render_target)
    assert store.memory("a") == Memory()
    memory = Memory(report=report_on(target("a")))
    assert memory.report is not None
    store.put(memory, memory.report)
    assert store.memory("a") is memory
