"""The suites that hellos offer, the common and strong first."""

from exporter.words.cipher_suites import CipherSuite
from exporter.words.registry import selection
from exporter.words.suite_properties import KeyExchange, is_tls1_3, key_exchange, weak_classes

SIGNALLING_SUITE = 0x00FF
"""TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746, section 3.3): says something, is never chosen."""

TLS1_3_SUITES = tuple(suite for suite in CipherSuite if suite >> 8 == 0x13)
ORDINARY_OLDER_SUITES = tuple(CipherSuite[name] for name in selection("ordinary_older_suites"))
"""What any honest server accepts one of, below TLS 1.3."""

OLDER_SUITES = tuple(
    dict.fromkeys(
        (
            *ORDINARY_OLDER_SUITES,
            *(
                suite
                for suite in reversed(CipherSuite)
                if not is_tls1_3(suite) and "_EXPORT1024_" not in suite.name
            ),
        )
    )
)
"""Everything below TLS 1.3, the common and strong first: what a server chooses of all tells most
of what its visitors get, and one with nothing but weak suites still answers."""

COMMON_OLDER_SUITES = tuple(
    suite
    for suite in ORDINARY_OLDER_SUITES
    if not weak_classes(suite) and key_exchange(suite) is not KeyExchange.DHE
)
"""What browsers still offer below TLS 1.3."""
