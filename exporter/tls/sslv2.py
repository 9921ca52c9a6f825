"""SSLv2: its CLIENT-HELLO, and the reply to it.

After "The SSL Protocol", Netscape, version 0.2 of February 1995; RFC 6101, appendix E, has the
same hello.
"""

from dataclasses import dataclass

from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.words.sslv2_cipher import Sslv2Cipher

ERROR, CLIENT_HELLO, SERVER_HELLO = 0, 1, 4
VERSION = 0x0002
CHALLENGE_LENGTH = 16
CIPHER_LENGTH = 3
X509_CERTIFICATE = 1
MOST_CONNECTION_ID = 32


@dataclass(frozen=True, slots=True)
class Sslv2Hello:
    """The offer of every cipher of SSLv2; it has no place for a server name."""


@dataclass(frozen=True, slots=True)
class Sslv2ServerHello:
    """A server that speaks SSLv2, with the ciphers it has in common with us."""

    ciphers: tuple[int, ...]
    """None at all: SSLv2 is on, and no cipher of it (CVE-2015-3197)."""


@dataclass(frozen=True, slots=True)
class Sslv2Error:
    """A server that knows the format, and refuses; so does the JDK, which speaks no SSLv2."""

    code: int


def encode(entropy: bytes) -> bytes:
    """The hello as one record, with the challenge that `entropy` begins with."""
    ciphers = b"".join(cipher.to_bytes(CIPHER_LENGTH) for cipher in Sslv2Cipher)
    lengths = (len(ciphers), 0, CHALLENGE_LENGTH)  # of ciphers, session id and challenge
    body = b"".join(
        (
            bytes([CLIENT_HELLO]),
            VERSION.to_bytes(2),
            *(length.to_bytes(2) for length in lengths),
            ciphers,
            entropy[:CHALLENGE_LENGTH],
        )
    )
    # The highest bit says that the header has two bytes and the record no padding.
    return (0x8000 | len(body)).to_bytes(2) + body


def decode(body: bytes) -> Sslv2ServerHello | Sslv2Error:
    """Reads the body of a SERVER-HELLO or ERROR record; raises Malformed."""
    message = Cursor(body)
    if body[:1] == bytes([ERROR]):
        return _error(message)
    kind, _session_id_hit, certificate_type, version = (message.uint(n) for n in (1, 1, 1, 2))
    if (kind, version) != (SERVER_HELLO, VERSION):
        raise MalformedBytes(f"message {kind} of version {version} in place of a SERVER-HELLO")
    certificate, ciphers, connection_id = (message.uint(2) for _ in range(3))
    if ciphers % CIPHER_LENGTH or connection_id > MOST_CONNECTION_ID:
        raise MalformedBytes(f"{ciphers} bytes of ciphers, a connection id of {connection_id}")
    if certificate and certificate_type != X509_CERTIFICATE:
        raise MalformedBytes(f"a certificate of type {certificate_type}")
    message.take(certificate)
    kinds = Cursor(message.take(ciphers))
    message.take(connection_id)
    message.finish()
    return Sslv2ServerHello(kinds.uints(CIPHER_LENGTH))


def _error(message: Cursor) -> Sslv2Error:
    _kind, code = message.uint(1), message.uint(2)
    message.finish()
    return Sslv2Error(code)
