"""Certificates that haproxy knows by a name (configuration manual 3.0, section 3.11, crt-store)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import join

FOLDER = "/"
"""Where relative paths begin that nothing is said of: services are started there."""


@dataclass(slots=True, kw_only=True)
class CertificateStore:
    """A section `crt-store`."""

    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of the section `global`, whose `crt-base` and `key-base` hold where there is none here."""
    bases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A `load` of a store."""

    store: CertificateStore
    certificate: str
    key: str
    """Empty where it is not named."""
    alias: str = ""
    is_gotten: bool = False
    """Whether HAProxy gets it by itself (3.2, `acme`), and keeps it in memory alone."""

    @property
    def name(self) -> str:
        """How a `crt` names it: by its alias alone, if it has one."""
        return f"@{self.store.name}/{(self.alias or self.certificate).removeprefix('/')}"

    @property
    def files(self) -> tuple[str, str]:
        """Certificate and key, by their paths."""
        bases = {**self.store.settings, **self.store.bases}
        key = join(bases.get("key-base", FOLDER), self.key) if self.key else ""
        return join(bases.get("crt-base", FOLDER), self.certificate), key
