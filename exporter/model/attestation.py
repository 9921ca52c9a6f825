"""What is known of a chain beside the certificates that were sent."""

from dataclasses import dataclass
from datetime import datetime

from exporter.model.certificate import Certificate, TrustVerdict
from exporter.model.inquiry import Fetching
from exporter.words.revocation_source import RevocationSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a chain becomes with the issuers that were fetched."""

    is_completable: bool | None
    """Whether fetching closes its gap; None: there is none, or nobody knows."""
    chain: tuple[Certificate, ...]
    """As it should be sent: in order, without strangers and root; empty where no way leads up."""
    trust: tuple[TrustVerdict, ...] = ()
    """How the trust stores see it with the issuers that were fetched, where these close its gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """What the CA says of one certificate, in an answer that holds."""

    certificate: Certificate
    source: RevocationSource
    document: Fetching | None
    """None: the server stapled it."""
    revoked_at: datetime | None
    """None: it is not revoked."""
    reason: str = ""
    """In the words of RFC 5280, section 5.3.1; empty where none is given."""
    until: datetime
    """Up to when the answer holds."""

    @property
    def is_revoked(self) -> bool:
        """Whether it is."""
        return self.revoked_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """When the CA would have the server's certificate renewed (RFC 9773, section 4.2)."""

    start: datetime
    end: datetime
    explanation: str
    """The address of a page that says why; empty where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UselessAnswer:
    """An answer that proves nothing."""

    document: Fetching | None
    """None: the server stapled it."""
    fault: str
    """What is wrong with it, in a phrase: "it ended 2026-01-01 12:00 UTC"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What documents say of a chain, and which they are; it holds up to but not at `until`."""

    named: tuple[Fetching, ...] = ()
    """Those that its certificates name, as far as the ones at hand show."""
    completion: Completion
    revocations: tuple[Revocation, ...] = ()
    """What is known of each certificate of the path, by each source."""
    useless: tuple[UselessAnswer, ...] = ()
    renewal: Renewal | None = None
    """None where that is not known."""
    is_stapled: bool | None = None
    """Whether the server sent an OCSP response with it; None: nobody asked for one."""
    until: datetime
