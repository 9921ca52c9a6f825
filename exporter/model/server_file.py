"""What can be seen of a file of the server: who may read it, and what it holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from exporter.words.security_level import HIGHEST, USUAL


class AclTag(StrEnum):
    """Whom an entry of a POSIX access control list is about (acl(5))."""

    USER = "user"
    OWNING_GROUP = "group of the file"
    GROUP = "group"
    MASK = "mask"


@dataclass(frozen=True, slots=True, kw_only=True)
class AclEntry:
    """An entry beside owner, group and others, which the mode has."""

    tag: AclTag
    number: int
    """Of the user or group; -1 for the others."""
    permissions: int
    """4 read, 2 write, 1 execute or traverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A folder on the way to a file, or the file itself."""

    path: str
    mode: int
    """Permission bits: 0o750; those of the group are the mask where there is a list (acl(5))."""
    owner: int
    group: int
    acl: tuple[AclEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of the server's machine."""

    name: str
    number: int
    groups: frozenset[int]
    """Numbers of all groups, supplementary ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The way to a regular file, its links followed."""

    folders: tuple[Node, ...]
    """From the root down; every folder that is passed, those of links included."""
    file: Node
    modified: datetime
    """When the file was written last."""
    reader: Account | None
    """Who has to read it; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """There is no such regular file."""

    detail: str
    """What there is instead: "there is no such file", "it is a folder"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """What may be known of a private key."""

    form: str
    """How it is written: "PKCS#8", "PKCS#1", "SEC1", "PKCS#12"."""
    public_key: bytes = b""
    """Its SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7); empty where it cannot be read."""
    kind: str = ""
    """"RSA 2048", "ECDSA P-256"; empty where it cannot be read."""
    needs: str = ""
    """What it would have taken to read it; empty where it was read, or nobody can."""
    trouble: str = ""
    """Why no server takes it; empty where one does, and where that is not known."""
    level: int = HIGHEST
    """The highest of OpenSSL's security levels that takes it."""

    def trouble_at(self, level: int) -> str:
        """Why a server at one of those levels does not take it; empty where it does, and where that is not known."""
        if self.trouble or self.level >= min(level, HIGHEST):
            return self.trouble
        usual = ", the usual one on Debian, Ubuntu and Red Hat" if level == USUAL else ""
        return f"{self.kind} is weaker than OpenSSL takes at its security level {level}{usual}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file holds of certificates and keys."""

    KEY_IN_DER: ClassVar[str] = "a private key in DER, not in PEM"

    certificates: tuple[bytes, ...] = ()
    """In DER, in the order of the file."""
    keys: tuple[PrivateKey, ...] = ()
    instead: str = ""
    """What it is, where it holds neither: "a certificate signing request", "an empty file"."""
    troubles: tuple[str, ...] = ()
    """What is wrong with how it is written: "block 2 is not base64"."""

    @property
    def is_key_in_der(self) -> bool:
        """Whether it is a key of a form that most servers do not read; which key is not told."""
        return self.instead == self.KEY_IN_DER
