"""The extensions that hellos carry, of the IANA registry of TLS ExtensionType values."""

from enum import IntEnum


class ExtensionType(IntEnum):
    """Extension types; each is sent by us, or read from a ServerHello."""

    SERVER_NAME = 0x0000
    STATUS_REQUEST = 0x0005
    SUPPORTED_GROUPS = 0x000A
    EC_POINT_FORMATS = 0x000B
    SIGNATURE_ALGORITHMS = 0x000D
    APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 0x0010
    SIGNED_CERTIFICATE_TIMESTAMP = 0x0012
    PADDING = 0x0015
    EXTENDED_MASTER_SECRET = 0x0017
    SUPPORTED_VERSIONS = 0x002B
    PSK_KEY_EXCHANGE_MODES = 0x002D
    KEY_SHARE = 0x0033
    RENEGOTIATION_INFO = 0xFF01
