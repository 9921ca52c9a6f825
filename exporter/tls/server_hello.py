"""The ServerHello: what the server chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.tls.cursor import Cursor
from exporter.tls.extension_type import ExtensionType
from exporter.tls.extensions import read_extensions
from exporter.tls.wire_versions import PROTOCOL_OF_CODE
from exporter.words.protocol import Protocol

# SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3).
RETRY_REQUEST_RANDOM = bytes.fromhex(
    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
)
DOWNGRADE_SENTINELS: Mapping[bytes, Protocol] = MappingProxyType(
    {b"DOWNGRD\x01": Protocol.TLS1_3, b"DOWNGRD\x00": Protocol.TLS1_2}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """A server's choice; codes that no registry of ours knows are kept as numbers."""

    version: int
    """The version really chosen: supported_versions where present, else the old field."""
    suite: int
    group: int | None = None
    """The key exchange group; below TLS 1.3 that of the ServerKeyExchange; None where unknown."""
    dh_bits: int | None = None
    """Bits of the prime in the ServerKeyExchange; None where there is none, or it was not seen."""
    signature_scheme: int | None = None
    """By which the ServerKeyExchange of TLS 1.2 is signed; None where there is none, or it was not seen."""
    is_retry_request: bool = False
    """A HelloRetryRequest: the server asks for a key share of `group`."""
    renegotiates_securely: bool = False
    """Below TLS 1.3: it takes part in secure renegotiation (RFC 5746), which every hello of ours offers."""
    able_to_speak: Protocol | None = None
    """This version or a higher one is on, by the downgrade sentinel; None: not said."""

    @property
    def protocol(self) -> Protocol | None:
        """The version chosen; None for one without a name."""
        return PROTOCOL_OF_CODE.get(self.version)


def decode(body: bytes) -> ServerHello:
    """Reads the body of a ServerHello message; raises Malformed."""
    message = Cursor(body)
    legacy_version = message.uint(2)
    random = message.take(32)
    _session_id = message.block(1)
    suite = message.uint(2)
    _compression = message.uint(1)
    extensions = read_extensions(message)
    version = _chosen_version(extensions, legacy_version)
    is_retry_request = random == RETRY_REQUEST_RANDOM
    return ServerHello(
        version=version,
        suite=suite,
        group=_chosen_group(extensions, is_retry_request=is_retry_request),
        is_retry_request=is_retry_request,
        renegotiates_securely=ExtensionType.RENEGOTIATION_INFO in extensions,
        able_to_speak=_sentinel(random, version),
    )


def _chosen_version(extensions: dict[int, bytes], legacy_version: int) -> int:
    body = extensions.get(ExtensionType.SUPPORTED_VERSIONS)
    if body is None:
        return legacy_version
    selected = Cursor(body)
    version = selected.uint(2)
    selected.finish()
    return version


def _chosen_group(extensions: dict[int, bytes], *, is_retry_request: bool) -> int | None:
    """The group of the key_share: alone in a HelloRetryRequest, else before the server's share."""
    body = extensions.get(ExtensionType.KEY_SHARE)
    if body is None:
        return None
    share = Cursor(body)
    group = share.uint(2)
    if not is_retry_request:
        share.block(2)
    share.finish()
    return group


def _sentinel(random: bytes, version: int) -> Protocol | None:
    """What the end of the random says, below TLS 1.3 only (RFC 8446, 4.1.3)."""
    if PROTOCOL_OF_CODE.get(version) is Protocol.TLS1_3:
        return None
    return DOWNGRADE_SENTINELS.get(random[-8:])
