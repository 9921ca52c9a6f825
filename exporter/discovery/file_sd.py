"""The targets in a file of Prometheus' file_sd format, YAML or JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError

from exporter.config.document import parsed
from exporter.config.explanation import find_faults
from exporter.config.plain_data import items
from exporter.config.problem import ConfigurationError, Fault, KeyPath
from exporter.config.target_mapping import read_target
from exporter.config.wording import misplaced
from exporter.discovery.group import GroupKeys, place_in_group, shared_keys
from exporter.model.target import Policy, Target

JSON_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What the configuration gives to targets that are found elsewhere."""

    defaults: Policy
    trust_stores: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A target and where its host is written."""

    path: KeyPath
    target: Target
    line: int = 0


def targets_in(file: str, text: str, inheritance: Inheritance) -> tuple[Found, ...]:
    """The targets in a file's text; a ConfigurationError holds everything wrong with it."""
    document = parsed(file, as_yaml(file, text), scalars=str)
    results = tuple(read_groups(document.data, inheritance))
    faults = [*document.faults, *(result for result in results if isinstance(result, Fault))]
    if faults:
        raise ConfigurationError(document.problems(faults))
    found = (result for result in results if isinstance(result, Found))
    return tuple(replace(item, line=document.place(item.path).line) for item in found)


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


def read_groups(data: object, inheritance: Inheritance) -> Iterator[Found | Fault]:
    """The targets of all groups, and what is wrong with any."""
    if data is None:
        yield Fault(message="the file is empty; write [] where no target is meant")
    elif not isinstance(data, list):
        yield Fault(message=misplaced(data, "a list of groups, each with `targets`"))
    for index, group in enumerate(items(data)):
        for result in read_group(group, inheritance):
            yield replace(result, path=(index, *result.path))


def read_group(data: object, inheritance: Inheritance) -> Iterator[Found | Fault]:
    """The targets of one group, and what is wrong with it."""
    try:
        group = GroupKeys.model_validate(data)
    except ValidationError as error:
        yield from find_faults(error, GroupKeys)
        return
    keys, faults = shared_keys(group)
    yield from faults
    for index, host in enumerate(group.targets):
        match read_target(
            {**keys, "host": host},
            defaults=inheritance.defaults,
            trust_stores=inheritance.trust_stores,
        ):
            case Target() as target:
                yield Found(path=("targets", index), target=target)
            case faults:
                for fault in faults:
                    yield replace(fault, path=place_in_group(fault.path, index))
