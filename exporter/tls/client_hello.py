"""The ClientHello: what to offer, and its bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from struct import pack

from exporter.model.address import is_address
from exporter.tls.extension_type import ExtensionType
from exporter.tls.public_values import PUBLIC_VALUES
from exporter.tls.record import (
    CLIENT_HELLO,
    HANDSHAKE_RECORD,
    MESSAGE_HEADER_LENGTH,
    block,
    message,
    record,
)
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.groups import Group
from exporter.words.offered_suites import SIGNALLING_SUITE
from exporter.words.protocol import Protocol

ENTROPY_LENGTH = 64
"""Bytes of entropy in a hello: the random and the session id."""

SHORTEST_SAFE_LENGTH = 512
UNSAFE_REMAINDERS = (10, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHello:
    """An offer, made to find out what is accepted: no key exchange follows.

    The group and suite codes are those of `Group` and `CipherSuite`, preferred first.
    """

    versions: tuple[Protocol, ...]
    """Strongest first; without TLS 1.3 a server may answer with any older version too."""
    server_name: str = ""
    suites: tuple[int, ...]
    groups: tuple[int, ...] = ()
    signature_algorithms: tuple[int, ...] = ()
    application_protocols: tuple[str, ...] = ()
    key_shares: tuple[Group, ...] = ()
    """Groups of which a key share is sent, without a private key to it: no key is ever made."""
    is_plain: bool = False
    """Leaves out what confuses old servers: padding and the extended master secret."""
    is_partial: bool = False
    """Offers only some suites or groups, to learn about these: a no is not about the version."""

    @property
    def highest(self) -> Protocol:
        """The strongest version offered."""
        return self.versions[0]

    @property
    def offers_tls1_3(self) -> bool:
        """Whether TLS 1.3 is among the versions."""
        return Protocol.TLS1_3 in self.versions

    @property
    def offers_older(self) -> bool:
        """Whether a version below TLS 1.3 is among the versions."""
        return self.versions != (Protocol.TLS1_3,)


OFFERED = attrgetter(
    "versions", "groups", "signature_algorithms", "application_protocols", "key_shares"
)


def encode(hello: ClientHello, entropy: bytes) -> bytes:
    """The hello as one TLS record, with the random bytes that `entropy` holds."""
    if len(entropy) < ENTROPY_LENGTH:
        raise ValueError(f"{len(entropy)} bytes of entropy, {ENTROPY_LENGTH} needed")
    fixed = _fixed_part(hello, entropy)
    body = fixed + _extensions_block(hello, len(fixed))
    return record(HANDSHAKE_RECORD, _record_version(hello), message(CLIENT_HELLO, body))


def _record_version(hello: ClientHello) -> int:
    """0x0301 for everything but SSLv3, as middleboxes expect (RFC 8446, 5.1)."""
    return min(CODE_OF_PROTOCOL[hello.highest], CODE_OF_PROTOCOL[Protocol.TLS1_0])


def _fixed_part(hello: ClientHello, entropy: bytes) -> bytes:
    # RFC 8446, 4.1.2: the field stays at TLS 1.2, supported_versions says the rest.
    version = min(CODE_OF_PROTOCOL[hello.highest], CODE_OF_PROTOCOL[Protocol.TLS1_2])
    # RFC 8446, D.4: middleboxes want to see a session id.
    session_id = entropy[32:ENTROPY_LENGTH] if hello.offers_tls1_3 else b""
    suites = (*hello.suites, SIGNALLING_SUITE) if hello.offers_older else hello.suites
    no_compression = b"\x00"
    return b"".join(
        (
            _uint16(version),
            entropy[:32],
            block(1, session_id),
            block(2, _uint16s(suites)),
            block(1, no_compression),
        )
    )


def _extensions_block(hello: ClientHello, length_before: int) -> bytes:
    """The last body is never empty, or WebSphere 7 fails."""
    if hello.highest is Protocol.SSLV3:
        return b""
    extensions = b"".join((*_first_extensions(hello), _offer(*OFFERED(hello))))
    if not hello.is_plain:
        extensions += _padding(MESSAGE_HEADER_LENGTH + length_before + 2 + len(extensions))
    return block(2, extensions) if extensions else b""


def _first_extensions(hello: ClientHello) -> Iterator[bytes]:
    if not hello.is_plain:
        yield _extension(ExtensionType.EXTENDED_MASTER_SECRET, b"")
    if hello.server_name and not is_address(hello.server_name):
        yield _extension(ExtensionType.SERVER_NAME, _server_name_list(hello.server_name))


@lru_cache(maxsize=512)  # thousands of servers are offered the same
def _offer(
    versions: tuple[Protocol, ...],
    groups: tuple[int, ...],
    signature_algorithms: tuple[int, ...],
    application_protocols: tuple[str, ...],
    key_shares: tuple[Group, ...],
) -> bytes:
    """The extensions that are the same whoever is asked."""
    extensions: list[tuple[ExtensionType, bytes]] = []
    if groups:
        extensions += (
            (ExtensionType.SUPPORTED_GROUPS, block(2, _uint16s(groups))),
            (ExtensionType.EC_POINT_FORMATS, block(1, b"\x00")),
        )
    if versions[0] in {Protocol.TLS1_2, Protocol.TLS1_3}:  # RFC 5246, 7.4.1.4.1: not before
        schemes = block(2, _uint16s(signature_algorithms))
        extensions.append((ExtensionType.SIGNATURE_ALGORITHMS, schemes))
    if application_protocols:
        names = block(2, b"".join(block(1, name.encode()) for name in application_protocols))
        extensions.append((ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, names))
    if Protocol.TLS1_3 in versions:
        extensions += _tls1_3_extensions(versions, key_shares)
    return b"".join(_extension(kind, body) for kind, body in extensions)


def _tls1_3_extensions(
    versions: tuple[Protocol, ...], key_shares: tuple[Group, ...]
) -> Iterator[tuple[ExtensionType, bytes]]:
    codes = _uint16s(tuple(CODE_OF_PROTOCOL[version] for version in versions))
    yield ExtensionType.SUPPORTED_VERSIONS, block(1, codes)
    psk_dhe_ke = b"\x01"
    yield ExtensionType.PSK_KEY_EXCHANGE_MODES, block(1, psk_dhe_ke)
    # RFC 8446, 4.2.8: an empty list makes the server name its preferred group in a
    # HelloRetryRequest; no key has to be made, and a post-quantum share bloats no hello.
    shares = (_uint16(group) + block(2, PUBLIC_VALUES[group]) for group in key_shares)
    yield ExtensionType.KEY_SHARE, block(2, b"".join(shares))


def _padding(length: int) -> bytes:
    """The extension that brings a message of `length` out of the lengths that make servers fail.

    256 to 511 bytes hang old F5 (RFC 7685); lengths of 10 or 14 beyond a multiple of 256 make
    other servers, or middleboxes before them, fail.
    """
    extension_header = 4
    if length < SHORTEST_SAFE_LENGTH:
        size = max(SHORTEST_SAFE_LENGTH - length - extension_header, 1)
    elif length % 256 in UNSAFE_REMAINDERS:
        size = 1
    else:
        return b""
    return _extension(ExtensionType.PADDING, bytes(size))


def _server_name_list(name: str) -> bytes:
    host_name = b"\x00"
    return block(2, host_name + block(2, name.rstrip(".").encode("ascii")))


def _extension(kind: ExtensionType, body: bytes) -> bytes:
    return pack(">HH", kind, len(body)) + body


def _uint16(number: int) -> bytes:
    return number.to_bytes(2)


@lru_cache(maxsize=512)  # thousands of servers are offered the same suites and groups
def _uint16s(numbers: tuple[int, ...]) -> bytes:
    return pack(f">{len(numbers)}H", *numbers)
