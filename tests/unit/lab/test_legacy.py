"""What a server of old answers, byte for byte, and which hellos it leaves to OpenSSL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import md5, sha1

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.lab.authority import Authorities, Credentials
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.conversation import Continuation, Reaction
from exporter.lab.deployment import Legacy, TlsServer
from exporter.lab.legacy_engine import LegacyEngine
from exporter.lab.primes import OF_512_BITS, OF_1024_BITS
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher

# SSL 2.0, section 2.5: 46 bytes follow, CLIENT-HELLO, version 2, lengths 21, 0 and 16; the seven
# cipher kinds of the specification; a challenge.
SSLV2_HELLO = bytes.fromhex(
    "802e 01 0002 0015 0000 0010"
    "010080 020080 030080 040080 050080 060040 0700c0"
    "000102030405060708090a0b0c0d0e0f"
)
RANDOM = bytes(range(32))
VERSION = {Protocol.SSLV3: 0x0300, Protocol.TLS1_0: 0x0301, Protocol.TLS1_2: 0x0303}
SUPPORTED_VERSIONS_1_3_AND_1_2 = bytes.fromhex("002b 0005 04 0304 0303")
HEARD_BY_OPENSSL = Reaction(send=b"by OpenSSL")


def client_hello(version: int, *suites: int, extensions: bytes = b"") -> bytes:
    """A ClientHello in a record of its own."""
    offered = b"".join(suite.to_bytes(2) for suite in suites)
    body = version.to_bytes(2) + RANDOM + b"\x00" + len(offered).to_bytes(2) + offered + b"\x01\x00"
    if extensions:
        body += len(extensions).to_bytes(2) + extensions
    message = b"\x01" + len(body).to_bytes(3) + body
    return b"\x16\x03\x00" + len(message).to_bytes(2) + message


def new_credentials(key: ServerKey) -> Credentials:
    """A chain of two certificates, the first with a key of this kind."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    return authorities.credentials(SentChain(leaf=Leaf(key=key)), host="www.test")


CREDENTIALS = {key: new_credentials(key) for key in ServerKey}


class Server:
    """A server of old, and what it left to OpenSSL."""

    def __init__(
        self,
        legacy: Legacy,
        *,
        key: ServerKey = ServerKey.RSA_2048,
        weakest: Protocol = Protocol.TLS1_2,
    ) -> None:
        self.left_to_openssl: list[bytes] = []
        server = TlsServer(weakest=weakest, legacy=legacy)
        engine = LegacyEngine(server=server, legacy=legacy, credentials=CREDENTIALS[key])
        self.hear = engine.speaker(self.modern)

    def modern(self, data: bytes) -> Reaction:
        """Stands for OpenSSL."""
        self.left_to_openssl.append(data)
        return HEARD_BY_OPENSSL


def messages(flight: bytes, version: int) -> Iterator[tuple[int, bytes]]:
    """The handshake messages of a flight, each in a record of this version: type and body."""
    while flight:
        assert flight[:3] == b"\x16" + version.to_bytes(2)
        end = 5 + int.from_bytes(flight[3:5])
        message, flight = flight[5:end], flight[end:]
        assert int.from_bytes(message[1:4]) == len(message) - 4
        yield message[0], message[4:]


def test_sslv2_is_answered_as_its_specification_says() -> None:
    """SERVER-HELLO: no session, an X.509 certificate, version 2, what both sides accept, an id."""
    accepted = (
        Sslv2Cipher.SSL_CK_DES_192_EDE3_CBC_WITH_MD5,
        Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5,
    )
    reaction = Server(Legacy(sslv2_ciphers=accepted)).hear(SSLV2_HELLO)
    certificate = CREDENTIALS[ServerKey.RSA_2048].leaf.public_bytes(Encoding.DER)
    fixed = bytes.fromhex("04 00 01 0002") + len(certificate).to_bytes(2) + b"\x00\x06\x00\x10"
    body = fixed + certificate + bytes.fromhex("010080 0700c0")
    header = (0x8000 + len(body) + 16).to_bytes(2)
    assert reaction.ending is Continuation.NONE
    assert reaction.send[:-16] == header + body
    assert len(reaction.send) == 2 + len(body) + 16


def test_sslv2_without_a_common_cipher_is_answered_all_the_same() -> None:
    """The list of ciphers is empty."""
    reply = Server(Legacy(sslv2_ciphers=())).hear(SSLV2_HELLO).send
    certificate = CREDENTIALS[ServerKey.RSA_2048].leaf.public_bytes(Encoding.DER)
    assert reply[7:13] == len(certificate).to_bytes(2) + b"\x00\x00\x00\x10"
    assert reply[13:-16] == certificate


