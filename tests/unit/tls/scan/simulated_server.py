"""A server by configuration that answers every question of a scan truthfully."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.hellos import OLDER_GROUPS, TLS1_3_GROUPS
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import next_question, wanted_question
from exporter.tls.scan.question import Completion, OtherKey, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Completed, PresentedKey, Reply
from exporter.tls.sslv2 import Sslv2Hello, Sslv2ServerHello
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Refused
from exporter.words.groups import Group
from exporter.words.key_type import KeyType
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol
from exporter.words.suite_properties import KeyExchange, key_exchange

Answering: TypeAlias = Callable[[Question], Reply]
OFF = Refused(Alert.PROTOCOL_VERSION)
UNWILLING = Refused(Alert.HANDSHAKE_FAILURE)
MANY = 200
"""More questions than any scan has."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What a server accepts, and how it refuses the rest."""

    suites: Mapping[Protocol, tuple[CipherSuite, ...]]
    """For each version from SSLv3 on that the server's hello may choose, in its own order."""
    groups: tuple[Group, ...] = (Group.x25519, Group.secp256r1)
    """In the server's own order."""
    prefers_its_own_order: bool = True
    """Of suites and of groups; else the client's order counts."""
    dh_bits: int = 2048
    needs_named_prime: bool = False
    """OpenSSL without parameters of its own has DHE for clients that name a group of that kind."""
    certificate_curve: Group = Group.secp256r1
    """Where suites with ECDSA are accepted: OpenSSL wants it among the client's groups."""
    sslv2_ciphers: tuple[int, ...] | None = None
    """None: SSLv2 is off."""
    completion: Reply = field(default_factory=Completed)
    """What comes of whole handshakes at TLS 1.0 and 1.1."""
    version_refusal: Reply = OFF
    offer_refusal: Reply = UNWILLING
    signatures: frozenset[int] | None = None
    """The signature schemes that it has; None: whatever is wanted."""
    to_large_hello: Reply | None = None
    """What comes of a hello with a key share of ML-KEM; None: the truth."""
    key_types: tuple[KeyType, ...] = (KeyType.ECDSA,)
    """Of its certificates, that of the ordinary handshake first."""
    falls_back: bool = False
    """Answers with an older version than offered, as servers did before supported_versions."""
    marks_downgrades: bool = True

    def groups_of(self, version: Protocol) -> tuple[Group, ...]:
        """The groups that can be used at a version."""
        known = TLS1_3_GROUPS if version is Protocol.TLS1_3 else OLDER_GROUPS
        return tuple(group for group in self.groups if group in known)

    def answer(self, question: Question) -> Reply:
        """The truth."""
        match question:
            case ClientHello():
                return self._choice(question)
            case Completion():
                return self.completion
            case OtherKey(besides=kinds):
                others = (kind for kind in self.key_types if kind not in kinds)
                kind = next(others, None)
                return self.offer_refusal if kind is None else PresentedKey(kind, (kind.encode(),))
            case Sslv2Hello() if self.sslv2_ciphers is not None:
                return Sslv2ServerHello(self.sslv2_ciphers)
            case Sslv2Hello():
                return self.version_refusal

    def _choice(self, hello: ClientHello) -> Reply:
        if self.to_large_hello is not None and not POST_QUANTUM.isdisjoint(hello.key_shares):
            return self.to_large_hello
        version = self._version(hello)
        if version is None:
            return self.version_refusal
        if self._signature(hello) is None:
            return self.offer_refusal
        for suite in self._in_order(self.suites[version], hello.suites):
            group = self._group(hello, version, suite)
            is_possible = group is not None or not needs_group(suite, version)
            if is_possible and self._has_prime(hello, suite):
                return self._server_hello(hello, version, suite, group)
        return self.offer_refusal

    def _signature(self, hello: ClientHello) -> int | None:
        """The client's first scheme that the server has."""
        own = self.signatures
        offered = hello.signature_algorithms or (0x0401,)
        return next((scheme for scheme in offered if own is None or scheme in own), None)

    def _has_prime(self, hello: ClientHello, suite: int) -> bool:
        """Whether the suite wants none, or there is one for it."""
        is_dhe = key_exchange(suite) is KeyExchange.DHE
        return Group.ffdhe2048 in hello.groups or not (is_dhe and self.needs_named_prime)

    def _server_hello(
        self, hello: ClientHello, version: Protocol, suite: int, group: int | None
    ) -> ServerHello:
        is_dhe = key_exchange(suite) is KeyExchange.DHE
        return ServerHello(
            version=CODE_OF_PROTOCOL[version],
            suite=suite,
            group=group,
            dh_bits=self.dh_bits if is_dhe else None,
            signature_scheme=self._signature(hello) if version is Protocol.TLS1_2 else None,
            is_retry_request=version is Protocol.TLS1_3 and group not in hello.key_shares,
            able_to_speak=self._mark(version),
        )

    def _version(self, hello: ClientHello) -> Protocol | None:
        """The strongest in common; one that falls back takes whatever is older for common."""
        knows_only_old_ways = self.falls_back and Protocol.TLS1_3 not in self.suites
        has_old_ways = knows_only_old_ways or not hello.offers_tls1_3
        common = (
            version
            for version in self.suites
            if version in hello.versions
            or (has_old_ways and version.strength < hello.highest.strength)
        )
        return max(common, key=strength, default=None)

    def _group(self, hello: ClientHello, version: Protocol, suite: int) -> int | None:
        """The group for a suite; SSLv3 and plain hellos name none, so that any will do."""
        own = self.groups_of(version)
        offered = () if hello.highest is Protocol.SSLV3 else hello.groups
        is_ecdsa = "_ECDSA_" in CipherSuite(suite).name
        lacks_curve = is_ecdsa and offered and self.certificate_curve not in offered
        if lacks_curve or not needs_group(suite, version):
            return None
        shared = [group for group in hello.key_shares if group in own]
        if shared and not self.prefers_its_own_order:
            return shared[0]
        return next(self._in_order(own, offered or own), None)

    def _in_order(self, own: tuple[int, ...], offered: tuple[int, ...]) -> Iterator[int]:
        """What is in common, in the order that counts."""
        first, second = (own, offered) if self.prefers_its_own_order else (offered, own)
        return (one for one in first if one in second)

    def _mark(self, version: Protocol) -> Protocol | None:
        """RFC 8446, 4.1.3."""
        best = max(self.suites, key=strength)
        is_old = best not in {Protocol.TLS1_2, Protocol.TLS1_3}
        if best is version or is_old or not self.marks_downgrades:
            return None
        return Protocol.TLS1_3 if version is Protocol.TLS1_2 else Protocol.TLS1_2


