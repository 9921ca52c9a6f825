"""Promises to browsers are tried on loopback: ports that are closed, protocols that are declined."""

from datetime import UTC, datetime

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.certificates import SentChain
from exporter.lab.deployment import FIRST_ADDRESS, Behaviour, Rude, TlsServer
from exporter.lab.ports import taken_ports
from exporter.lab.servers import served
from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.model.place import Address
from exporter.model.settings import Limits
from exporter.model.web import Promise
from exporter.probing import promises
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.handshake import HandshakeResult
from exporter.probing.promises import PromiseTrial, fulfilment, fulfilment_of_name
from exporter.probing.pulse import Pulse
from exporter.probing.tls_context import shared_contexts
from exporter.words.ending import Refused
from exporter.words.fulfilment import Fulfilment
from exporter.words.protocol import Protocol
from exporter.words.reason import Reason
from exporter.words.role import Role

WEB = TlsServer(chain=SentChain(), http_fields=("X: y",))
DUMB = TlsServer(chain=SentChain())


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """Of the servers' certificates."""
    return Authorities(now=datetime.now(tz=UTC))


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long before a port is tried once more."""
    monkeypatch.setattr(promises, "PAUSE", 0.01)


@pytest.mark.parametrize(
    ("behaviour", "protocol", "came_of_it"),
    [
        (WEB, "http/1.1", Fulfilment.KEPT),
        (DUMB, "http/1.1", Fulfilment.KEPT),
        (DUMB, "h2", Fulfilment.DECLINED),
        (Rude.CLOSED, "h2", Fulfilment.CLOSED),
        (Rude.CUTTING, "h2", Fulfilment.UNKNOWN),
    ],
)
async def test_a_promise_is_kept_broken_or_not_known(
    authorities: Authorities, behaviour: Behaviour, protocol: str, came_of_it: Fulfilment
) -> None:
    """Where a server agrees to nothing by ALPN, it speaks HTTP/1.1; a lost connection proves nothing."""
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        port = listener.getsockname()[1]
        promise = Promise(protocol=protocol, port=port)
        async with served(behaviour, listener, authorities=authorities, host="www.test"):
            found = await trial(port=9, ordinary=None).results((promise, promise))
    assert found.results == ((promise, came_of_it),)


@pytest.mark.parametrize(
    ("behaviour", "name", "came_of_it"),
    [
        (WEB, "www.test", Fulfilment.KEPT),
        (WEB, "cover.test", Fulfilment.DECLINED),
        (Rude.CLOSED, "www.test", Fulfilment.CLOSED),
        (Rude.CUTTING, "www.test", Fulfilment.UNKNOWN),
    ],
)
async def test_ech_is_promised_where_its_public_name_has_a_certificate(
    authorities: Authorities, behaviour: Behaviour, name: str, came_of_it: Fulfilment
) -> None:
    """By the certificate that comes when the name is asked for in the clear."""
    with taken_ports((FIRST_ADDRESS,)) as (listener,):
        promise = Promise(protocol="", port=listener.getsockname()[1], name=name)
        async with served(behaviour, listener, authorities=authorities, host="www.test"):
            found = await trial(port=9, ordinary=None).results((promise,))
    assert found.of(promise) is came_of_it


async def test_what_the_ordinary_handshake_agreed_on_is_not_tried_again() -> None:
    """At the same port: nothing listens there now."""
    shake = Handshake(protocol=Protocol.TLS1_3, cipher="", group="", alpn="h2")
    promise = Promise(protocol="h2", port=9)
    assert (await trial(port=9, ordinary=shake).results((promise,))).of(promise) is Fulfilment.KEPT
    other = Promise(protocol="http/1.1", port=9)
    assert (await trial(port=9, ordinary=shake).results((other,))).of(other) is Fulfilment.CLOSED


def test_a_server_that_refuses_the_protocol_alone_declines_it() -> None:
    """As nginx does without HTTP/2 (RFC 7301, section 3.2); another alert may be about anything."""
    refused = Failed(reason=Reason.TLS_PROTOCOL_ERROR)
    about_protocol = HandshakeResult(outcome=refused, chain=(), ending=Refused(120))
    assert fulfilment("h2", about_protocol) is Fulfilment.DECLINED
    about_name = HandshakeResult(outcome=refused, chain=(), ending=Refused(112))
    assert fulfilment("h2", about_name) is Fulfilment.UNKNOWN
    assert fulfilment_of_name("cover.test", about_name) is Fulfilment.DECLINED
    assert fulfilment_of_name("cover.test", about_protocol) is Fulfilment.UNKNOWN


def trial(*, port: int, ordinary: Handshake | None) -> PromiseTrial:
    """Of a site at a port."""
    endpoint = Address(address=FIRST_ADDRESS, port=port, role=Role.RESOLVED)
    return PromiseTrial(
        Door(endpoint=endpoint, server_name="www.test"),
        ordinary,
        shared_contexts(),
        Deadline(5.0, Pulse()),
        Gate(Limits(), clock=lambda: 0.0),
    )
