"""The ClientHello: what to offer, and its bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
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


def encode(hello: ClientHello, entropy: bytes, server_name: str = "") -> bytes:
    """The hello to a server of that name as one TLS record, with the random bytes that `entropy` holds."""
    if len(entropy) < ENTROPY_LENGTH:
        raise ValueError(f"{len(entropy)} bytes of entropy, {ENTROPY_LENGTH} needed")
    random, session_id = entropy[:32], entropy[32 : 32 + _session_length(hello)]
    is_sent = server_name and hello.highest is not Protocol.SSLV3 and not is_address(server_name)
    name = server_name.rstrip(".").encode("ascii") if is_sent else b""
    start, middle, end = _around(hello, len(name))
    return b"".join((start, random, block(1, session_id), middle, name, end))


def _session_length(hello: ClientHello) -> int:
    """RFC 8446, D.4: middleboxes want to see a session id."""
    return 32 if hello.offers_tls1_3 else 0


@lru_cache(maxsize=1024)  # thousands of servers are asked the same
def _around(hello: ClientHello, name_length: int) -> tuple[bytes, bytes, bytes]:
    """What stands before the random, between the session id and the server's name, and after that."""
    # RFC 8446, 4.1.2: the field stays at TLS 1.2, supported_versions says the rest.
    version = min(CODE_OF_PROTOCOL[hello.highest], CODE_OF_PROTOCOL[Protocol.TLS1_2])
    suites = (*hello.suites, SIGNALLING_SUITE) if hello.offers_older else hello.suites
    no_compression = b"\x00"
    choices = block(2, _uint16s(suites)) + block(1, no_compression)
    drawn = bytes(32) + block(1, bytes(_session_length(hello)))
    fixed = _uint16(version) + drawn + choices
    first, last = _extensions(hello, name_length, len(fixed))
    extensions = block(2, first + last) if first or last else b""
    body = message(CLIENT_HELLO, fixed + extensions)
    whole = record(HANDSHAKE_RECORD, _record_version(hello), body)
    start, end = len(whole) - len(extensions) - len(choices) - len(drawn), len(whole) - len(last)
    return whole[:start], whole[start + len(drawn) : end - name_length], whole[end:]


def _record_version(hello: ClientHello) -> int:
    """0x0301 for everything but SSLv3, as middleboxes expect (RFC 8446, 5.1)."""
    return min(CODE_OF_PROTOCOL[hello.highest], CODE_OF_PROTOCOL[Protocol.TLS1_0])


def _extensions(hello: ClientHello, name_length: int, length_before: int) -> tuple[bytes, bytes]:
    """Those up to the server's name, which is to be filled in at the end, and those after it.

    The last body is never empty, or WebSphere 7 fails.
    """
    if hello.highest is Protocol.SSLV3:
        return b"", b""
    first = b"" if hello.is_plain else _extension(ExtensionType.EXTENDED_MASTER_SECRET, b"")
    if name_length:
        first += _extension(ExtensionType.SERVER_NAME, _server_name_list(bytes(name_length)))
    last = _offer(hello)
    if not hello.is_plain:
        last += _padding(MESSAGE_HEADER_LENGTH + length_before + 2 + len(first + last))
    return first, last


def _offer(hello: ClientHello) -> bytes:
    """The extensions that say what is offered."""
    extensions: list[tuple[ExtensionType, bytes]] = []
    if hello.groups:
        extensions += (
            (ExtensionType.SUPPORTED_GROUPS, block(2, _uint16s(hello.groups))),
            (ExtensionType.EC_POINT_FORMATS, block(1, b"\x00")),
        )
    if hello.highest in {Protocol.TLS1_2, Protocol.TLS1_3}:  # RFC 5246, 7.4.1.4.1: not before
        schemes = block(2, _uint16s(hello.signature_algorithms))
        extensions.append((ExtensionType.SIGNATURE_ALGORITHMS, schemes))
    if hello.application_protocols:
        names = block(2, b"".join(block(1, name.encode()) for name in hello.application_protocols))
        extensions.append((ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, names))
    if hello.offers_tls1_3:
        extensions += _tls1_3_extensions(hello)
    return b"".join(_extension(kind, body) for kind, body in extensions)


def _tls1_3_extensions(hello: ClientHello) -> Iterator[tuple[ExtensionType, bytes]]:
    codes = _uint16s(tuple(CODE_OF_PROTOCOL[version] for version in hello.versions))
    yield ExtensionType.SUPPORTED_VERSIONS, block(1, codes)
    psk_dhe_ke = b"\x01"
    yield ExtensionType.PSK_KEY_EXCHANGE_MODES, block(1, psk_dhe_ke)
    # RFC 8446, 4.2.8: an empty list makes the server name its preferred group in a
    # HelloRetryRequest; no key has to be made, and a post-quantum share bloats no hello.
    shares = (_uint16(group) + block(2, PUBLIC_VALUES[group]) for group in hello.key_shares)
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


def _server_name_list(name: bytes) -> bytes:
    host_name = b"\x00"
    return block(2, host_name + block(2, name))


def _extension(kind: ExtensionType, body: bytes) -> bytes:
    return pack(">HH", kind, len(body)) + body


def _uint16(number: int) -> bytes:
    return number.to_bytes(2)


def _uint16s(numbers: tuple[int, ...]) -> bytes:
    return pack(f">{len(numbers)}H", *numbers)
