"""Cipher suites: those of the IANA registry of TLS Cipher Suites that we know."""

from enum import IntEnum

from exporter.words.registry import selected


class CipherSuite(IntEnum):
    """Suites under their registered names, by kind, the weakest first."""

    vars().update(selected("cipher_suites"))
