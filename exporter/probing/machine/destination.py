"""Where what is sent to an address ends: on this machine, with which program; or not here."""

from exporter.model.destination import Destination
from exporter.probing.machine.listeners import listening, programs
from exporter.probing.machine.route import is_here


def destination(address: str, port: int) -> Destination:
    """What the kernel and its tables of sockets say of an IP address and a TCP port."""
    here = is_here(address)
    sockets = None if here is None else listening(port, address if here else None)
    return Destination(
        address=address,
        is_here=here,
        programs=None if sockets is None else programs(sockets),
    )
