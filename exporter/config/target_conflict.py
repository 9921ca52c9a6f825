"""Keys of a target that contradict each other, judged one by one so that none hides another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from exporter.config.duration import duration_text
from exporter.config.field import number, text, timespan
from exporter.config.host import authority, ip_text
from exporter.config.plain_data import Plain, items, mapping, read_or_none
from exporter.config.problem import Fault, KeyPath, dotted
from exporter.model.target import Policy

read_host = text("a host", authority).read
read_address = text("an address", ip_text).read
read_duration = timespan().read
read_ratio = number("a ratio", 0, 1, is_whole=False).read


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Two keys of which one must not be above the other."""

    smaller: str
    larger: str
    read: Callable[[object], float] = read_duration
    write: Callable[[float], str] = duration_text


TIMEOUT = Order(smaller="timeout", larger="interval", read=timespan(1).read)
EXPIRY = (
    Order(smaller="critical", larger="warn"),
    Order(
        smaller="critical_lifetime_ratio",
        larger="warn_lifetime_ratio",
        read=read_ratio,
        write=str,
    ),
)


def find_target_conflicts(keys: Plain, defaults: Policy | None) -> Iterator[Fault]:
    """Contradictions within a target that inherits `defaults`, where those are known."""
    yield from find_port_conflict(keys)
    yield from find_repeated_addresses(keys)
    yield from find_policy_conflicts(keys, defaults)


def find_port_conflict(keys: Plain) -> Iterator[Fault]:
    """A port in `host` and another in `port`."""
    where = read_or_none(read_host, keys.get("host"))
    port = keys.get("port")
    if where and where.port and port and port != where.port:
        message = f"{port} differs from the port in `host`, {where.port}; keep one of them"
        yield Fault(path=("port",), message=message)


def find_repeated_addresses(keys: Plain) -> Iterator[Fault]:
    """An address that would be probed twice."""
    places: dict[str, KeyPath] = {}
    for key in ("addresses", "origins"):
        for index, item in enumerate(items(keys.get(key))):
            path = (key, index)
            address = read_or_none(read_address, item)
            if address and places.setdefault(address, path) != path:
                first = dotted(places[address])
                yield Fault(path=path, message=f"{address} is also {first}; keep one of them")


def find_policy_conflicts(keys: Plain, defaults: Policy | None) -> Iterator[Fault]:
    """Times and shares in the wrong order, and a trust store or a client named twice."""
    yield from find_repeated_names("trust", keys)
    yield from find_repeated_names("clients", keys)
    yield from find_disorder(TIMEOUT, keys, defaults)
    expiry = mapping(keys.get("expiry"))
    for order in EXPIRY:
        yield from find_disorder(order, expiry, defaults and defaults.expiry, path=("expiry",))


def find_repeated_names(key: str, keys: Plain) -> Iterator[Fault]:
    """A name that is twice in the list under a key."""
    names = items(keys.get(key))
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(path=(key, index), message=f"{name} is there already; remove it")


def find_disorder(
    order: Order, keys: Plain, inherited: object, *, path: KeyPath = ()
) -> Iterator[Fault]:
    """A fault where the smaller value, given here or inherited, is above the larger."""
    smaller = effective(order.smaller, keys, inherited, order.read)
    larger = effective(order.larger, keys, inherited, order.read)
    if smaller is None or larger is None or smaller <= larger:
        return
    least, most = order.write(smaller), order.write(larger)
    if order.smaller in keys:
        message = f"{least} is more than `{order.larger}`, {most}; lower it, or raise the other"
        yield Fault(path=(*path, order.smaller), message=message)
    elif order.larger in keys:
        message = f"{most} is less than `{order.smaller}`, {least}; raise it, or lower the other"
        yield Fault(path=(*path, order.larger), message=message)


def effective(
    key: str, keys: Plain, inherited: object, read: Callable[[object], float]
) -> float | None:
    """What holds for a key; None where that cannot be read or is not known."""
    if key in keys:
        return read_or_none(read, keys[key])
    return getattr(inherited, key, None)
