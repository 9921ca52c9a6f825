"""What the lab's servers do when spoken to, without a socket."""

from datetime import UTC, datetime

import pytest
from OpenSSL import SSL

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import LabAuthority, Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Reaction, answering, hang_up, keep_silent, reset
from exporter.lab.deployment import FixedAnswer, TlsServer
from exporter.lab.primes import OF_1024_BITS
from exporter.lab.tls_engine import VERSION, TlsEngine, server_context, set_groups
from exporter.words.protocol import Protocol

CHAIN = SentChain(above=(LabAuthority.INTERMEDIATE, LabAuthority.UNKNOWN_ROOT, LabAuthority.ROOT))


class Client:
    """The client's side of one connection in memory."""

    def __init__(
        self, server: TlsEngine, *, weakest: Protocol, strongest: Protocol, groups: str
    ) -> None:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        set_groups(groups, context)
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
def authorities() -> Authorities:
    """Authorities as of today."""
    return Authorities(now=datetime.now(tz=UTC))


@pytest.fixture(scope="module")
def credentials(authorities: Authorities) -> Credentials:
    """A chain in an order of its own."""
    return authorities.credentials(CHAIN, host="www.test")


def client_of(
    server: TlsServer,
    credentials: Credentials | None,
    *,
    weakest: Protocol = Protocol.TLS1_0,
    strongest: Protocol = Protocol.TLS1_3,
    groups: str = "DEFAULT",
) -> Client:
    """A client of a new connection to the server."""
    context = server_context(server, credentials)
    engine = TlsEngine(context, refuses_to_complete=server.refuses_to_complete)
    return Client(engine, weakest=weakest, strongest=strongest, groups=groups)


def test_silence_follows_on_a_silent_servers_hello() -> None:
    """The server waits for more, and will wait for ever."""
    assert keep_silent(b"hello") == Reaction(send=b"", ending=Continuation.NONE)


def test_a_server_that_hangs_up_says_nothing() -> None:
    """The connection ends in good order."""
    assert hang_up(b"hello") == Reaction(send=b"", ending=Continuation.CLOSE)


def test_a_server_that_resets_says_nothing() -> None:
    """The connection ends in a reset."""
    assert reset(b"hello") == Reaction(send=b"", ending=Continuation.RESET)


def test_an_answer_is_the_same_whatever_was_said() -> None:
    """The bytes of the deployment are sent, then the connection ends."""
    speaker = answering(FixedAnswer(reply=b"HTTP/1.1 400"))
    assert (
        speaker(b"hello")
        == speaker(b"")
        == Reaction(send=b"HTTP/1.1 400", ending=Continuation.CLOSE)
    )


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
    assert {reaction.ending for reaction in client.reactions} == {Continuation.NONE}


def test_versions_outside_the_bounds_are_refused(credentials: Credentials) -> None:
    """The refusal is an alert, after which the server closes."""
    client = client_of(TlsServer(), credentials, strongest=Protocol.TLS1_1)
    with pytest.raises(SSL.Error):
        client.shake()
    assert client.reactions[-1].ending is Continuation.CLOSE


@pytest.mark.parametrize("protocol", [Protocol.TLS1_0, Protocol.TLS1_1])
def test_a_version_may_be_refused_after_the_server_agreed(
    credentials: Credentials, protocol: Protocol
) -> None:
    """A whole flight, then alert 70, protocol_version, in place of what ends a handshake."""
    server = TlsServer(weakest=Protocol.TLS1_0, refuses_to_complete=(protocol,))
    client = client_of(server, credentials, weakest=protocol, strongest=protocol)
    with pytest.raises(SSL.Error, match="protocol version"):
        client.shake()
    flight, refusal = client.reactions
    assert (flight.send[0], flight.ending) == (22, Continuation.NONE)
    version = b"\x03\x01" if protocol is Protocol.TLS1_0 else b"\x03\x02"
    assert refusal.send == b"\x15" + version + b"\x00\x02\x02\x46"
    assert refusal.ending is Continuation.CLOSE


def test_versions_that_are_not_refused_later_are_completed(credentials: Credentials) -> None:
    """Such a server is in order for everyone else."""
    refused = (Protocol.TLS1_0, Protocol.TLS1_1)
    server = TlsServer(weakest=Protocol.TLS1_0, refuses_to_complete=refused)
    client_of(server, credentials, strongest=Protocol.TLS1_2).shake()


def test_the_groups_are_the_deployments(credentials: Credentials) -> None:
    """One that OpenSSL likes less is agreed on where it is the only one."""
    client = client_of(TlsServer(groups="x448"), credentials)
    client.shake()
    assert client.tls.get_group_name() == "x448"


def test_groups_that_openssl_does_not_know_are_a_mistake() -> None:
    """Otherwise the lab would show something else than it says."""
    with pytest.raises(ValueError, match="x25520"):
        server_context(TlsServer(groups="x25519:x25520"), None)


def test_the_prime_is_the_deployments(authorities: Authorities) -> None:
    """A ServerKeyExchange shows it to clients that do not ask for another (RFC 7919)."""
    chain = SentChain(leaf=Leaf(key=ServerKey.RSA_2048))
    server = TlsServer(ciphers="kDHE", strongest=Protocol.TLS1_2, dh_bits=1024)
    credentials = authorities.credentials(chain, host="www.test")
    client = client_of(server, credentials, groups="x25519")
    client.shake()
    assert OF_1024_BITS.to_bytes(128) in client.reactions[0].send


def test_a_server_without_certificate_refuses_everyone() -> None:
    """Alert 40, handshake_failure, as from a server whose certificate was not loaded."""
    client = client_of(TlsServer(chain=None), None)
    with pytest.raises(SSL.Error):
        client.shake()
    (refusal,) = client.reactions
    assert refusal.send[0] == 21
    assert refusal.send[-1] == 40
    assert refusal.ending is Continuation.CLOSE


def test_a_client_certificate_is_demanded_after_the_servers_was_shown(
    credentials: Credentials,
) -> None:
    """The client has the chain by the time it is refused (RFC 8446, section 4.4.2.4)."""
    client = client_of(TlsServer(demands_client_certificate=True), credentials)
    client.shake()
    assert client.tls.get_peer_certificate() is not None
    assert client.reactions[-1].ending is Continuation.CLOSE


def test_what_is_said_inside_tls_is_ignored(credentials: Credentials) -> None:
    """The server only waits to be left, and leaves with the client."""
    client = client_of(TlsServer(), credentials)
    client.shake()
    client.tls.send(b"GET / HTTP/1.1\r\n\r\n")
    client.exchange()
    assert client.reactions[-1] == Reaction(send=b"", ending=Continuation.NONE)
    client.tls.shutdown()
    client.exchange()
    assert client.reactions[-1].ending is Continuation.CLOSE
