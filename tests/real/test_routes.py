"""In a network of its own: what this machine's own routes say of an address is no word on the server."""

from pathlib import Path

import pytest

from exporter.model.outcome import NoRoute
from exporter.model.target import Policy, Target
from exporter.words.phase import Phase
from exporter.words.standing import Standing
from tests.probed import probed_once, seen_at
from tests.real.conftest import Program, miss
from tests.real.network.namespaces import Namespace, ip

pytestmark = pytest.mark.real

DISABLED = "all/disable_ipv6"


@pytest.fixture(scope="module")
def namespace(program: Program) -> Namespace:
    """A network with no more than the loopback."""
    program("ip")
    try:
        return Namespace()
    except PermissionError:
        miss("network namespaces are not to be had here")


@pytest.mark.parametrize("address", ["2001:db8::1", "203.0.113.10"])
@pytest.mark.parametrize("kind", ["", "unreachable", "prohibit", "blackhole", DISABLED])
def test_an_address_without_a_route_is_not_checked(
    namespace: Namespace, address: str, kind: str
) -> None:
    """There is none, it leads nowhere in one of three ways, or IPv6 is off: ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL."""
    policy = Policy(timeout=2.0, scan_interval=0.0)
    target = Target(
        name="a", host="a.test", server_name="a.test", addresses=(address,), policy=policy
    )
    with namespace.entered():
        if kind == DISABLED:
            Path("/proc/sys/net/ipv6/conf", DISABLED).write_text("1")
        elif kind:
            ip("-6" if ":" in address else "-4", "route", "add", kind, "default")
        try:
            report = probed_once(target)
        finally:
            if kind == DISABLED:
                Path("/proc/sys/net/ipv6/conf", DISABLED).write_text("0")
            elif kind:
                ip("-6" if ":" in address else "-4", "route", "del", kind, "default")
    wanted = NoRoute(needs="a route from this machine")
    assert seen_at(report).outcome(Phase.CONNECT) == wanted
    assert (report.findings, report.standing) == ((), Standing.UNKNOWN)
