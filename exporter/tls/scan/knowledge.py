"""What a scan knows, put together answer by answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TypedDict

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import VersionAnswer
from exporter.tls.scan.exchange import Exchange, exchange
from exporter.tls.scan.inquiry import TROUBLE, SubjectExchanges
from exporter.tls.scan.known_version import UNASKED, KnownVersion
from exporter.tls.scan.manner import WORDLESS, Manner, telling
from exporter.tls.scan.path import UNTRIED, NetworkPath
from exporter.tls.scan.question import OtherKey, Question, versions_of
from exporter.tls.scan.versions import supports
from exporter.tls.server_reply import Reply
from exporter.words.ending import TimedOut
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_subject import ScanSubject

STRONGEST_FIRST = tuple(reversed(Protocol))
TLS1_2_TO_SSLV3 = STRONGEST_FIRST[1:-1]


UNKNOWN = MappingProxyType(dict.fromkeys(Protocol, Support.UNKNOWN))


class Proven(TypedDict):
    """What follows from the answers on a path."""

    path: NetworkPath
    versions: Mapping[Protocol, KnownVersion]
    claims: Mapping[Protocol, Support]
    supports: Mapping[Protocol, Support]
    enabled: tuple[Protocol, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything asked and answered so far, and what follows from it."""

    key_type: KeyType | None = None
    """Of the certificate of the ordinary handshake, where it is known."""
    left_open: tuple[ScanSubject, ...] = ()
    """What an earlier scan had no time to settle: it is asked first."""
    exchanges: tuple[Exchange, ...] = ()
    other_keys: tuple[Exchange, ...] = ()
    """Those that asked for a certificate with a key of another kind."""
    path: NetworkPath = UNTRIED
    time_outs: int = 0
    """How many there were one after the other, and last."""
    control: Exchange | None = None
    """The exchange whose hello worked last: a control hello, if it is asked again."""
    manners: Mapping[Question, Manner] = field(default_factory=dict)
    """In which way each question ended the last time."""
    versions: Mapping[Protocol, KnownVersion] = field(default_factory=lambda: UNASKED)
    claims: Mapping[Protocol, Support] = field(default_factory=lambda: UNKNOWN)
    """What the hellos alone say of each version."""
    supports: Mapping[Protocol, Support] = field(default_factory=lambda: UNKNOWN)
    """Whether each version is on, weakest first; a version that is not settled is unknown."""
    enabled: tuple[Protocol, ...] = ()
    """The versions known to be on, strongest first."""

    def after(self, question: Question, reply: Reply) -> "Knowledge":
        """What is known with one answer more; where nothing was asked, that alone."""
        one = exchange(question, reply)
        if not one.was_asked:
            return replace(self, exchanges=(*self.exchanges, one))
        versions = dict(self.versions)
        for version in one.versions:
            versions[version] = versions[version].after(one, self.path)
        return Knowledge(
            key_type=self.key_type,
            left_open=self.left_open,
            exchanges=(*self.exchanges, one),
            other_keys=(
                (*self.other_keys, one) if isinstance(question, OtherKey) else self.other_keys
            ),
            time_outs=self.time_outs + 1 if isinstance(reply, TimedOut) else 0,
            control=one if one.worked else self.control,
            manners={**self.manners, question: telling(one.manner, self.manners.get(question))},
            **self.proven(versions, path_after(one, self)),
        )

    def on(self, path: NetworkPath) -> "Knowledge":
        """What the same answers prove on such a path."""
        return replace(self, **self.proven(self.versions, path))

    def proven(self, told: Mapping[Protocol, KnownVersion], path: NetworkPath) -> Proven:
        """What follows where this is told of each version, and the path has proved like that."""
        versions, claims = dict(self.versions), dict(self.claims)
        is_as_before = path == self.path
        for version, known in beside_newer(told, path).items():
            if not is_as_before or known is not self.versions[version]:
                versions[version] = known.on(path)
                claims[version] = versions[version].claim(path)
        settled = supports(claims, versions, path)
        return Proven(
            path=path,
            versions=versions,
            claims=claims,
            supports=settled,
            enabled=tuple([one for one in STRONGEST_FIRST if settled[one] is Support.YES]),
        )

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What came back, in this order."""
        return tuple(one.reply for one in self.exchanges)

    def inquiry(self, question: Question) -> SubjectExchanges:
        """What came of this question, and of others that ask the same."""
        return self.versions[versions_of(question)[0]].inquiry(question)


def beside_newer(
    told: Mapping[Protocol, KnownVersion], path: NetworkPath
) -> Mapping[Protocol, KnownVersion]:
    """What is known of each version, with what the next newer one says of it."""
    versions = dict(told)
    for newer, older in pairwise(TLS1_2_TO_SSLV3):
        if versions[older].hellos.greater is not versions[newer].hellos:
            versions[older] = versions[older].below(versions[newer], path)
    return versions


def path_after(one: Exchange, before: Knowledge) -> NetworkPath:
    """How the path has proved with one exchange more."""
    manners = {one.manner, before.manners.get(one.question, one.manner)}
    is_contradicted = len(manners) > 1
    is_broken_off = is_contradicted and not WORDLESS.isdisjoint(manners)
    return NetworkPath(
        worked=before.path.worked + one.worked,
        is_willing=before.path.is_willing or VersionAnswer.ACCEPTED in one.answers.values(),
        lets_all_through=before.path.lets_all_through or (one.worked and offers_all_of_old(one)),
        is_unreliable=before.path.is_unreliable or is_contradicted,
        breaks_off=before.path.breaks_off or (is_broken_off and VersionAnswer.ACCEPTED in manners),
        is_contradictory=before.path.is_contradictory or (is_contradicted and not is_broken_off),
        is_troubled=before.path.is_troubled or (is_about_offer(one) and one.reply == TROUBLE),
    )


def is_about_offer(one: Exchange) -> bool:
    """Whether its hello offers only some of the suites, groups or signatures."""
    return isinstance(one.question, ClientHello) and one.question.is_partial


def offers_all_of_old(one: Exchange) -> bool:
    """Whether its hello offers all that we know of TLS 1.2 or older."""
    question = one.question
    is_whole = isinstance(question, ClientHello) and not (question.is_partial or question.is_plain)
    return is_whole and versions_of(question)[-1] is not Protocol.TLS1_3
