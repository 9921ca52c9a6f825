"""Which certificates the server has beside the ordinary one, for keys of other kinds."""

from collections.abc import Iterator, Sequence

from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import OtherKey
from exporter.tls.server_reply import PresentedKey, Reply
from exporter.words.ending import Closed, Refused, Reset
from exporter.words.key_type import KeyType
from exporter.words.protocol import Protocol

EDWARDS = frozenset({KeyType.ED25519, KeyType.ED448})
"""Below TLS 1.3, they have the suites of ECDSA."""


def other_key_questions(knowledge: Knowledge) -> Iterator[OtherKey]:
    """For a certificate beside all that came, until there is none.

    Two refusals will do, as nothing that is published says that there is no other.
    """
    kinds = kinds_seen(knowledge)
    asked = len(replies(kinds, knowledge))
    if knowledge.key_type and knowledge.enabled:
        yield from questions_beside(kinds, knowledge)[asked:]


def other_key_types(knowledge: Knowledge) -> tuple[KeyType, ...] | None:
    """The kinds of key of the other certificates; None where there may be more."""
    kinds = kinds_seen(knowledge)
    met = replies(kinds, knowledge)
    is_asked = len(met) >= len(questions_beside(kinds, knowledge))
    is_refused = is_asked and all(map(is_refusal, met))
    if not is_refused or knowledge.path.is_unreliable:
        return None
    return tuple(kind for kind in KeyType if kind in kinds and kind is not knowledge.key_type)


def other_chains(met: Sequence[Reply], ordinary: KeyType | None) -> tuple[PresentedKey, ...]:
    """Their certificates, as sent; of each kind those that came first."""
    chains = {one.key_type: one for one in reversed(met) if isinstance(one, PresentedKey)}
    return tuple(chains[kind] for kind in KeyType if kind in chains.keys() - {ordinary})


def kinds_seen(knowledge: Knowledge) -> frozenset[KeyType]:
    """The kinds of key of every certificate that came."""
    ordinary = () if knowledge.key_type is None else (knowledge.key_type,)
    met = (one.reply for one in knowledge.other_keys)
    return frozenset((*ordinary, *(one.key_type for one in met if isinstance(one, PresentedKey))))


def questions_beside(kinds: frozenset[KeyType], knowledge: Knowledge) -> tuple[OtherKey, ...]:
    """What has to be refused before there is no certificate besides.

    Some servers go by suites alone, and others have a further kind of key for these suites.
    """
    narrow = OtherKey(kinds)
    if Protocol.TLS1_3 not in knowledge.enabled and KeyType.ECDSA in kinds and not kinds >= EDWARDS:
        return narrow, OtherKey(kinds, keeps_suites=True)
    return narrow, narrow


def replies(kinds: frozenset[KeyType], knowledge: Knowledge) -> tuple[Reply, ...]:
    """What came back when others than these were asked for."""
    return tuple(
        one.reply
        for one in knowledge.other_keys
        if isinstance(one.question, OtherKey) and one.question.besides == kinds
    )


def is_refusal(reply: Reply) -> bool:
    """Whether there was no certificate, or one of a kind that was not wanted."""
    return isinstance(reply, Refused | Closed | Reset | PresentedKey)