def test_connection_ids_differ() -> None:
    """Each connection has its own."""
    ids = {Server(Legacy(sslv2_ciphers=())).hear(SSLV2_HELLO).send[-16:] for _ in range(5)}
    assert len(ids) == 5


def test_sslv3_is_answered_with_a_whole_flight() -> None:
    """ServerHello without extensions, all certificates, ServerHelloDone."""
    suite = CipherSuite.TLS_RSA_WITH_RC4_128_SHA
    server = Server(Legacy(protocols=(Protocol.SSLV3,), suites=(suite,)))
    reaction = server.hear(client_hello(0x0300, 0x002F, suite, 0x00FF))
    hello, certificates, done = messages(reaction.send, 0x0300)
    leaf, issuer = (
        each.public_bytes(Encoding.DER) for each in CREDENTIALS[ServerKey.RSA_2048].certificates
    )
    assert hello[0] == 2
    assert hello[1][:2] + hello[1][34:] == bytes.fromhex("0300 00 0005 00")
    listed = b"".join(len(each).to_bytes(3) + each for each in (leaf, issuer))
    assert certificates == (11, len(listed).to_bytes(3) + listed)
    assert done == (14, b"")
    assert reaction.ending is Continuation.NONE


def test_the_server_hangs_up_when_more_is_said() -> None:
    """No key is ever agreed on."""
    server = Server(Legacy(sslv2_ciphers=()))
    server.hear(SSLV2_HELLO)
    assert server.hear(b"more") == Reaction(ending=Continuation.CLOSE)
    assert server.left_to_openssl == []


def exchanged(suite: CipherSuite, protocol: Protocol, key: ServerKey) -> tuple[bytes, bytes]:
    """The server's random and its ServerKeyExchange."""
    server = Server(Legacy(protocols=(protocol,), suites=(suite,)), key=key)
    flight = server.hear(client_hello(VERSION[protocol], suite)).send
    found = dict(messages(flight, VERSION[protocol]))
    return found[2][2:34], found[12]


def verify(signed: bytes, signature: bytes, key: ServerKey, protocol: Protocol) -> None:
    """Raises where the signature of a ServerKeyExchange is not the certificate's."""
    if protocol is Protocol.TLS1_2:
        assert signature[:2] == (b"\x04\x03" if key is ServerKey.ECDSA_P256 else b"\x04\x01")
        signature = signature[2:]
    assert int.from_bytes(signature[:2]) == len(signature) - 2
    public_key = CREDENTIALS[key].leaf.public_key()
    match public_key:
        case ec.EllipticCurvePublicKey():
            digest = SHA256() if protocol is Protocol.TLS1_2 else SHA1()  # noqa: S303
            public_key.verify(signature[2:], signed, ec.ECDSA(digest))
        case rsa.RSAPublicKey() if protocol is Protocol.TLS1_2:
            public_key.verify(signature[2:], signed, padding.PKCS1v15(), SHA256())
        case rsa.RSAPublicKey():
            digests = md5(signed).digest() + sha1(signed).digest()  # noqa: S324 - RFC 2246, 7.4.3
            raw = public_key.recover_data_from_signature(signature[2:], padding.PKCS1v15(), None)
            assert raw == digests
        case _:
            raise AssertionError(public_key)


@pytest.mark.parametrize("protocol", VERSION)
@pytest.mark.parametrize("key", ServerKey)
def test_ecdhe_names_p256_and_a_point_of_it(protocol: Protocol, key: ServerKey) -> None:
    """And the certificate's key signs it, as each version demands."""
    suite = {
        ServerKey.RSA_2048: CipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA,
        ServerKey.ECDSA_P256: CipherSuite.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA,
    }[key]
    server_random, body = exchanged(suite, protocol, key)
    parameters, signature = body[: 4 + 65], body[4 + 65 :]
    assert parameters[:4] == bytes.fromhex("03 0017 41")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), parameters[4:])
    verify(RANDOM + server_random + parameters, signature, key, protocol)


@pytest.mark.parametrize("protocol", VERSION)
@pytest.mark.parametrize(
    ("suite", "prime"),
    [
        (CipherSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA, OF_1024_BITS),
        (CipherSuite.TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA, OF_512_BITS),
    ],
)
def test_dhe_shows_a_prime_a_generator_and_a_public_value(
    protocol: Protocol, suite: CipherSuite, prime: int
) -> None:
    """For export the prime has 512 bits."""
    server_random, body = exchanged(suite, protocol, ServerKey.RSA_2048)
    numbers, rest = [], body
    for _ in range(3):
        end = 2 + int.from_bytes(rest[:2])
        numbers.append(int.from_bytes(rest[2:end]))
        rest = rest[end:]
    assert numbers[:2] == [prime, 2]
    assert 1 < numbers[2] < prime - 1
    parameters = body[: len(body) - len(rest)]
    verify(RANDOM + server_random + parameters, rest, ServerKey.RSA_2048, protocol)


