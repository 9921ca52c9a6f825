"""What a scan knows, put together answer by answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange, exchange
from exporter.tls.scan.fate import Fate
from exporter.tls.scan.inquiry import Inquiry
from exporter.tls.scan.known_version import UNASKED, KnownVersion
from exporter.tls.scan.question import Question, versions_of
from exporter.tls.scan.versions import supports
from exporter.tls.server_reply import Reply
from exporter.words.protocol import Protocol, Support

STRONGEST_FIRST = tuple(reversed(Protocol))


UNKNOWN = MappingProxyType(dict.fromkeys(Protocol, Support.UNKNOWN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything asked and answered so far, and what follows from it."""

    server_name: str
    exchanges: tuple[Exchange, ...] = ()
    worked: int = 0
    """How many hellos worked."""
    control: Exchange | None = None
    """The exchange whose hello worked last: a control hello, if it is asked again."""
    versions: Mapping[Protocol, KnownVersion] = field(default_factory=lambda: UNASKED)
    claims: Mapping[Protocol, Support] = field(default_factory=lambda: UNKNOWN)
    """What the hellos alone say of each version."""
    supports: Mapping[Protocol, Support] = field(default_factory=lambda: UNKNOWN)
    """Whether each version is on, weakest first; a version that is not settled is unknown."""
    enabled: tuple[Protocol, ...] = ()
    """The versions known to be on, strongest first."""

    def after(self, question: Question, reply: Reply) -> "Knowledge":
        """What is known with one answer more."""
        one = exchange(question, reply)
        worked = self.worked + one.worked
        concerned = STRONGEST_FIRST if one.worked else one.versions
        news = {version: self.versions[version].after(one, worked) for version in concerned}
        claims = {version: known.claim(worked) for version, known in news.items()}
        versions, claims = {**self.versions, **news}, {**self.claims, **claims}
        proven = supports(claims, versions, worked)
        return Knowledge(
            server_name=self.server_name,
            exchanges=(*self.exchanges, one),
            worked=worked,
            control=one if one.worked else self.control,
            versions=versions,
            claims=claims,
            supports=proven,
            enabled=tuple(version for version in STRONGEST_FIRST if proven[version] is Support.YES),
        )

    def inquiry(self, question: Question) -> Inquiry:
        """What came of this question, and of others that ask the same."""
        return self.versions[versions_of(question)[0]].inquiry(question)

    def fate(self, hello: ClientHello) -> Fate:
        """What came of exactly this partial hello."""
        return self.versions[hello.highest].offers.fate(hello)
