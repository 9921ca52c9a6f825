"""Keys that contradict each other; what is wrong itself contradicts nothing, and none hides another."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from exporter.config.duration import duration_text
from exporter.config.inventory_conflict import find_inventory_conflict
from exporter.config.kind import Values
from exporter.config.problem import Faults, KeyPath, TellProblem, dotted
from exporter.config.relabel_conflict import find_relabel_conflict
from exporter.config.target_mapping import target_name
from exporter.config.trust_anchors import BUILT_IN
from exporter.config.wording import alternatives, shown
from exporter.model.settings import Settings
from exporter.model.target import Policy
from exporter.words.series_group import SeriesGroup
from exporter.words.server_software import ServerSoftware

SYSTEM = "system"
SOFTWARE = tuple(software.key for software in ServerSoftware)
SYSTEM_ONLY = frozenset({SYSTEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOrder:
    """Two keys of which one must not be above the other."""

    smaller: str
    larger: str
    write: Callable[[float], str] = duration_text


TIMEOUT = KeyOrder(smaller="timeout", larger="interval")
EXPIRY = (
    KeyOrder(smaller="critical", larger="warn"),
    KeyOrder(smaller="critical_lifetime_ratio", larger="warn_lifetime_ratio", write=str),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Names of a configuration that its targets may refer to."""

    trust_stores: frozenset[str]
    resolvers: frozenset[str]


def declared(settings: Settings) -> Declared:
    """The names that settings have."""
    return Declared(
        trust_stores=frozenset(store.name for store in settings.trust_stores),
        resolvers=frozenset(resolver.name for resolver in settings.resolvers),
    )


def find_conflicts(
    keys: Values, faults: Faults, *, defaults: Policy | None, line: Callable[[KeyPath], int]
) -> None:
    """All in a configuration; `line` says where a key path is, `defaults` is None if they are bad."""
    stores = keys.get("trust_stores") or {}
    targets, resolvers = tuple(entries(keys, "targets")), tuple(entries(keys, "resolvers"))
    declared = Declared(
        trust_stores=frozenset({BUILT_IN, *stores}),
        resolvers=frozenset(filter(None, (each.get("name") for _, each in resolvers)))
        or SYSTEM_ONLY,
    )
    find_policy_conflicts(keys.get("defaults") or {}, Policy(), declared, faults.within("defaults"))
    for path, each in targets:
        find_target_conflicts(each, defaults, declared, faults.within(*path))
    discovery = keys.get("discovery") or {}
    for path, each in entries(discovery, "server_files"):
        find_server_conflict(each, ("discovery", *path), SOFTWARE, faults.add)
    for path, each in entries(discovery, "http_sd"):
        find_inventory_conflict(each, faults.within("discovery", *path))
    for source in discovery:
        for path, each in entries(discovery, source):
            for rule, rule_keys in entries(each, "relabel_configs"):
                find_relabel_conflict(rule_keys, faults.within("discovery", *path, *rule))
    for path, each in resolvers:
        find_resolver_conflict(each, faults.within(*path))
    for name, each in stores.items():
        find_trust_store_conflict(each, faults.within("trust_stores", name))
    find_repeated(target_names(targets), "target", line, faults.add)
    named = (((*path, "name"), each.get("name")) for path, each in resolvers)
    find_repeated(named, "resolver", line, faults.add)


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


def find_resolver_conflict(keys: Values, tell: TellProblem) -> None:
    """A resolver without an address that is not the system's, or the other way round."""
    name = keys.get("name")
    if keys.get("authoritative"):
        if "address" in keys:
            tell(
                ("address",),
                "the zone's own name servers have theirs; remove it, or `authoritative`",
            )
        return
    if "root_servers" in keys:
        tell(("root_servers",), "only for `authoritative: true`; add that, or remove it")
    if name == SYSTEM and "address" in keys:
        tell(
            ("address",),
            "`system` is the machine's own resolver; remove the address, or rename it",
        )
    if name is not None and name != SYSTEM and "address" not in keys:
        tell(
            ("address",),
            "missing; add one, such as `address: 9.9.9.9` or `authoritative: true` (only `system` has neither)",
        )


def find_trust_store_conflict(keys: Values | None, tell: TellProblem) -> None:
    """A trust store from nowhere."""
    if keys is not None and not keys.keys() & {"bundle", "file", "files"}:
        tell((), "no certificates; give `bundle`, `file` or `files`")


def find_repeated(
    names: Iterable[tuple[KeyPath, str | None]],
    owner: str,
    line: Callable[[KeyPath], int],
    tell: TellProblem,
) -> None:
    """Each name that an earlier owner has; `line` says where a key path is."""
    first: dict[str, KeyPath] = {}
    for path, name in names:
        if name is not None and (earlier := first.setdefault(name, path)) != path:
            tell(path, lambda: taken(name, earlier, owner, line))  # noqa: B023 - called at once


