"""What the answers of a scan say about one protocol version."""

from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import VersionAnswer
from exporter.tls.scan.exchange import Choice, Exchange
from exporter.tls.scan.inquiry import NEVER_MADE, SubjectExchanges
from exporter.tls.scan.offers import USABLE, Offers
from exporter.tls.scan.path import NetworkPath
from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.tls.sslv2 import Sslv2ServerHello
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import weak_classes

SSLV2_CIPHERS = frozenset(Sslv2Cipher)
GROUPS = frozenset(Group)
UNDERSTOOD = frozenset({VersionAnswer.ACCEPTED, VersionAnswer.TENTATIVE})
Suite: TypeAlias = CipherSuite | Sslv2Cipher


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """The exchanges about a version, and what follows from them whatever other versions do."""

    protocol: Protocol
    hellos: SubjectExchanges = NEVER_MADE
    """The hellos about this version alone, with all that we know for it."""
    completions: SubjectExchanges = NEVER_MADE
    """Whole handshakes."""
    offers: Offers
    """Hellos with some suites or groups of it."""
    answers: tuple[VersionAnswer, ...] = ()
    """What the replies to all hellos say of the version."""
    is_understood: bool = False
    """Whether a hello of full form was answered with it."""
    choices: tuple[Choice, ...] = ()
    """Every choice of the version, in the order in which they came."""
    accepted: tuple[Suite, ...] = ()
    """The suites that the server chose, each once, in the order they came; of SSLv2 all it has."""
    groups: frozenset[Group] = frozenset()
    """The groups that it chose."""
    prime: int | None = None
    """Bits of the smallest prime that it chose with a key to sign it."""

    def after(self, one: Exchange, path: NetworkPath) -> "KnownVersion":
        """What is known after one exchange more, before which the path had proved like that."""
        known = self.with_answer(one, path) if self.protocol in one.answers else self
        if one.choice is not None and one.choice.protocol is self.protocol:
            known = known.with_choice(one.choice)
        return known

    def below(self, newer: "KnownVersion", path: NetworkPath) -> "KnownVersion":
        """The same, beside a newer version, whose hellos any older one would have answered.

        RFC 5246, appendix E.1: a server answers with the newest version that it has. One older is off
        if its own hello fails too; vague refusals count where such hellos get through at all.
        """
        above, hellos = newer.hellos, self.hellos
        is_implied = above.is_implied or any(map(is_denial, above.exchanges))
        greater = above if path.lets_all_through else None
        return replace(self, hellos=replace(hellos, greater=greater, is_implied=is_implied))

    def on(self, path: NetworkPath) -> "KnownVersion":
        """What vague refusals prove, now that the path has proved like that."""
        offers = self.offers.on(path)
        return self if offers is self.offers else replace(self, offers=offers)

    def inquiry(self, question: Question) -> SubjectExchanges:
        """What came of this question, and of others that ask the same."""
        match question:
            case Completion():
                return self.completions
            case ClientHello(is_partial=True):
                return self.offers.inquiry(question)
            case _:
                return self.hellos

    def open_suites(self, suites: tuple[CipherSuite, ...]) -> tuple[CipherSuite, ...]:
        """Those of the suites that exist at this version and are not known to be refused."""
        return common(suites, self.offers.open_suites)

    def claim(self, path: NetworkPath) -> Support:
        """Whether the version is on, as far as hellos tell on such a path."""
        if VersionAnswer.ACCEPTED in self.answers:
            return Support.YES
        is_off = VersionAnswer.REFUSED in self.answers or self.hellos.is_refused(path)
        return Support.NO if is_off else Support.UNKNOWN

    @property
    def is_plain(self) -> bool:
        """Whether hellos have to be plain, as none of full form was answered with the version."""
        return not self.is_understood

    @property
    def inquiries(self) -> tuple[SubjectExchanges, ...]:
        """All that was asked of it."""
        return (self.hellos, self.completions, *self.offers.by_hello.values())

    def with_answer(self, one: Exchange, path: NetworkPath) -> "KnownVersion":
        """With the answer to a question about it."""
        answer = one.answers[self.protocol]
        answers = (*self.answers, answer)
        match one.question:
            case Completion():
                return replace(self, completions=self.completions.after(one, path))
            case ClientHello(is_partial=True) as hello:
                return replace(self, answers=answers, offers=self.offers.after(one, hello, path))
            case ClientHello(versions=(_, _, *_)):
                is_understood = self.is_understood or answer in UNDERSTOOD
                return replace(self, answers=answers, is_understood=is_understood)
            case _:
                is_full = isinstance(one.question, ClientHello) and not one.question.is_plain
                return replace(
                    self,
                    answers=answers,
                    hellos=self.hellos.after(one, path),
                    accepted=self.accepted or sslv2_ciphers(one.reply),
                    is_understood=self.is_understood or (is_full and answer in UNDERSTOOD),
                )

    def with_choice(self, choice: Choice) -> "KnownVersion":
        """With a choice of it, perhaps by a server that was asked about newer ones."""
        suite, group = CipherSuite(choice.reply.suite), choice.reply.group
        is_signed = CipherClass.ANONYMOUS not in weak_classes(suite)
        bits = (self.prime, choice.reply.dh_bits if is_signed else None)
        primes = [number for number in bits if number is not None]
        return replace(
            self,
            choices=(*self.choices, choice),
            accepted=tuple(dict.fromkeys((*self.accepted, suite))),
            groups=self.groups | {Group(group)} if group in GROUPS else self.groups,
            prime=min(primes, default=None),
        )


def is_denial(one: Exchange) -> bool:
    """Whether a hello of full form was refused in clear words."""
    is_full = isinstance(one.question, ClientHello) and not one.question.is_plain
    return is_full and one.word is VersionAnswer.REFUSED and not isinstance(one.reply, ServerHello)


@lru_cache(maxsize=512)  # most servers refuse the same
def common(suites: tuple[CipherSuite, ...], allowed: frozenset[int]) -> tuple[CipherSuite, ...]:
    """Those of the suites that are allowed, in their order."""
    return tuple(filter(allowed.__contains__, suites))


def sslv2_ciphers(reply: Reply) -> tuple[Suite, ...]:
    """What the server has of the ciphers of SSLv2, which one reply tells completely."""
    listed = reply.ciphers if isinstance(reply, Sslv2ServerHello) else ()
    return tuple(Sslv2Cipher(code) for code in listed if code in SSLV2_CIPHERS)


UNASKED = MappingProxyType(
    {
        version: KnownVersion(
            protocol=version, offers=Offers(protocol=version, open_suites=USABLE[version])
        )
        for version in Protocol
    }
)
"""Every version before the first question, weakest first."""
