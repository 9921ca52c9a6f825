"""Parts of a configuration that contradict each other."""

from collections.abc import Callable, Iterable, Iterator

from exporter.config.plain_data import Plain, mapping, mappings, read_or_none
from exporter.config.problem import Fault, KeyPath, dotted
from exporter.config.target_conflict import (
    find_policy_conflicts,
    find_target_conflicts,
    read_host,
)
from exporter.model.target import Policy

SYSTEM = "system"


def find_conflicts(
    data: Plain, *, defaults: Policy | None, line: Callable[[KeyPath], int]
) -> Iterator[Fault]:
    """Every contradiction; `line` says where a key path is, `defaults` is None if they are bad."""
    yield from within(("defaults",), find_policy_conflicts(mapping(data.get("defaults")), Policy()))
    for index, keys in mappings(data.get("targets")):
        yield from within(("targets", index), find_target_conflicts(keys, defaults))
    for index, keys in mappings(data.get("resolvers")):
        yield from within(("resolvers", index), find_resolver_conflict(keys))
    for name, store in mapping(data.get("trust_stores")).items():
        yield from within(("trust_stores", name), find_trust_store_conflict(store))
    yield from find_repeated(target_names(data), "target", line)
    yield from find_repeated(resolver_names(data), "resolver", line)


def within(path: KeyPath, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Faults of a part of the configuration, with the whole path."""
    return (Fault(path=(*path, *fault.path), message=fault.message) for fault in faults)


def find_resolver_conflict(keys: Plain) -> Iterator[Fault]:
    """A resolver without an address that is not the system's, or the other way round."""
    name = keys.get("name")
    if name == SYSTEM and "address" in keys:
        message = "`system` is the machine's own resolver; remove the address, or rename it"
        yield Fault(path=("address",), message=message)
    if name is not None and name != SYSTEM and "address" not in keys:
        message = "missing; add one, such as `address: 9.9.9.9` (only `system` has none)"
        yield Fault(path=("address",), message=message)


def find_trust_store_conflict(store: object) -> Iterator[Fault]:
    """A trust store with two sources, or none."""
    if isinstance(store, dict) and ("bundle" in store) == ("file" in store):
        given = "both" if "file" in store else "neither"
        yield Fault(message=f"{given} of `bundle` and `file` given; give one of them")


def target_names(data: Plain) -> Iterator[tuple[KeyPath, str]]:
    """The names of targets, given or made of host and port, where they can be told."""
    for index, keys in mappings(data.get("targets")):
        where = read_or_none(read_host, keys.get("host"))
        port = keys.get("port", 443)
        if isinstance(given := keys.get("name"), str):
            yield ("targets", index, "name"), given
        elif where and isinstance(port, int):
            yield ("targets", index, "host"), where.at(port)


def resolver_names(data: Plain) -> Iterator[tuple[KeyPath, str]]:
    """The names of resolvers, where they can be told."""
    for index, keys in mappings(data.get("resolvers")):
        if isinstance(name := keys.get("name"), str):
            yield ("resolvers", index, "name"), name


def find_repeated(
    names: Iterable[tuple[KeyPath, str]], owner: str, line: Callable[[KeyPath], int]
) -> Iterator[Fault]:
    """A fault for each name that an earlier owner has."""
    first: dict[str, KeyPath] = {}
    for path, name in names:
        if (earlier := first.setdefault(name, path)) != path:
            other = f"{dotted(earlier[:-1])} on line {line(earlier)}"
            message = f"{name} is also the name of {other}; give each {owner} a name of its own"
            yield Fault(path=path, message=message)
