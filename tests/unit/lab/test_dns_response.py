"""The lab's name server answers from its table, in wire format."""

import pytest
from dns.flags import AA, QR
from dns.message import Message, from_wire, make_query
from dns.rcode import Rcode

from exporter.lab.deployment import DnsAnswer
from exporter.lab.dns_server import response, zone

ZONE = zone(
    {
        "www.test": DnsAnswer(addresses=("127.0.0.1", "127.0.0.2"), ttl=60),
        "gone.test": DnsAnswer(rcode=Rcode.NXDOMAIN),
        "broken.test": DnsAnswer(rcode=Rcode.SERVFAIL),
    }
)


def ask(name: str, rrtype: str = "A") -> Message:
    """The answer as a client reads it."""
    query = make_query(name, rrtype, use_edns=True)
    answer = from_wire(response(query, ZONE).to_wire())
    assert query.is_response(answer)
    return answer


def test_addresses_are_answered_with_their_time_to_live() -> None:
    """All addresses of a name stand in one record set."""
    answer = ask("www.test")
    (records,) = answer.answer
    assert {record.to_text() for record in records} == {"127.0.0.1", "127.0.0.2"}
    assert records.ttl == 60
    assert answer.flags & AA
    assert answer.flags & QR


def test_names_are_compared_without_case() -> None:
    """RFC 4343: resolvers may vary the case of what they ask."""
    assert ask("WwW.TeSt").answer


def test_a_name_has_no_ipv6_address() -> None:
    """The name exists, and has no records of the type: NOERROR without an answer."""
    answer = ask("www.test", "AAAA")
    assert answer.rcode() is Rcode.NOERROR
    assert not answer.answer


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("gone.test", Rcode.NXDOMAIN),
        ("broken.test", Rcode.SERVFAIL),
        ("unheard-of.test", Rcode.NXDOMAIN),
    ],
)
def test_a_response_code_is_answered_for_all_types(name: str, rcode: Rcode) -> None:
    """A failure is one whatever is asked for; names outside the table do not exist."""
    assert ask(name).rcode() is rcode
    assert ask(name, "AAAA").rcode() is rcode
    assert not ask(name).answer
