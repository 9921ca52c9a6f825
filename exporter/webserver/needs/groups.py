"""Lists of groups for the exchange of keys, as OpenSSL reads them (SSL_CTX_set1_groups_list(3))."""

import re
from dataclasses import dataclass

from exporter.webserver.directive import Source
from exporter.words.registry import registered, selection

SEPARATOR = re.compile(r"[:/]")
PASSED_OVER = ("?", "-")
"""Before a name that need not be known."""
WITH_SHARE = "*"
NAMES = frozenset(name.lower() for name in (*registered("groups"), *selection("openssl_groups")))
OF_OTHER_PROVIDERS = ("bike", "frodo", "gost", "hqc", "kyber", "mlkem", "ntru", "$")
"""What stands in names of groups that are added to OpenSSL, or put together at run time."""


@dataclass(frozen=True, slots=True)
class Groups:
    """A list of which some version of OpenSSL has every group."""

    def trouble(self, written: str, _folder: str, _source: Source) -> str:
        """Why every version refuses it: for one name that is nobody's."""
        names = map(str.strip, SEPARATOR.split(written))
        odd = next((name for name in names if not may_be_known(name)), "")
        return f"group {odd!r} cannot be set" if odd else ""


GROUPS = Groups()


def may_be_known(name: str) -> bool:
    """Whether some version has a group of that name, or passes over it."""
    plain = name.lstrip(WITH_SHARE).lower()
    is_elsewhere = any(word in plain for word in OF_OTHER_PROVIDERS)
    return not plain or plain.startswith(PASSED_OVER) or plain in NAMES or is_elsewhere
