"""What a server of old says after a hello: SSLv2's SERVER-HELLO, or a flight up to ServerHelloDone.

The keys in it are made and thrown away, as no client goes on to use them.
"""

import secrets
from dataclasses import dataclass
from hashlib import md5, sha1

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from exporter.lab.authority import Credentials, SigningKey
from exporter.lab.primes import GENERATOR, OF_512_BITS, OF_1024_BITS
from exporter.tls import sslv2
from exporter.tls.record import (
    CERTIFICATE,
    HANDSHAKE_RECORD,
    SERVER_HELLO,
    SERVER_HELLO_DONE,
    SERVER_KEY_EXCHANGE,
    block,
    message,
    record,
)
from exporter.tls.server_key_exchange import NAMED_CURVE
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

EXPORT_RSA_BITS = 512
CONNECTION_ID_LENGTH = 16
RENEGOTIATION_INFO = bytes.fromhex("ff01 0001 00")
"""The extension that answers the SCSV of a first handshake (RFC 5746, section 3.6)."""


def sslv2_server_hello(certificate: bytes, ciphers: tuple[int, ...]) -> bytes:
    """The SERVER-HELLO of SSLv2 as one record, with a certificate in DER."""
    no_session_hit = 0
    specs = b"".join(cipher.to_bytes(sslv2.CIPHER_LENGTH) for cipher in ciphers)
    connection_id = secrets.token_bytes(CONNECTION_ID_LENGTH)
    parts = (certificate, specs, connection_id)
    body = b"".join(
        (
            bytes([sslv2.SERVER_HELLO, no_session_hit, sslv2.X509_CERTIFICATE]),
            sslv2.VERSION.to_bytes(2),
            *(len(part).to_bytes(2) for part in parts),
            *parts,
        )
    )
    # The highest bit says that the header has two bytes and the record no padding.
    return (0x8000 | len(body)).to_bytes(2) + body


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A server's choice for one client, with what it is made from."""

    protocol: Protocol
    """SSLv3 to TLS 1.2."""
    suite: CipherSuite
    client_random: bytes
    server_random: bytes
    credentials: Credentials
    dh_prime: int = OF_1024_BITS

    def encoded(self) -> bytes:
        """ServerHello, Certificate, ServerKeyExchange if the suite has one, ServerHelloDone."""
        version = CODE_OF_PROTOCOL[self.protocol]
        parameters = key_exchange_parameters(self.suite, self.dh_prime)
        messages = [
            message(SERVER_HELLO, self._server_hello(version)),
            *([] if is_anonymous(self.suite) else [message(CERTIFICATE, self._certificates())]),
            *([message(SERVER_KEY_EXCHANGE, self._signed(parameters))] if parameters else []),
            message(SERVER_HELLO_DONE, b""),
        ]
        return b"".join(record(HANDSHAKE_RECORD, version, each) for each in messages)

    def _server_hello(self, version: int) -> bytes:
        """With secure renegotiation, which all but SSLv3 have had since RFC 5746."""
        no_session_id, no_compression = block(1, b""), b"\x00"
        extensions = b"" if self.protocol is Protocol.SSLV3 else block(2, RENEGOTIATION_INFO)
        return b"".join(
            (
                version.to_bytes(2),
                self.server_random,
                no_session_id,
                self.suite.to_bytes(2),
                no_compression,
                extensions,
            )
        )

    def _certificates(self) -> bytes:
        chain = (each.public_bytes(Encoding.DER) for each in self.credentials.certificates)
        return block(3, b"".join(block(3, certificate) for certificate in chain))

    def _signed(self, parameters: bytes) -> bytes:
        if is_anonymous(self.suite):
            return parameters
        to_be_signed = self.client_random + self.server_random + parameters
        return parameters + signature(to_be_signed, self.credentials.key, self.protocol)


def is_anonymous(suite: CipherSuite) -> bool:
    """Whether the server shows no certificate."""
    return "_anon_" in suite.name


def key_exchange_parameters(suite: CipherSuite, dh_prime: int) -> bytes:
    """What the server adds to its certificate; empty where that is all that is needed."""
    name, is_export = suite.name, "_EXPORT_" in suite.name
    if name.startswith(("TLS_ECDHE_", "TLS_ECDH_anon_")):
        return curve_parameters()
    if name.startswith(("TLS_DHE_", "TLS_DH_anon_")):
        return dh_parameters(OF_512_BITS if is_export else dh_prime)
    return rsa_parameters() if is_export else b""


def curve_parameters() -> bytes:
    """A point on P-256 (RFC 8422, section 5.4)."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    encoded = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return bytes([NAMED_CURVE]) + Group.secp256r1.to_bytes(2) + block(1, encoded)


def dh_parameters(prime: int) -> bytes:
    """Prime, generator and public value (RFC 5246, section 7.4.3)."""
    public_value = pow(GENERATOR, secrets.randbelow(prime - 3) + 2, prime)
    return b"".join(block(2, unsigned(number)) for number in (prime, GENERATOR, public_value))


def rsa_parameters() -> bytes:
    """A modulus short enough for export, and its exponent (RFC 2246, section 7.4.3).

    It has no factors that anybody knows, as nothing will be decrypted.
    """
    modulus = secrets.randbits(EXPORT_RSA_BITS) | 1 << (EXPORT_RSA_BITS - 1) | 1
    return block(2, unsigned(modulus)) + block(2, unsigned(65537))


def signature(signed: bytes, key: SigningKey, protocol: Protocol) -> bytes:
    """The signature of a ServerKeyExchange, by the algorithm of the version."""
    if protocol is Protocol.TLS1_2:
        return signature_of_tls1_2(signed, key)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return block(2, key.sign(signed, ec.ECDSA(SHA1())))  # noqa: S303 - RFC 8422, section 5.4
    # RFC 2246, section 7.4.3: the two digests side by side, and nothing that names them.
    digests = md5(signed, usedforsecurity=False).digest()
    digests += sha1(signed, usedforsecurity=False).digest()
    return block(2, key.sign(digests, padding.PKCS1v15(), NoDigestInfo()))


def signature_of_tls1_2(signed: bytes, key: SigningKey) -> bytes:
    """A signature that names its algorithm (RFC 5246, section 4.7)."""
    match key:
        case ec.EllipticCurvePrivateKey():
            scheme = SignatureScheme.ECDSA_SECP256R1_SHA256
            return scheme.to_bytes(2) + block(2, key.sign(signed, ec.ECDSA(SHA256())))
        case rsa.RSAPrivateKey():
            scheme = SignatureScheme.RSA_PKCS1_SHA256
            return scheme.to_bytes(2) + block(2, key.sign(signed, padding.PKCS1v15(), SHA256()))


def unsigned(number: int) -> bytes:
    """A number in network order, in as few bytes as it takes."""
    return number.to_bytes((number.bit_length() + 7) // 8)
