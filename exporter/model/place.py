"""What an attempt, a fact and a finding are about; each has the name that labels and logs give it."""

from dataclasses import dataclass
from typing import TypeAlias

from exporter.words.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A resolver of the configuration, which is asked for the target's host."""

    name: str

    def __str__(self) -> str:
        """Its name in the configuration."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a connection goes; `address` is an IP address in canonical text form."""

    address: str
    port: int
    role: Role

    def __hash__(self) -> int:
        """Inspections look much up by address, which alone tells nearly all apart."""
        return hash(self.address)

    @property
    def name(self) -> str:
        """What labels and logs call it: the IP address."""
        return self.address

    def __str__(self) -> str:
        """The address as people write it: 203.0.113.10:443, [2001:db8::1]:443."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the server."""

    path: str

    @property
    def name(self) -> str:
        """Its path."""
        return self.path

    def __str__(self) -> str:
        """Its path."""
        return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that a certificate names, at an address that whoever made the certificate chose."""

    url: str

    @property
    def name(self) -> str:
        """Its address."""
        return self.url

    def __str__(self) -> str:
        """Its address."""
        return self.url


Place: TypeAlias = Resolver | Address | File | Document
