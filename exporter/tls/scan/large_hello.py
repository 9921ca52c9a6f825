"""Whether a hello as long as those of today's browsers gets through to the server.

Middleboxes that expect a hello in one packet drop the longer ones, or cut them.
"""

from collections.abc import Iterator
from dataclasses import replace

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import SIGNATURE_SCHEMES, familiar_key_shares, mixed_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.signatures import CURRENT, signs_currently
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.words.ending import Refused
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.signature_scheme import SignatureScheme

FAILURES_NEEDED = 3
TWINS_NEEDED = 2


def twins(knowledge: Knowledge) -> tuple[ClientHello, ClientHello]:
    """A hello of more than 1,500 bytes, and the same without what makes it so long.

    They offer current signatures, and all there are where a server refuses that with a word, which
    was not seen to sign by any of those.
    """
    large, short = pair(knowledge, CURRENT)
    is_refused = Refused in map(type, knowledge.inquiry(large).replies)
    if is_refused and not signs_currently(knowledge):
        return pair(knowledge, SIGNATURE_SCHEMES)
    return large, short


def pair(
    knowledge: Knowledge, signature_algorithms: tuple[SignatureScheme, ...]
) -> tuple[ClientHello, ClientHello]:
    """The long and the short hello with these signatures."""
    shares = familiar_key_shares(knowledge.versions[Protocol.TLS1_3].groups)
    short = replace(
        mixed_hello(),
        signature_algorithms=signature_algorithms,
        key_shares=shares,
        is_partial=True,
    )
    return replace(short, key_shares=(Group.X25519MLKEM768, *shares)), short


def large_hello_questions(knowledge: Knowledge) -> Iterator[ClientHello]:
    """The long hello until it is answered; else twice in a row, and again after its twin was."""
    if not knowledge.enabled or knowledge.enabled[0] not in {Protocol.TLS1_3, Protocol.TLS1_2}:
        return
    large, short = twins(knowledge)
    met, twin = knowledge.inquiry(large).replies, knowledge.inquiry(short).replies
    if any(map(is_answer, met)) or not all(map(is_answer, twin)):
        return
    if len(met) < FAILURES_NEEDED - (not twin):
        yield large
    elif len(twin) < TWINS_NEEDED:
        yield short


def large_hellos(knowledge: Knowledge) -> Support:
    """Whether it is answered: a no takes three failures beside a twin that never fails."""
    large, short = twins(knowledge)
    met, twin = knowledge.inquiry(large).replies, knowledge.inquiry(short).replies
    if any(map(is_answer, met)):
        return Support.YES
    is_proven = len(met) >= FAILURES_NEEDED and len(twin) >= TWINS_NEEDED
    if is_proven and all(map(is_answer, twin)) and not knowledge.path.is_unreliable:
        return Support.NO
    return Support.UNKNOWN


def is_answer(reply: Reply) -> bool:
    """Whether the server read the hello and chose something of it, or asked for another."""
    return isinstance(reply, ServerHello)
