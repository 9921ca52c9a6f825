"""The targets in a file of Prometheus' file_sd format, YAML or JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from exporter.config.conflict import find_port_conflict, find_target_conflicts
from exporter.config.document import parsed
from exporter.config.field import AUTHORITY
from exporter.config.kind import Values
from exporter.config.problem import Fault, Faults, KeyPath, Message, Problem, dotted
from exporter.config.scalar import unquoted
from exporter.config.target_mapping import target
from exporter.config.wording import misplaced
from exporter.discovery.group import GROUP, SETTING, path_in_group, shared_keys
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.labelled import ADDRESS, FILE, keys_after
from exporter.discovery.listing import Found, Listing
from exporter.discovery.relabelling import Labels

Hosts: TypeAlias = Iterable[tuple[KeyPath, str]]
"""As written, each with its path."""
HALF = re.compile(
    r"\\u(?:([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""Escapes for one half of a character, or both, if no backslash before makes them text."""
SETTING_WEIGHT = 16
MOST_LABELS = 32 * 1024 * 1024
"""Characters of labels that are read, those of settings as many times as they are dearer."""


def listing(file: str, text: str, inheritance: Inheritance) -> Listing:
    """The targets in a file's text; a ConfigurationError says why it cannot be read at all."""
    yaml = json_as_yaml(text) if file.lower().endswith(".json") else text
    return listing_of(file, yaml, inheritance, origin=FILE)


def listing_of(file: str, yaml: str, inheritance: Inheritance, *, origin: str) -> Listing:
    """The targets in a text; rules see what it is called under the label `origin`.

    A fault costs what it stands in: a target, else its group, else all.
    """
    document = parsed(file, yaml, scalars=as_text)
    groups = document.root.value
    with document.refused_in_part():
        read = tuple(read_groups(groups, {origin: file}, inheritance, document.faults))
    broken = {path[:3] if is_a_target(path) else path[:1] for path in document.faults.paths()}
    found = tuple(
        Found(
            target=target(keys, inheritance.defaults),
            file=file,
            line=document.line(path),
            key=dotted(path),
        )
        for path, keys in read
        if keys is not None and broken.isdisjoint(((), path[:1], path))
    )
    remarks = () if found or document.faults else tuple(emptied(file, len(read)))
    return Listing(
        file=file,
        found=found,
        problems=document.problems(),
        wrong=wrong(document.faults),
        remarks=remarks,
    )


def as_text(scalar: str) -> str:
    """What is written without quotes is text all the same, as in Prometheus; null is none."""
    return "" if unquoted(scalar) is None else scalar


def wrong(faults: Faults) -> Counter[str]:
    """What is wrong, and how often; those that are not told are alike."""
    return Counter([*(fault.message for fault in faults), *("" for _ in range(faults.more))])


def emptied(source: str, dropped: int) -> Iterator[Problem]:
    """That rules drop all that a source gives."""
    if dropped:
        told = f"`relabel_configs` drop all of its targets ({dropped:,})"
        yield Problem(file=source, message=f"{told}; correct them, unless this is meant")


def is_a_target(path: KeyPath) -> bool:
    """Whether what stands there is, or is within, one of a group's targets."""
    return len(path) > 2 and path[1] == "targets"


def json_as_yaml(text: str) -> str:
    """JSON as the YAML that it nearly is: without escapes for halves of a character."""
    return HALF.sub(joined, text)


def joined(escape: re.Match[str]) -> str:
    """One character for an escaped surrogate pair, none that is known for half of one (RFC 8259, 7)."""
    begin = escape.start()
    backslash = begin
    while backslash and escape.string[backslash - 1] == "\\":
        backslash -= 1
    if (begin - backslash) % 2:  # "\\\\ud83e" is a backslash and a word
        return escape[0] if not escape[1] else f"\\u{escape[1]}\N{REPLACEMENT CHARACTER}"
    if not escape[1]:
        return "\N{REPLACEMENT CHARACTER}"
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")


def read_groups(
    data: object, origin: Labels, inheritance: Inheritance, faults: Faults
) -> Iterator[tuple[KeyPath, Values | None]]:
    """The keys of each target of all groups, with the path of its host; None for what is dropped."""
    if data in (None, ""):
        faults.add((), "the file is empty; write [] where no target is meant")
    elif not isinstance(data, list):
        faults.add((), misplaced(data, "a list of groups, each with `targets`"))
    else:
        weight = 0
        for index, each in enumerate(data):
            group = GROUP.read(each, (index,), faults) or {}
            given: Values = group.get("labels") or {}
            labels = {label: text for label, text in given.items() if text is not None}
            hosts = tuple(
                ((index, "targets", place), host)
                for place, host in enumerate(group.get("targets") or ())
                if host is not None
            )
            weight += weight_of(labels) * (len(hosts) if inheritance.rules else 1)
            if weight > MOST_LABELS:
                faults.cut("too much to read in the labels of all targets", (index,))
                return
            if inheritance.rules:
                yield from relabelled_targets(hosts, {**labels, **origin}, inheritance, faults)
            else:
                yield from plain_targets(hosts, labels, (index,), inheritance, faults)


def weight_of(labels: Labels) -> int:
    """What it takes to read them once."""
    return sum(
        len(label) + len(text) * (SETTING_WEIGHT if label.startswith(SETTING) else 1)
        for label, text in labels.items()
    )


def plain_targets(
    hosts: Hosts, labels: Labels, path: KeyPath, inheritance: Inheritance, faults: Faults
) -> Iterator[tuple[KeyPath, Values]]:
    """The keys of each target of one group; what they share is read, and judged, once."""
    shared = shared_keys(labels, (*path, "labels"), faults)

    def tell(within: KeyPath, message: Message) -> None:
        faults.add((*path, *path_in_group(within)), message)

    find_target_conflicts(shared, inheritance.defaults, inheritance.declared, tell)
    for place, host in hosts:
        keys = {**shared, "host": AUTHORITY.read(host, place, faults)}
        find_port_conflict(keys, tell)
        yield place, keys


def relabelled_targets(
    hosts: Hosts, labels: Labels, inheritance: Inheritance, faults: Faults
) -> Iterator[tuple[KeyPath, Values | None]]:
    """The same where each target has labels of its own, as rules make them."""
    for place, host in hosts:
        match keys_after({**labels, ADDRESS: host}, inheritance):
            case (*wrong,):
                for fault in wrong:
                    faults.add(place, after_rules(fault))
            case keys:
                yield place, keys


def after_rules(fault: Fault) -> str:
    """What is wrong with a label that no file has."""
    return f"`{dotted(fault.path)}` after `relabel_configs`: {fault.message}"
