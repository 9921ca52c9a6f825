"""The page of one target: how it stands and since when, its ladder with repairs, what was seen."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from exporter.model.report import Report, Turn
from exporter.model.target import Origin, Target
from exporter.views.chain_file import completed_chains
from exporter.views.chain_tree import Presence, chain_tree
from exporter.views.facts import Fact, certificate_facts, place_facts, places_seen, probe_facts
from exporter.views.language import reworded, say, speaking, title_of
from exporter.views.pages.environment import render_template
from exporter.views.pages.mark import mark
from exporter.views.pages.table import client_table, protocol_table
from exporter.views.paths import chain_file_path, finding_path, guide_path, probe_path, target_path
from exporter.views.summary import (
    by_kind,
    heading_of,
    proof,
    remedies_of,
    served_chains,
    untold,
    where_to_begin,
)
from exporter.views.wording import (
    STANDING_WORDS,
    STEP_TITLES,
    every,
    instant,
    time_left,
    time_since,
)
from exporter.words.protocol import Protocol

WORDS = {
    "FOLDED": 10,  # what a list has beyond this number is folded away
    "PROTOCOLS": tuple(reversed(Protocol)),
    "Presence": Presence,
    "STEP_TITLES": STEP_TITLES,
    "by_kind": by_kind,
    "certificate_facts": certificate_facts,
    "chain_file_path": chain_file_path,
    "chain_tree": chain_tree,
    "client_table": client_table,
    "completed_chains": completed_chains,
    "finding_path": finding_path,
    "guide_path": guide_path,
    "heading_of": heading_of,
    "mark": mark,
    "place_facts": place_facts,
    "places_seen": places_seen,
    "probe_facts": probe_facts,
    "proof": proof,
    "protocol_table": protocol_table,
    "remedies_of": remedies_of,
    "reworded": reworded,
    "served_chains": served_chains,
    "time_left": time_left,
    "title_of": title_of,
    "untold": untold,
}
"""What the template may use."""


def target_page(
    report: Report,
    *,
    now: datetime,
    next_probe: datetime | None = None,
    may_probe: bool = False,
    language: str = "en",
) -> str:
    """One target; `may_probe` offers to probe it now."""
    with speaking(language):
        return render_template(
            "target.html",
            report=report,
            begin=where_to_begin(report),
            about=(*target_facts(report.target), *times(report, now, next_probe)),
            turns=tuple(turns(report)),
            probe_path=probe_path(report.target.name) if may_probe else "",
            about_target=f"?{urlencode({'target': report.target.name})}",
            here=target_path(report.target.name),
            now=now,
            **WORDS,
        )


def pending_page(name: str, *, now: datetime, language: str = "en") -> str:
    """A target that is known but has not been probed yet."""
    with speaking(language):
        return render_template("pending.html", name=name, here=target_path(name), now=now)


def target_facts(target: Target) -> Iterator[Fact]:
    """What the configuration says of a target."""
    policy = target.policy
    yield Fact(label="Host", text=say("{host}, port {port}", host=target.host, port=target.port))
    if target.server_name != target.host:
        yield Fact(label="Server name", text=target.server_name)
    if target.labels:
        labels = (f"{name}={value}" for name, value in target.labels.items())
        yield Fact(label="Labels", text=", ".join(labels))
    message = "probed every {interval}, scanned every {scans}"
    if not policy.scan_interval:
        message = "probed every {interval}"
    interval, scans = map(every, (policy.interval, policy.scan_interval))
    yield Fact(label="Interval", text=say(message, interval=interval, scans=scans))
    yield Fact(label="Trust", text=", ".join(policy.trust))
    if target.origins:
        yield Fact(label="Origins", text=", ".join(told_origin(one) for one in target.origins))


def told_origin(origin: Origin) -> str:
    """An origin with what is asked of it alone, as the configuration has it."""
    own = {"port": origin.port, "trust": origin.trust, "clients": origin.clients}
    said = (
        f"{key}: {', '.join(value) or '[]' if isinstance(value, tuple) else value}"
        for key, value in own.items()
        if value is not None
    )
    return f"{origin.address}{''.join(f'; {one}' for one in said)}"


def times(report: Report, now: datetime, next_probe: datetime | None) -> Iterator[Fact]:
    """When the target was probed, will be, and since when it stands as it does."""
    if len(report.history) > 1:
        since = report.history[-1].at
        yield Fact(label="Since", text=f"{instant(since)} ({time_since(since, now)})")
    elif report.history:
        yield Fact(
            label="Since", text=say("the first probe, {time}", time=instant(report.history[0].at))
        )
    if next_probe:
        yield Fact(label="Next probe", text=instant(next_probe))


def turns(report: Report) -> Iterator[tuple[str, str]]:
    """What changed lately, the latest first: when, and how the target stood, or what was met, from then on."""
    stood = ((turn.at, told(turn)) for turn in report.history)
    renewed = (
        (at, say("another certificate at {address}", address=address))
        for address, at in report.changed.items()
    )
    latest_first = sorted((*stood, *renewed, *moves(report)), reverse=True)
    return ((instant(at), what) for at, what in latest_first)


def moves(report: Report) -> Iterator[tuple[datetime, str]]:
    """Addresses that came after the first look, or left; those that come by turns do neither."""
    begun = report.history[0].at if report.history else report.since
    for address, at in report.came.items():
        if at > begun:
            yield at, say("an address more: {address}", address=address)
    for address, at in report.left.items():
        yield at, say("{address} was last among the addresses", address=address)


def told(turn: Turn) -> str:
    """How a target stood from a turn on."""
    words = say(STANDING_WORDS[turn.standing])
    return f"{words}: {', '.join(turn.errors)}" if turn.errors else words
