"""The domains whose certificates Apache gets by itself (mod_md), and where they lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from posixpath import join

from exporter.model.once import Once
from exporter.model.server_config import Pair, Site
from exporter.webserver.directive import Directive, Source, values

NAMING = frozenset(("mdomainset", "mdomain"))
MODES = frozenset(("auto", "manual"))
"""Words among the names of a domain that are none."""
STORE, CERTIFICATE, KEY = "md", "pubcert", "privkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedDomain:
    """A set of names that have a certificate together; its first name is its own."""

    names: tuple[str, ...]
    certificates: tuple[str, ...] = ()
    """Files, where they are not got by mod_md."""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)  # without slots: domains are gathered once
class ManagedDomains:
    """Those of a configuration."""

    block: Sequence[Directive]
    root: str
    source: Source

    @Once
    def domains(self) -> tuple[ManagedDomain, ...]:
        """In the order of the files."""
        return tuple(self._domains())

    def certified(self, site: Site) -> Site:
        """A virtual host with the pairs of the domain that has one of its names, whatever else it names."""
        names = {name.lower() for name in site.names}
        for domain in self.domains:
            if names & {*domain.names} or any(is_below(name, domain.names) for name in names):
                pairs = tuple(self._pairs(domain))
                unreadable = () if pairs else (f"MDomain {domain.names[0]}",)
                return replace(site, pairs=pairs, unreadable=unreadable)
        return site

    def _domains(self) -> Iterator[ManagedDomain]:
        for one in self.block:
            if one.name in NAMING:
                inner = one.block
                more = (name for member in values(inner, "mdmember") for name in member.arguments)
                others = (
                    name for member in values(inner, "mdmembers") for name in member.arguments
                )
                named = (name.lower() for name in (*one.arguments, *more, *others))
                if names := tuple(name for name in named if name not in MODES):
                    yield ManagedDomain(
                        names=names,
                        certificates=self._files(inner, "mdcertificatefile"),
                        keys=self._files(inner, "mdcertificatekeyfile"),
                    )

    def _files(self, block: Sequence[Directive], name: str) -> tuple[str, ...]:
        return tuple(join(self.root, one.arguments[0]) for one in values(block, name))

    def _pairs(self, domain: ManagedDomain) -> Iterator[Pair]:
        """The files that it names, or those in the store, of which there is one for each kind of key."""
        if domain.certificates:
            for certificate, key in zip(domain.certificates, domain.keys, strict=False):
                yield Pair(certificate=certificate, key=key)
            return
        stores = self._files(self.block, "mdstoredir")
        folder = join(self.root, *(stores[-1:] or (STORE,)), "domains", domain.names[0])
        for name in self.source.listing(folder) or ():
            if name.startswith(CERTIFICATE) and name.endswith(".pem"):
                key = name.replace(CERTIFICATE, KEY, 1)
                yield Pair(certificate=join(folder, name), key=join(folder, key))


def is_below(name: str, domains: Sequence[str]) -> bool:
    """Whether a wildcard among the domains covers a name."""
    return f"*.{name.partition('.')[2]}" in domains
