"""Everything that came of asking the same once, or again, and when that is a no.

Resets, hang-ups and the alerts that any trouble makes may be refusals, or accidents of a path that
spoils connections: every second one as a dead member of a cluster does, or any by chance. So such
a vague refusal has to come four times, twice in a row, whatever the period is, in a scan where the same
always ended in the same way. Where connections broke off and no word was ever contradicted, words alone
count. What comes in spells, as when connections are limited, has to come again after a hello that
worked, and before another. `tests/simulation` shows what these numbers are good for.
"""

from dataclasses import dataclass

from exporter.tls.scan.answer import VersionAnswer
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.path import NetworkPath
from exporter.tls.server_reply import Reply
from exporter.words.alert import AlertDescription
from exporter.words.ending import Refused, Unreadable

IN_A_ROW = 2
REFUSALS_NEEDED = 4
MOST_TRIES = 12
"""For as many words, where other connections break off."""
HELLOS_NEEDED = 12
"""So many must have worked in a scan before what comes in spells proves anything."""
VAGUE = (VersionAnswer.SILENT, VersionAnswer.UNWILLING)
WORDS = (
    Refused(AlertDescription.HANDSHAKE_FAILURE),
    Refused(AlertDescription.INSUFFICIENT_SECURITY),
)
"""Alerts that a limit on connections, or a server with too much to do, does not make."""
TROUBLE = Refused(AlertDescription.INTERNAL_ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectExchanges:
    """The exchanges about one subject."""

    exchanges: tuple[Exchange, ...] = ()
    refusals: tuple[int, ...] = ()
    """For each vague refusal, how many hellos of the scan had worked before it."""
    is_implied: bool = False
    """Whether a hello that offers the same and more was refused in clear words."""
    greater: "SubjectExchanges | None" = None
    """What came of hellos that offer the same and more, and have to be refused too."""
    is_accepted: bool = False
    """Whether the server chose something of it, once at least."""
    is_denied: bool = False
    """Whether it was refused in clear words itself."""
    words: int = 0
    """How many of the vague refusals came in a word."""
    comes_in_spells: bool = False
    """Whether one spell of trouble can have made the refusals."""

    def after(self, one: Exchange, path: NetworkPath) -> "SubjectExchanges":
        """The inquiry with one exchange more, before which the path had proved like that."""
        is_vague = one.word in VAGUE
        return SubjectExchanges(
            exchanges=(*self.exchanges, one),
            refusals=(*self.refusals, path.worked) if is_vague else self.refusals,
            is_implied=self.is_implied,
            greater=self.greater,
            is_accepted=self.is_accepted or one.word is VersionAnswer.ACCEPTED,
            is_denied=self.is_denied or one.word is VersionAnswer.REFUSED,
            words=self.words + (one.reply in WORDS),
            comes_in_spells=self.comes_in_spells or (is_vague and one.reply not in WORDS),
        )

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What came back, in this order."""
        return tuple(one.reply for one in self.exchanges)

    def counted(self, path: NetworkPath) -> tuple[int, ...]:
        """The vague refusals of this, and of what includes it: where accidents happen, those may be some."""
        if self.greater is None or path.is_unreliable:
            return self.refusals
        return (*self.greater.counted(path), *self.refusals)

    @property
    def may_come_in_spells(self) -> bool:
        """Whether one spell of trouble can have made any of them."""
        return self.comes_in_spells or bool(self.greater and self.greater.may_come_in_spells)

    @property
    def may_be_trouble(self) -> bool:
        """Whether any of them is an alert that tells of an error, and of nothing that was asked."""
        return TROUBLE in self.replies or bool(self.greater and self.greater.may_be_trouble)

    def is_open(self, path: NetworkPath) -> bool:
        """Whether to ask again: once in any case, then for as long as it can prove a refusal.

        Once more where a connection ended within an answer, or before one that would tell.
        """
        is_settled = self.is_implied and self.refusals
        if is_settled:
            return False
        if len(self.refusals) < len(self.exchanges):
            was_unreadable = isinstance(self.exchanges[-1].reply, Unreadable)
            return was_unreadable and len(self.exchanges) < IN_A_ROW
        if not self.refusals:
            return True
        times = len(self.counted(path))
        if path.breaks_off and self.words and path.words_may_prove:
            return self.words < REFUSALS_NEEDED and times < MOST_TRIES
        return times < IN_A_ROW or (times < REFUSALS_NEEDED and path.may_prove)

    def awaits_control(self, path: NetworkPath) -> bool:
        """Whether a hello has to work before it makes sense to ask again."""
        return self.comes_in_spells and self.refusals[0] == path.worked

    def is_refused(self, path: NetworkPath) -> bool:
        """Whether the server is known to want nothing of it, now that the path has proved like that."""
        if self.is_accepted or self.is_denied or not self.refusals:
            return self.is_denied and not self.is_accepted
        return self.is_implied or self.is_proven(path)

    def is_proven(self, path: NetworkPath) -> bool:
        """Whether its vague refusals are proof: those in words alone, where connections break off."""
        if path.breaks_off:
            return path.words_may_prove and self.words >= REFUSALS_NEEDED
        refusals = self.counted(path)
        if len(refusals) < REFUSALS_NEEDED or not path.may_prove:
            return False
        if not self.may_come_in_spells:
            return True
        if path.is_troubled and self.may_be_trouble:
            return False
        return min(refusals) < max(refusals) < path.worked >= HELLOS_NEEDED


NEVER_MADE = SubjectExchanges()
