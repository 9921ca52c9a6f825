"""The targets in a file of Prometheus' file_sd format, YAML or JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.config.conflict import Declared, find_port_conflict, find_target_conflicts
from exporter.config.document import parsed
from exporter.config.kind import Values
from exporter.config.problem import Faults, KeyPath, Message, dotted
from exporter.config.target_mapping import target
from exporter.config.wording import misplaced
from exporter.discovery.group import GROUP, path_in_group, shared_keys
from exporter.discovery.listing import Found, Listing
from exporter.model.target import Policy

JSON_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What the configuration gives to targets that are found elsewhere."""

    defaults: Policy
    declared: Declared


def listing(file: str, text: str, inheritance: Inheritance) -> Listing:
    """The targets in a file's text; a ConfigurationError says why it cannot be read at all.

    A fault costs what it stands in: a target, else its group, else all.
    """
    document = parsed(file, as_yaml(file, text), scalars=str)
    read = tuple(read_groups(document.root.value, inheritance, document.faults))
    broken = {path[:3] if is_a_target(path) else path[:1] for path in document.faults.paths()}
    found = tuple(
        Found(
            target=target(keys, inheritance.defaults),
            file=file,
            line=document.line(path),
            key=dotted(path),
        )
        for path, keys in read
        if broken.isdisjoint(((), path[:1], path))
    )
    return Listing(file=file, found=found, problems=document.problems())


def is_a_target(path: KeyPath) -> bool:
    """Whether what stands there is, or is within, one of a group's targets."""
    return len(path) > 2 and path[1] == "targets"


def as_yaml(file: str, text: str) -> str:
    """JSON as the YAML that it nearly is: without escapes for halves of a character."""
    if not file.lower().endswith(".json"):
        return text
    return JSON_ESCAPE.sub(joined, text)


def joined(escape: re.Match[str]) -> str:
    """One character for an escaped surrogate pair; any other escape as it is (RFC 8259, 7)."""
    if not escape[1]:
        return escape[0]
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")


def read_groups(
    data: object, inheritance: Inheritance, faults: Faults
) -> Iterator[tuple[KeyPath, Values]]:
    """The keys of each target of all groups, with the path of its host."""
    if data is None:
        faults.add((), "the file is empty; write [] where no target is meant")
    elif not isinstance(data, list):
        faults.add((), misplaced(data, "a list of groups, each with `targets`"))
    else:
        for index, group in enumerate(data):
            yield from read_group(group, (index,), inheritance, faults)


def read_group(
    data: object, path: KeyPath, inheritance: Inheritance, faults: Faults
) -> Iterator[tuple[KeyPath, Values]]:
    """The keys of each target of one group; what they share is read, and judged, once."""
    group = GROUP.read(data, path, faults) or {}
    shared = shared_keys(group.get("labels") or {}, (*path, "labels"), faults)

    def tell(within: KeyPath, message: Message) -> None:
        faults.add((*path, *path_in_group(within)), message)

    find_target_conflicts(shared, inheritance.defaults, inheritance.declared, tell)
    for index, authority in enumerate(group.get("targets") or ()):
        keys = {**shared, "host": authority}
        find_port_conflict(keys, tell)
        yield (*path, "targets", index), keys
