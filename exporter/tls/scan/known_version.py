"""What the answers of a scan say about one protocol version."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.answer import Answer
from exporter.tls.scan.exchange import Choice, Exchange
from exporter.tls.scan.inquiry import NEVER_MADE, Inquiry
from exporter.tls.scan.offers import USABLE, Offers
from exporter.tls.scan.question import Completion, Question
from exporter.tls.server_reply import Reply
from exporter.tls.sslv2 import Sslv2ServerHello
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher

SSLV2_CIPHERS = frozenset(Sslv2Cipher)
GROUPS = frozenset(Group)
Suite: TypeAlias = CipherSuite | Sslv2Cipher


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """The exchanges about a version, and what follows from them whatever other versions do."""

    protocol: Protocol
    hellos: Inquiry = NEVER_MADE
    """The hellos about this version alone, with all that we know for it."""
    completions: Inquiry = NEVER_MADE
    """Whole handshakes."""
    offers: Offers
    """Hellos with some suites or groups of it."""
    answers: tuple[Answer, ...] = ()
    """What the replies to all hellos say of the version."""
    choices: tuple[Choice, ...] = ()
    """Every choice of the version, in the order in which they came."""
    accepted: tuple[Suite, ...] = ()
    """The suites that the server chose, each once, in the order they came; of SSLv2 all it has."""
    groups: frozenset[Group] = frozenset()
    """The groups that it chose."""

    def after(self, one: Exchange, worked: int) -> "KnownVersion":
        """What is known after one exchange more, when so many hellos of the scan have worked."""
        known = self.with_answer(one, worked) if self.protocol in one.answers else self
        if one.choice is not None and one.choice.protocol is self.protocol:
            known = known.with_choice(one.choice)
        return known.with_control(worked) if one.worked else known

    def inquiry(self, question: Question) -> Inquiry:
        """What came of this question, and of others that ask the same."""
        match question:
            case Completion():
                return self.completions
            case ClientHello(is_partial=True):
                return self.offers.inquiry(question)
            case _:
                return self.hellos

    def open_suites(self, suites: Iterable[CipherSuite]) -> tuple[CipherSuite, ...]:
        """Those of the suites that exist at this version and are not known to be refused."""
        return tuple(filter(self.offers.open_suites.__contains__, suites))

    def claim(self, worked: int) -> Support:
        """Whether the version is on, as far as hellos tell, of which so many have worked."""
        if Answer.ACCEPTED in self.answers:
            return Support.YES
        is_off_in_effect = Answer.UNWILLING in self.answers and worked > 0
        is_off = Answer.REFUSED in self.answers or is_off_in_effect
        is_mute = self.hellos.is_refused_by_silence(worked)
        return Support.NO if is_off or is_mute else Support.UNKNOWN

    def awaits_control(self, worked: int) -> bool:
        """Whether one more hello that works would make a refusal of silence."""
        offered = (offer.inquiry for offer in self.offers.by_hello.values())
        inquiries = (self.hellos, self.completions, *offered)
        return any(inquiry.awaits_control(worked) for inquiry in inquiries)

    def with_answer(self, one: Exchange, worked: int) -> "KnownVersion":
        """With the answer to a question about it."""
        answers = (*self.answers, one.answers[self.protocol])
        match one.question:
            case Completion():
                return replace(self, completions=self.completions.after(one, worked))
            case ClientHello(is_partial=True) as hello:
                return replace(self, answers=answers, offers=self.offers.after(one, hello, worked))
            case ClientHello(versions=(_, _, *_)):
                return replace(self, answers=answers)
            case _:
                hellos = self.hellos.after(one, worked)
                accepted = self.accepted or sslv2_ciphers(one.reply)
                return replace(self, answers=answers, hellos=hellos, accepted=accepted)

    def with_choice(self, choice: Choice) -> "KnownVersion":
        """With a choice of it, perhaps by a server that was asked about newer ones."""
        suite, group = CipherSuite(choice.reply.suite), choice.reply.group
        return replace(
            self,
            choices=(*self.choices, choice),
            accepted=tuple(dict.fromkeys((*self.accepted, suite))),
            groups=self.groups | {Group(group)} if group in GROUPS else self.groups,
        )

    def with_control(self, worked: int) -> "KnownVersion":
        """With what one more hello that worked proves of silence."""
        offers = self.offers.with_control(worked)
        return self if offers is self.offers else replace(self, offers=offers)


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
