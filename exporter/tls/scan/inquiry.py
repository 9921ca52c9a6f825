"""Everything that came of asking the same once, or again."""

from dataclasses import dataclass

from exporter.tls.scan.answer import is_silence
from exporter.tls.scan.exchange import Exchange
from exporter.tls.server_reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """The exchanges about one subject.

    Silence is a refusal if it came twice, and hellos worked in between and afterwards. The second
    hello may be a plain one: a server that has no ordinary suite at the version, and refuses by
    silence, is misjudged if an accident met the first.
    """

    exchanges: tuple[Exchange, ...] = ()
    silences: tuple[int, ...] = ()
    """For each silence, how many hellos of the scan had worked before it."""

    def after(self, one: Exchange, worked: int) -> "Inquiry":
        """The inquiry with one exchange more, before which so many hellos had worked."""
        silences = (*self.silences, worked) if is_silence(one.reply) else self.silences
        return Inquiry(exchanges=(*self.exchanges, one), silences=silences)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What came back, in this order."""
        return tuple(one.reply for one in self.exchanges)

    def is_refused_by_silence(self, worked: int) -> bool:
        """Whether silence is a refusal, now that so many hellos of the scan have worked."""
        return len(self.silences) > 1 and self.silences[-2] < self.silences[-1] < worked

    def awaits_control(self, worked: int) -> bool:
        """Whether silence is a refusal as soon as one more hello works."""
        return len(self.silences) > 1 and self.silences[-2] < self.silences[-1] == worked


NEVER_MADE = Inquiry()
