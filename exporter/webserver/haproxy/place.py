"""Where a `bind` has HAProxy listen: the addresses and ports of one place."""

from exporter.model.address import is_address
from exporter.model.server_config import EVERY_ADDRESS
from exporter.webserver.number import HIGHEST_PORT, whole_number

FAMILIES = {
    "ipv4@": EVERY_ADDRESS[:1],
    "tcp4@": EVERY_ADDRESS[:1],
    "mptcp4@": EVERY_ADDRESS[:1],
    "ipv6@": EVERY_ADDRESS[1:],
    "tcp6@": EVERY_ADDRESS[1:],
    "mptcp6@": EVERY_ADDRESS[1:],
    "tcp@": EVERY_ADDRESS[:1],
    "mptcp@": EVERY_ADDRESS[:1],
    "quic4@": EVERY_ADDRESS[:1],
    "quic6@": EVERY_ADDRESS[1:],
}
OF_DATAGRAMS = ("quic4@", "quic6@")


def place_of(place: str) -> tuple[tuple[str, ...], range]:
    """The addresses and ports of one place; raises ValueError in haproxy's words."""
    rest = place
    every: tuple[str, ...] = EVERY_ADDRESS[:1]
    for prefix, family in FAMILIES.items():
        if rest.startswith(prefix):
            rest, every = rest.removeprefix(prefix), family
    host, colon, ports = rest.rpartition(":")
    low, _, high = ports.partition("-")
    if not colon or not ports:
        raise ValueError(f"missing port specification in '{place}'")
    numbers = [whole_number(one) or 0 for one in (low, high or low)]
    if not all(0 < one <= HIGHEST_PORT for one in numbers):
        raise ValueError(f"invalid port '{ports}'")
    if numbers[0] > numbers[1]:
        raise ValueError(f"invalid port range '{ports}'")
    host = host.strip("[]")
    if "/" in host:
        raise ValueError(f"invalid address: '{host}' in '{place}'")
    if host == EVERY_ADDRESS[1]:
        every = EVERY_ADDRESS  # Linux gives IPv4 to such a socket as well, unless told otherwise
    elif host not in {"", "*", EVERY_ADDRESS[0]}:
        every = (host,) if is_address(host) else EVERY_ADDRESS
    return every, range(numbers[0], numbers[1] + 1)
