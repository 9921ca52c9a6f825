"""Which certificates the server has beside the ordinary one, for keys of other kinds."""

from collections.abc import Iterator

from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import OtherKey
from exporter.tls.server_reply import Presented, Reply
from exporter.words.ending import Closed, Refused, Reset
from exporter.words.key_type import KeyType

REFUSALS_NEEDED = 2
"""Nothing that is published says that there is no other certificate, so two will do."""


def other_key_questions(knowledge: Knowledge) -> Iterator[OtherKey]:
    """For a certificate beside all that came, until there is none."""
    question = OtherKey(kinds_seen(knowledge))
    is_open = len(replies(question, knowledge)) < refusals_needed(question, knowledge)
    if knowledge.key_type and knowledge.enabled and is_open:
        yield question


def other_key_types(knowledge: Knowledge) -> tuple[KeyType, ...] | None:
    """The kinds of key of the other certificates; None where there may be more."""
    kinds = kinds_seen(knowledge)
    question = OtherKey(kinds)
    met = replies(question, knowledge)
    is_refused = len(met) >= refusals_needed(question, knowledge) and all(map(is_refusal, met))
    if not is_refused or knowledge.path.is_unreliable:
        return None
    return tuple(kind for kind in KeyType if kind in kinds and kind is not knowledge.key_type)


def other_chains(knowledge: Knowledge) -> tuple[tuple[bytes, ...], ...]:
    """Their certificates in DER, as sent; of each kind those that came first."""
    met = (one.reply for one in reversed(knowledge.other_keys))
    chains = {one.key_type: one.chain for one in met if isinstance(one, Presented)}
    return tuple(chains[kind] for kind in KeyType if kind in chains.keys() - {knowledge.key_type})


def kinds_seen(knowledge: Knowledge) -> frozenset[KeyType]:
    """The kinds of key of every certificate that came."""
    ordinary = () if knowledge.key_type is None else (knowledge.key_type,)
    met = (one.reply for one in knowledge.other_keys)
    return frozenset((*ordinary, *(one.key_type for one in met if isinstance(one, Presented))))


def replies(question: OtherKey, knowledge: Knowledge) -> tuple[Reply, ...]:
    """What came back to it."""
    return tuple(one.reply for one in knowledge.other_keys if one.question == question)


def refusals_needed(question: OtherKey, knowledge: Knowledge) -> int:
    """How often there has to be none; once, if it was so in the last scan."""
    return 1 if knowledge.had_no_answer(question) else REFUSALS_NEEDED


def is_refusal(reply: Reply) -> bool:
    """Whether there was no certificate, or one of a kind that was not wanted."""
    return isinstance(reply, Refused | Closed | Reset | Presented)