def taken(name: str, earlier: KeyPath, owner: str, line: Callable[[KeyPath], int]) -> str:
    """What is said of a name that another has."""
    other = f"{dotted(earlier[:-1])} on line {line(earlier)}"
    return f"{name} is also the name of {other}; give each {owner} a name of its own"


def find_target_conflicts(
    keys: Values, inherited: Policy | None, declared: Declared, tell: TellProblem
) -> None:
    """Contradictions within a target that inherits a policy, where that is known."""
    find_port_conflict(keys, tell)
    find_repeated_addresses(keys, tell)
    for path, origin in entries(keys, "origins"):
        find_undeclared((*path, "trust"), "trust store", origin, declared.trust_stores, tell)
    find_server_conflict(keys.get("server"), ("server",), (*SOFTWARE, "files"), tell)
    find_policy_conflicts(keys, inherited, declared, tell)


def find_port_conflict(keys: Values, tell: TellProblem) -> None:
    """A port in `host` and another in `port`."""
    authority, port = keys.get("host"), keys.get("port")
    if authority and authority.port and port and port != authority.port:
        differs = f"{port} differs from the port in `host`, {authority.port}"
        tell(("port",), f"{differs}; keep one of them")


def find_repeated_addresses(keys: Values, tell: TellProblem) -> None:
    """An address that would be probed twice."""
    places: dict[str, KeyPath] = {}
    written = [
        *((("addresses", index), one) for index, one in enumerate(keys.get("addresses") or ())),
        *((path, origin.get("address")) for path, origin in entries(keys, "origins")),
    ]
    for path, address in written:
        if address and (first := places.setdefault(address, path)) != path:
            tell(path, f"{address} is also {dotted(first)}; keep one of them")


def find_server_conflict(
    keys: Values | None, path: KeyPath, wanted: tuple[str, ...], tell: TellProblem
) -> None:
    """A server, at `path`, without any of the keys that say which files it has."""
    if keys is not None and keys.keys().isdisjoint(wanted):
        tell(path, f"no files; give {alternatives(tuple(f'`{key}`' for key in wanted))}")


def find_policy_conflicts(
    keys: Values, inherited: Policy | None, declared: Declared, tell: TellProblem
) -> None:
    """Names of nothing that is declared, times and shares in the wrong order."""
    find_undeclared(("trust",), "trust store", keys, declared.trust_stores, tell)
    find_undeclared(("resolvers",), "resolver", keys, declared.resolvers, tell)
    find_disorder(TIMEOUT, (), keys, inherited, tell)
    if {SeriesGroup.CORE, None}.isdisjoint(keys.get("publish") or SeriesGroup):
        tell(("publish",), "`core` is missing, of which alerts are made; add it")
    expiry = keys.get("expiry") or {}
    for order in EXPIRY:
        find_disorder(order, ("expiry",), expiry, inherited and inherited.expiry, tell)


def find_undeclared(
    path: KeyPath, owner: str, keys: Values, declared: frozenset[str], tell: TellProblem
) -> None:
    """Names in the list of the last key of a path that none of the owners has that are declared."""
    for index, name in enumerate(keys.get(str(path[-1])) or ()):
        if name is not None and name not in declared:
            tell((*path, index), lambda: undeclared(name, owner, declared))  # noqa: B023 - at once


def undeclared(name: str, owner: str, declared: frozenset[str]) -> str:
    """What is said of a name that nothing has."""
    names = alternatives(tuple(sorted(declared)))
    section = f"{owner.replace(' ', '_')}s"
    return f"no {owner} is named {shown(name)}; use {names}, or declare it under `{section}`"


def find_disorder(
    order: KeyOrder, path: KeyPath, keys: Values, inherited: object, tell: TellProblem
) -> None:
    """A smaller value, given here or inherited, that is above the larger."""
    if order.smaller not in keys and order.larger not in keys:
        return
    smaller, larger = (
        keys[key] if key in keys else getattr(inherited, key, None)
        for key in (order.smaller, order.larger)
    )
    if smaller is None or larger is None or smaller <= larger:
        return
    least, most = order.write(smaller), order.write(larger)
    if order.smaller in keys:
        message = f"{least} is more than `{order.larger}`, {most}; lower it, or raise the other"
        tell((*path, order.smaller), message)
    else:
        message = f"{most} is less than `{order.smaller}`, {least}; raise it, or lower the other"
        tell((*path, order.larger), message)
