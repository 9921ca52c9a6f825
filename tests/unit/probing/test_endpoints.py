"""Which addresses are probed."""

from dataclasses import replace

import pytest

from exporter.model.evidence import Lookup, RecordSet
from exporter.model.outcome import Failed
from exporter.model.target import Target
from exporter.probing.endpoints import chosen_endpoints, kept
from exporter.words.reason import Reason

TARGET = Target(name="www", host="www.example.com", server_name="www.example.com", port=8443)


def lookup(resolver: str, *addresses: str) -> Lookup:
    """An answer."""
    records = RecordSet(rrtype="A", addresses=addresses, ttl=60)
    return Lookup(resolver=resolver, answer=(records,), duration=0.0)


FAILED = Lookup(resolver="down", answer=Failed(reason=Reason.DNS_TIMEOUT), duration=1.0)


@pytest.mark.parametrize(
    ("target", "lookups", "endpoints"),
    [
        (TARGET, (lookup("a", "192.0.2.1", "192.0.2.2"),), "192.0.2.1 192.0.2.2"),
        (TARGET, (lookup("a", "192.0.2.1"), lookup("b", "192.0.2.2")), "192.0.2.1"),
        (TARGET, (FAILED, lookup("b", "192.0.2.2")), "192.0.2.2"),
        (TARGET, (FAILED,), ""),
        (TARGET, (), ""),
        (replace(TARGET, host="2001:db8::1"), (), "2001:db8::1"),
        (replace(TARGET, addresses=("192.0.2.9",)), (lookup("a", "192.0.2.1"),), "192.0.2.9"),
        (
            replace(TARGET, origins=("192.0.2.7", "192.0.2.1")),
            (lookup("a", "192.0.2.1"),),
            "192.0.2.1 192.0.2.7/origin",
        ),
    ],
)
def test_every_address_is_chosen_once(
    target: Target, lookups: tuple[Lookup, ...], endpoints: str
) -> None:
    """Configured before resolved, the first resolver that answered, origins last."""
    chosen = [
        endpoint.address + ("/origin" if endpoint.role == "origin" else "")
        for endpoint in chosen_endpoints(target, lookups)
    ]
    assert " ".join(chosen) == endpoints
    assert all(endpoint.port == 8443 for endpoint in chosen_endpoints(target, lookups))


def test_origins_are_kept_before_resolved_addresses() -> None:
    """Somebody listed them; and the same addresses are kept however the answer rotates."""
    target = replace(TARGET, origins=("198.51.100.7",))
    for addresses in (("192.0.2.10", "192.0.2.9"), ("192.0.2.9", "192.0.2.10")):
        chosen = kept(chosen_endpoints(target, (lookup("a", *addresses),)), 2)
        assert [endpoint.address for endpoint in chosen] == ["192.0.2.9", "198.51.100.7"]