def test_rsa_for_export_shows_a_modulus_of_512_bits() -> None:
    """With its exponent, signed by the key that is too long for export."""
    suite = CipherSuite.TLS_RSA_EXPORT_WITH_RC4_40_MD5
    server_random, body = exchanged(suite, Protocol.SSLV3, ServerKey.RSA_2048)
    parameters = body[: 2 + 64 + 2 + 3]
    assert parameters[:2] == b"\x00\x40"
    assert parameters[2] & 0x80
    assert parameters[66:] == bytes.fromhex("0003 010001")
    verify(RANDOM + server_random + parameters, body[71:], ServerKey.RSA_2048, Protocol.SSLV3)


def test_an_anonymous_server_shows_no_certificate() -> None:
    """Nor does it sign."""
    suite = CipherSuite.TLS_DH_anon_WITH_RC4_128_MD5
    server = Server(Legacy(protocols=(Protocol.TLS1_0,), suites=(suite,)))
    flight = server.hear(client_hello(0x0301, suite)).send
    _hello, (kind, body), _done = messages(flight, 0x0301)
    assert kind == 12
    assert len(body) == 2 + 128 + 2 + 1 + 2 + int.from_bytes(body[133:135])


OLD = Legacy(
    sslv2_ciphers=(Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5,),
    protocols=(Protocol.SSLV3, Protocol.TLS1_2),
    suites=(CipherSuite.TLS_RSA_WITH_RC4_128_SHA, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
)
RC4, TRIPLE_DES, AES = 0x0005, 0x000A, 0x002F


@pytest.mark.parametrize(
    ("hello", "version", "suite"),
    [
        pytest.param(client_hello(0x0303, AES, TRIPLE_DES, RC4), 0x0303, RC4, id="its own order"),
        pytest.param(client_hello(0x0303, TRIPLE_DES), 0x0303, TRIPLE_DES, id="the second"),
        pytest.param(client_hello(0x0302, RC4), 0x0300, RC4, id="the highest common version"),
    ],
)
def test_old_hellos_are_answered(hello: bytes, version: int, suite: int) -> None:
    """By the highest common version and the first suite of the server's that is offered."""
    server = Server(OLD)
    flight = server.hear(hello).send
    (_, chosen), *_ = messages(flight, version)
    assert chosen[35:37] == suite.to_bytes(2)
    assert server.left_to_openssl == []


@pytest.mark.parametrize(
    "hello",
    [
        pytest.param(client_hello(0x0303, AES), id="no old suite"),
        pytest.param(
            client_hello(0x0303, RC4, extensions=SUPPORTED_VERSIONS_1_3_AND_1_2), id="TLS 1.3"
        ),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="HTTP"),
        pytest.param(client_hello(0x0300, RC4)[:44] + b"\xff\x02\x00\x05\x01\x00", id="malformed"),
        pytest.param(b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", id="another message"),
        pytest.param(
            SSLV2_HELLO[:3] + b"\x03\x01" + SSLV2_HELLO[5:], id="TLS 1.0 in the form of SSLv2"
        ),
        pytest.param(SSLV2_HELLO[:5] + b"\xff" + SSLV2_HELLO[6:], id="a lying length"),
    ],
)
def test_everything_else_is_left_to_openssl(hello: bytes) -> None:
    """From the first byte on, and for the rest of the connection."""
    server = Server(OLD)
    assert server.hear(hello) == HEARD_BY_OPENSSL
    assert server.hear(b"more") == HEARD_BY_OPENSSL
    assert server.left_to_openssl == [hello, b"more"]


def test_sslv2_is_left_to_openssl_where_it_is_off() -> None:
    """Which refuses it."""
    server = Server(Legacy(protocols=(Protocol.SSLV3,)))
    assert server.hear(SSLV2_HELLO) == HEARD_BY_OPENSSL


def test_a_version_that_openssl_does_not_speak_is_refused_for_its_suites() -> None:
    """Alert 40, handshake_failure: the version is on, nothing is in common."""
    server = Server(OLD)
    assert server.hear(client_hello(0x0300, AES)).send == bytes.fromhex("150300 0002 0228")


@pytest.mark.parametrize("hello", [SSLV2_HELLO, client_hello(0x0300, RC4)])
def test_a_hello_may_come_byte_by_byte(hello: bytes) -> None:
    """Nothing is said before it is whole."""
    server = Server(OLD)
    reactions = [server.hear(bytes([byte])) for byte in hello]
    assert set(reactions[:-1]) == {Reaction()}
    assert reactions[-1].send
