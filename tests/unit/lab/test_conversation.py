"""What the lab's servers do when spoken to, without a socket."""

from datetime import UTC, datetime

import pytest
from OpenSSL import SSL

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import Authority, ServedChain
from exporter.lab.conversation import Ending, Reaction, answering, hang_up, keep_silent, reset
from exporter.lab.deployment import Answering, TlsServer
from exporter.lab.tls_engine import VERSION, TlsEngine, server_context
from exporter.model.protocol import Protocol

CHAIN = ServedChain(above=(Authority.INTERMEDIATE, Authority.UNKNOWN_ROOT, Authority.ROOT))


class Client:
    """The client's side of one connection in memory."""

    def __init__(self, server: TlsEngine, *, weakest: Protocol, strongest: Protocol) -> None:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(VERSION[weakest])
        context.set_max_proto_version(VERSION[strongest])
        context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
        self.tls = SSL.Connection(context, None)
        self.tls.set_connect_state()
        self.server = server
        self.reactions: list[Reaction] = []

    def shake(self) -> None:
        """A handshake; raises what the server's refusal raises."""
        while True:
            try:
                self.tls.do_handshake()
            except SSL.WantReadError:
                self.exchange()
            else:
                self.exchange()
                return

    def exchange(self) -> None:
        """Says what is to be said, if anything, and hears what follows."""
        try:
            said = self.tls.bio_read(65536)
        except SSL.WantReadError:
            return
        reaction = self.server.hear(said)
        self.reactions.append(reaction)
        if reaction.send:
            self.tls.bio_write(reaction.send)


@pytest.fixture(scope="module")
def credentials() -> Credentials:
    """A chain in an order of its own."""
    return Authorities(now=datetime.now(tz=UTC)).credentials(CHAIN, host="www.test")


def client_of(
    server: TlsServer,
    credentials: Credentials | None,
    *,
    weakest: Protocol = Protocol.TLS1_0,
    strongest: Protocol = Protocol.TLS1_3,
) -> Client:
    """A client of a new connection to the server."""
    engine = TlsEngine(server_context(server, credentials))
    return Client(engine, weakest=weakest, strongest=strongest)


def test_silence_follows_on_a_silent_servers_hello() -> None:
    """The server waits for more, and will wait for ever."""
    assert keep_silent(b"hello") == Reaction(send=b"", ending=Ending.NONE)


def test_a_server_that_hangs_up_says_nothing() -> None:
    """The connection ends in good order."""
    assert hang_up(b"hello") == Reaction(send=b"", ending=Ending.CLOSE)


def test_a_server_that_resets_says_nothing() -> None:
    """The connection ends in a reset."""
    assert reset(b"hello") == Reaction(send=b"", ending=Ending.RESET)


def test_an_answer_is_the_same_whatever_was_said() -> None:
    """The bytes of the deployment are sent, then the connection ends."""
    speaker = answering(Answering(reply=b"HTTP/1.1 400"))
    assert speaker(b"hello") == speaker(b"") == Reaction(send=b"HTTP/1.1 400", ending=Ending.CLOSE)


def test_the_chain_is_sent_in_the_order_it_was_given(credentials: Credentials) -> None:
    """OpenSSL neither sorts nor completes nor drops what the deployment says."""
    client = client_of(TlsServer(chain=CHAIN), credentials)
    client.shake()
    chain = client.tls.get_peer_cert_chain(as_cryptography=True)
    assert chain is not None
    assert tuple(chain) == credentials.certificates


@pytest.mark.parametrize(
    "protocol", [Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3]
)
def test_versions_within_the_bounds_are_accepted(
    credentials: Credentials, protocol: Protocol
) -> None:
    """Old versions complete a whole handshake, not just the hello."""
    server = TlsServer(weakest=Protocol.TLS1_0)
    client = client_of(server, credentials, weakest=protocol, strongest=protocol)
    client.shake()
    assert {reaction.ending for reaction in client.reactions} == {Ending.NONE}


def test_versions_outside_the_bounds_are_refused(credentials: Credentials) -> None:
    """The refusal is an alert, after which the server closes."""
    client = client_of(TlsServer(), credentials, strongest=Protocol.TLS1_1)
    with pytest.raises(SSL.Error):
        client.shake()
    assert client.reactions[-1].ending is Ending.CLOSE


def test_a_server_without_certificate_refuses_everyone() -> None:
    """Alert 40, handshake_failure, as from a server whose certificate was not loaded."""
    client = client_of(TlsServer(chain=None), None)
    with pytest.raises(SSL.Error):
        client.shake()
    (refusal,) = client.reactions
    assert refusal.send[0] == 21
    assert refusal.send[-1] == 40
    assert refusal.ending is Ending.CLOSE


def test_a_client_certificate_is_demanded_after_the_servers_was_shown(
    credentials: Credentials,
) -> None:
    """The client has the chain by the time it is refused (RFC 8446, section 4.4.2.4)."""
    client = client_of(TlsServer(demands_client_certificate=True), credentials)
    client.shake()
    assert client.tls.get_peer_certificate() is not None
    assert client.reactions[-1].ending is Ending.CLOSE


def test_what_is_said_inside_tls_is_ignored(credentials: Credentials) -> None:
    """The server only waits to be left, and leaves with the client."""
    client = client_of(TlsServer(), credentials)
    client.shake()
    client.tls.send(b"GET / HTTP/1.1\r\n\r\n")
    client.exchange()
    assert client.reactions[-1] == Reaction(send=b"", ending=Ending.NONE)
    client.tls.shutdown()
    client.exchange()
    assert client.reactions[-1].ending is Ending.CLOSE
