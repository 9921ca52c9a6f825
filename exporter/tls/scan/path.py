"""How the way to the server, and its will to speak to us, have proved in a scan so far."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPath:
    """What must be known of the whole before a vague refusal means anything."""

    worked: int = 0
    """How many hellos worked."""
    is_willing: bool = False
    """Whether any version was chosen by a ServerHello that goes on: a server without a certificate
    for the name refuses every version, some after a HelloRetryRequest."""
    lets_all_through: bool = False
    """Whether a hello got an answer that offers all there is below TLS 1.3: some boxes dislike those."""
    is_unreliable: bool = False
    """Whether the same question ended in one way once and in another another time: it worked and
    failed, or was refused by a word and by silence. Then connections are spoilt by something that has
    nothing to do with what is asked."""
    breaks_off: bool = False
    """Whether a question was met with silence that a hello was chosen from another time."""
    is_contradictory: bool = False
    """Whether the same question had two answers neither of which is silence."""
    is_troubled: bool = False
    """Whether suites or groups were met with internal_error, which is no way to refuse them: a server
    with too much to do, or what is before it, says so to anything."""

    @property
    def may_prove(self) -> bool:
        """Whether vague refusals are worth collecting."""
        return self.is_willing and not self.is_unreliable

    @property
    def words_may_prove(self) -> bool:
        """Whether those in words are: a path that breaks connections off, and does no more, makes none."""
        return self.is_willing and not self.is_contradictory


UNTRIED = NetworkPath()
