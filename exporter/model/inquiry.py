"""What an inspection can ask of the network; each is answered by attempts at one place."""

from dataclasses import dataclass, field
from typing import TypeAlias

from exporter.model.place import Address, Document, File, Resolver
from exporter.model.scan import Scan, Transcript
from exporter.model.web import Promise
from exporter.words.document_kind import DocumentKind
from exporter.words.server_software import ServerSoftware


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks a resolver for the target's host."""

    place: Resolver


@dataclass(frozen=True, slots=True)
class ConfigReading:
    """Reads the configuration of a web server, its includes among it."""

    place: File
    software: ServerSoftware


@dataclass(frozen=True, slots=True)
class FileReading:
    """Reads a file with certificates, a key or both."""

    place: File
    passphrases: str = ""
    """Path of the file with passphrases for its key; empty where there is none."""


@dataclass(frozen=True, slots=True)
class HolderSearch:
    """Looks for certificates in the files of all sites of a configuration."""

    place: File
    software: ServerSoftware
    certificates: tuple[bytes, ...]
    """In DER."""
    addresses: tuple[str, ...]
    """Where they are presented."""
    port: int


@dataclass(frozen=True, slots=True)
class PairSearch:
    """Looks for pairs of any site of a configuration that a server does not start with."""

    place: File
    software: ServerSoftware


@dataclass(frozen=True, slots=True)
class Visit:
    """Connects to an address and shakes hands."""

    place: Address
    hears_timestamps: bool = field(default=True, compare=False)
    """Whether to ask for certificate timestamps (RFC 6962, section 3.3.1), and hear what comes."""

    def __hash__(self) -> int:
        """As an address: answers are looked up by it a few times in each look."""
        return hash(self.place)


@dataclass(frozen=True, slots=True)
class Scanning:
    """Finds out what an address accepts: everything, or what one question more can tell.

    Beside that, the answer has every certificate that the scan found so far for keys of other kinds
    than the ordinary one's.
    """

    place: Address
    so_far: Transcript | None = field(default=None, compare=False)
    """The scan that one question is asked for; None: a scan at one go."""
    last: Scan | None = field(default=None, compare=False)
    """The scan that one at one go has only to confirm, or to bring to its end, if there is one."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """Fetches a document, or asks a service for it."""

    place: Document
    kind: DocumentKind
    question: bytes = b""
    """What is sent, as in OCSP (RFC 6960, section 4.1); empty where the address says all."""


@dataclass(frozen=True, slots=True)
class Request:
    """Asks an address for "/" by HTTP in TLS, and tries what browsers are promised of it."""

    place: Address
    promises: tuple[Promise, ...] = field(default=(), compare=False)
    """Those of HTTPS records; the answer may have more."""


Reading: TypeAlias = ConfigReading | FileReading | HolderSearch | PairSearch
"""What is asked of the server's disk."""
Inquiry: TypeAlias = Lookup | Reading | Visit | Scanning | Fetching | Request
