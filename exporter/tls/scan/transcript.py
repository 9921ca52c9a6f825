"""A scan as far as it has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar, TypeVarTuple, Unpack, cast

from exporter.tls.scan.exchange import Choice, Exchange, exchange
from exporter.tls.scan.question import Question
from exporter.tls.scan.versions import hello_support, support
from exporter.tls.server_reply import Reply
from exporter.words.protocol import Protocol, Support

Others = TypeVarTuple("Others")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """Everything asked and answered so far."""

    server_name: str
    exchanges: tuple[Exchange, ...] = ()
    derived: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    """What has been made of these exchanges; it follows from them, and is made once."""

    def with_reply(self, question: Question, reply: Reply) -> "Transcript":
        """The transcript with one exchange more."""
        exchanges = (*self.exchanges, exchange(question, reply))
        return Transcript(server_name=self.server_name, exchanges=exchanges)

    @property
    def claims(self) -> Mapping[Protocol, Support]:
        """What the hellos alone say of each version."""
        return version_claims(self)

    @property
    def supports(self) -> Mapping[Protocol, Support]:
        """Whether each version is on, weakest first; a version that is not settled is unknown."""
        return version_supports(self)

    @property
    def enabled(self) -> tuple[Protocol, ...]:
        """The versions known to be on, strongest first."""
        return enabled_versions(self)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every choice at a version that is on, in the order in which they came."""
        return choices_that_count(self)


def derived(
    make: Callable[[Transcript, Unpack[Others]], T],
) -> Callable[[Transcript, Unpack[Others]], T]:
    """Has a function of a transcript work once for each transcript and other arguments."""

    @wraps(make)
    def remembered(transcript: Transcript, *others: *Others) -> T:
        question = (make, *others)
        if question not in transcript.derived:
            transcript.derived[question] = make(transcript, *others)
        return cast("T", transcript.derived[question])

    return remembered


@derived
def version_claims(transcript: Transcript) -> Mapping[Protocol, Support]:
    """What the hellos alone say of each version."""
    return {protocol: hello_support(protocol, transcript.exchanges) for protocol in Protocol}


@derived
def version_supports(transcript: Transcript) -> Mapping[Protocol, Support]:
    """Whether each version is on."""
    claims = transcript.claims.items()
    return {protocol: support(protocol, said, transcript.exchanges) for protocol, said in claims}


@derived
def enabled_versions(transcript: Transcript) -> tuple[Protocol, ...]:
    """The versions known to be on, strongest first."""
    supports = transcript.supports
    return tuple(protocol for protocol in reversed(Protocol) if supports[protocol] is Support.YES)


@derived
def choices_that_count(transcript: Transcript) -> tuple[Choice, ...]:
    """Every choice at a version that is on."""
    enabled = transcript.enabled
    choices = (one.choice for one in transcript.exchanges)
    return tuple(choice for choice in choices if choice and choice.protocol in enabled)
