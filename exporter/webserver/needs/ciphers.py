"""Lists of suites, below TLS 1.3 and of it, as OpenSSL reads them (ciphers(1))."""

import re
from dataclasses import dataclass

from exporter.webserver.directive import Source
from exporter.words.registry import selection
from exporter.words.security_level import USUAL

SEPARATOR = re.compile(r"[:, ;]+|(?=@)")
LEVEL = re.compile(r"@(?:STRENGTH|SECLEVEL=([0-5]))$")
WHOLE = ("TLS_", "SSL_", "PROFILE=", "$")
"""Of standard names, of a distribution's, and of those that are put together at run time."""
WORDS = frozenset(selection("openssl_cipher_words"))
OF_TLS1_3 = frozenset(selection("openssl_suites_of_tls1_3"))
ELSEWHERE = ("AEAD-", "TLS13-", "$")
"""Of names of suites of TLS 1.3 in other libraries, and of those that are put together at run time."""


@dataclass(frozen=True, slots=True)
class Ciphers:
    """A list of which some version of OpenSSL has a suite."""

    def trouble(self, written: str, _folder: str, _source: Source) -> str:
        """Why every version refuses it.

        Words that it does not know it passes over, so that one that it may know is enough.
        """
        words = [word for word in SEPARATOR.split(written) if word]
        odd = [word for word in words if word.startswith("@") and not LEVEL.match(word)]
        if odd:
            return f"invalid command {odd[0]} in the list of ciphers"
        added = [word for word in words if not word.startswith(("!", "-", "+", "@"))]
        return "" if any(map(may_be_known, added)) else f"no cipher match for {written!r}"


@dataclass(frozen=True, slots=True)
class Suites:
    """A list of suites of TLS 1.3 of which some version of OpenSSL has one."""

    def trouble(self, written: str, _folder: str, _source: Source) -> str:
        """Why every version refuses it; an empty one is none at all, and fine."""
        names = [name for part in written.split(":") if (name := part.strip())]
        is_taken = not names or any(map(may_be_suite, names))
        return "" if is_taken else f"no cipher match for {written!r}"


CIPHERS, SUITES = Ciphers(), Suites()


def security_level(written: str) -> int:
    """The level that a list of ciphers sets, which certificates and keys that are read after it have to reach."""
    found = (LEVEL.match(word) for word in SEPARATOR.split(written))
    return int([USUAL, *(one[1] for one in found if one and one[1])][-1])


def may_be_known(word: str) -> bool:
    """Whether a name or keyword has words of OpenSSL, of its standard names, or of a distribution alone."""
    parts = (part.upper() for part in re.split(r"[-+_]", word) if part)
    return word.startswith(WHOLE) or WORDS.issuperset(parts)


def may_be_suite(name: str) -> bool:
    """Whether it is the standard name of a suite of TLS 1.3, or a name of another library."""
    return name.upper() in OF_TLS1_3 or name.startswith(ELSEWHERE)
