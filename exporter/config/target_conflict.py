"""Keys of a target that contradict each other, judged one by one so that none hides another."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from exporter.config.duration import duration_text
from exporter.config.kind import Values
from exporter.config.problem import Fault, KeyPath, dotted
from exporter.config.wording import alternatives, shown
from exporter.model.target import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Two keys of which one must not be above the other."""

    smaller: str
    larger: str
    write: Callable[[float], str] = duration_text


TIMEOUT = Order(smaller="timeout", larger="interval")
EXPIRY = (
    Order(smaller="critical", larger="warn"),
    Order(smaller="critical_lifetime_ratio", larger="warn_lifetime_ratio", write=str),
)


def find_target_conflicts(
    keys: Values, inherited: Policy | None, trust_stores: Collection[str]
) -> Iterator[Fault]:
    """Contradictions within a target that inherits a policy, where that is known."""
    yield from find_port_conflict(keys)
    yield from find_repeated_addresses(keys)
    yield from find_policy_conflicts(keys, inherited, trust_stores)


def find_port_conflict(keys: Values) -> Iterator[Fault]:
    """A port in `host` and another in `port`."""
    authority, port = keys.get("host"), keys.get("port")
    if authority and authority.port and port and port != authority.port:
        message = f"{port} differs from the port in `host`, {authority.port}; keep one of them"
        yield Fault(path=("port",), message=message)


def find_repeated_addresses(keys: Values) -> Iterator[Fault]:
    """An address that would be probed twice."""
    places: dict[str, KeyPath] = {}
    for key in ("addresses", "origins"):
        for index, address in enumerate(keys.get(key) or ()):
            path = (key, index)
            if address and places.setdefault(address, path) != path:
                first = dotted(places[address])
                yield Fault(path=path, message=f"{address} is also {first}; keep one of them")


def find_policy_conflicts(
    keys: Values, inherited: Policy | None, trust_stores: Collection[str]
) -> Iterator[Fault]:
    """Names that are not declared or there twice, times and shares in the wrong order."""
    yield from find_unknown_trust_stores(keys, trust_stores)
    yield from find_repeated_names("trust", keys)
    yield from find_repeated_names("clients", keys)
    yield from find_disorder(TIMEOUT, keys, inherited)
    expiry = keys.get("expiry") or {}
    for order in EXPIRY:
        yield from find_disorder(order, expiry, inherited and inherited.expiry, path=("expiry",))


def find_unknown_trust_stores(keys: Values, known: Collection[str]) -> Iterator[Fault]:
    """A name that no trust store has."""
    for index, name in enumerate(keys.get("trust") or ()):
        if name is not None and name not in known:
            names = alternatives(tuple(sorted(known)))
            message = f"no trust store is named {shown(name)}; use {names}, or declare it"
            yield Fault(path=("trust", index), message=message)


def find_repeated_names(key: str, keys: Values) -> Iterator[Fault]:
    """A name that is twice in the list under a key."""
    seen: set[str | None] = {None}
    for index, name in enumerate(keys.get(key) or ()):
        if name in seen and name is not None:
            yield Fault(path=(key, index), message=f"{name} is there already; remove it")
        seen.add(name)


def find_disorder(
    order: Order, keys: Values, inherited: object, *, path: KeyPath = ()
) -> Iterator[Fault]:
    """A fault where the smaller value, given here or inherited, is above the larger."""
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
        yield Fault(path=(*path, order.smaller), message=message)
    else:
        message = f"{most} is less than `{order.smaller}`, {least}; raise it, or lower the other"
        yield Fault(path=(*path, order.larger), message=message)