@dataclass(kw_only=True)
class Scripted:
    """A server that answers some questions by script, and the others by its configuration.

    `replies` hold what comes, one after the other, of questions with that key (see `key`); the
    last one stays. A reply of None stands for the truth.
    """

    configuration: Configuration
    replies: Mapping[object, tuple[Reply | None, ...]]
    times: dict[object, int] = field(default_factory=dict)

    def answer(self, question: Question) -> Reply:
        """The next reply to such a question."""
        of = key(question)
        place = self.times[of] = self.times.get(of, -1) + 1
        script = self.replies.get(of, (None,))
        return script[min(place, len(script) - 1)] or self.configuration.answer(question)


def key(question: Question) -> object:
    """What questions have in common: the versions for hellos that offer all we know of them."""
    match question:
        case ClientHello(is_partial=False, versions=versions):
            return versions
        case Sslv2Hello():
            return (Protocol.SSLV2,)
        case _:
            return question


def strength(version: Protocol) -> float:
    """What orders versions."""
    return version.strength


def needs_group(suite: int, version: Protocol) -> bool:
    """Whether the choice of the suite comes with a choice of a group."""
    return version is Protocol.TLS1_3 or key_exchange(suite) is KeyExchange.ECDHE


def scanned(answer: Answering, *, is_bounded: bool = True) -> Knowledge:
    """A whole scan of what answers."""
    *_, last = stages(answer, is_bounded=is_bounded)
    return last


def retold(exchanges: Iterable[Exchange]) -> Knowledge:
    """What is known after these exchanges of some scan."""
    knowledge = Knowledge()
    for one in exchanges:
        knowledge = knowledge.after(one.question, one.reply)
    return knowledge


def stages(answer: Answering, *, is_bounded: bool = True) -> Iterator[Knowledge]:
    """What is known after each exchange of a scan, and before the first."""
    ask_next = next_question if is_bounded else wanted_question
    knowledge = Knowledge()
    yield knowledge
    for _ in range(MANY):
        question = ask_next(knowledge)
        if question is None:
            return
        knowledge = knowledge.after(question, answer(question))
        yield knowledge
    raise AssertionError("the scan does not end")
