"""The alert descriptions of the IANA TLS Alerts registry."""

from enum import IntEnum

from exporter.words.registry import registered


class AlertDescription(IntEnum):
    """Alert codes (RFC 8446, section 6; older ones from RFC 5246, section 7.2 and RFC 6101)."""

    vars().update(
        # RFC 8446 renamed what only older versions send: no_certificate_RESERVED.
        {
            name.removesuffix("_RESERVED").upper(): code
            for name, code in registered("alerts").items()
        }
    )
