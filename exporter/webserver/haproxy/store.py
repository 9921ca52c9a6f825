"""Certificates that haproxy knows by a name (configuration manual 3.0, section 3.11, crt-store)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from posixpath import join

FOLDER = "/"
"""Where relative paths begin that nothing is said of: services are started there."""


@dataclass(slots=True, kw_only=True)
class Store:
    """A section `crt-store`."""

    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of the section `global`, whose `crt-base` holds where there is none here."""
    bases: dict[str, str] = field(default_factory=dict)
    loads: list[Mapping[str, str]] = field(default_factory=list)
    """Each with the words of a `load` and their values: crt, key, alias."""

    def files(self, written: str) -> tuple[str, str] | None:
        """Certificate and key (empty where it is not named) of an alias or a certificate; None without."""
        for one in self.loads:
            if "crt" in one and written in {one.get("alias"), one["crt"]}:
                base = self.bases.get("crt-base", self.settings.get("crt-base", FOLDER))
                keys = self.bases.get("key-base", base)
                key = join(keys, one["key"]) if "key" in one else ""
                return join(base, one["crt"]), key
        return None


def stored(stores: Iterable[Store], written: str) -> tuple[str, str] | None:
    """What `@STORE/NAME` stands for; None where there is no such."""
    name, _, alias = written.removeprefix("@").partition("/")
    found = (store.files(alias) for store in stores if store.name == name)
    return next(filter(None, found), None)
