"""Parts of a configuration that contradict each other; what is wrong itself contradicts nothing."""

from collections.abc import Callable, Iterable, Iterator

from exporter.config.kind import Values
from exporter.config.problem import Fault, KeyPath, dotted, within
from exporter.config.target_conflict import find_policy_conflicts, find_target_conflicts
from exporter.config.target_mapping import target_name
from exporter.config.trust_anchors import BUILT_IN
from exporter.model.target import Policy

SYSTEM = "system"


def find_conflicts(
    keys: Values, *, defaults: Policy | None, line: Callable[[KeyPath], int]
) -> Iterator[Fault]:
    """Every contradiction; `line` says where a key path is, `defaults` is None if they are bad."""
    stores = keys.get("trust_stores") or {}
    names = {BUILT_IN, *stores}
    own = keys.get("defaults") or {}
    targets, resolvers = tuple(entries(keys, "targets")), tuple(entries(keys, "resolvers"))
    yield from within(("defaults",), find_policy_conflicts(own, Policy(), names))
    for path, each in targets:
        yield from within(path, find_target_conflicts(each, defaults, names))
    for path, each in resolvers:
        yield from within(path, find_resolver_conflict(each))
    for name, each in stores.items():
        yield from within(("trust_stores", name), find_trust_store_conflict(each))
    yield from find_repeated(target_names(targets), "target", line)
    named = (((*path, "name"), each.get("name")) for path, each in resolvers)
    yield from find_repeated(named, "resolver", line)


def entries(keys: Values, section: str) -> Iterator[tuple[KeyPath, Values]]:
    """The mappings in a list of the configuration, each with its path."""
    for index, each in enumerate(keys.get(section) or ()):
        if each is not None:
            yield (section, index), each


def target_names(
    targets: Iterable[tuple[KeyPath, Values]],
) -> Iterator[tuple[KeyPath, str | None]]:
    """The name of each target, with the path of the key that gives it."""
    for path, keys in targets:
        yield (*path, "name" if "name" in keys else "host"), target_name(keys)


def find_resolver_conflict(keys: Values) -> Iterator[Fault]:
    """A resolver without an address that is not the system's, or the other way round."""
    name = keys.get("name")
    if name == SYSTEM and "address" in keys:
        message = "`system` is the machine's own resolver; remove the address, or rename it"
        yield Fault(path=("address",), message=message)
    if name is not None and name != SYSTEM and "address" not in keys:
        message = "missing; add one, such as `address: 9.9.9.9` (only `system` has none)"
        yield Fault(path=("address",), message=message)


def find_trust_store_conflict(keys: Values | None) -> Iterator[Fault]:
    """A trust store with two sources, or none."""
    if keys is not None and ("bundle" in keys) == ("file" in keys):
        given = "both" if "file" in keys else "neither"
        yield Fault(message=f"{given} of `bundle` and `file` given; give one of them")


def find_repeated(
    names: Iterable[tuple[KeyPath, str | None]], owner: str, line: Callable[[KeyPath], int]
) -> Iterator[Fault]:
    """A fault for each name that an earlier owner has; `line` says where a key path is."""
    first: dict[str, KeyPath] = {}
    for path, name in names:
        if name is not None and (earlier := first.setdefault(name, path)) != path:
            other = f"{dotted(earlier[:-1])} on line {line(earlier)}"
            message = f"{name} is also the name of {other}; give each {owner} a name of its own"
            yield Fault(path=path, message=message)
