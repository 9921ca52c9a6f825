"""Which protocol versions the answers prove to be on or off."""

from collections.abc import Sequence

from exporter.tls.scan.answer import Answer
from exporter.tls.scan.exchange import Exchange
from exporter.tls.scan.question import Completion
from exporter.tls.server_reply import Completed, Reply, Unanswered
from exporter.words.protocol import Protocol, Support

OFTEN_REFUSED_LATER = (Protocol.TLS1_1, Protocol.TLS1_0)
"""Some CDNs answer these with a ServerHello and refuse them afterwards; SSL cannot be confirmed,
as no library completes its handshakes any more."""


def hello_support(protocol: Protocol, exchanges: tuple[Exchange, ...]) -> Support:
    """What the replies to hellos say, before any whole handshake."""
    answers = [one.answers[protocol] for one in exchanges if not one.is_completion]
    if Answer.ACCEPTED in answers:
        return Support.YES
    is_off_in_effect = Answer.UNWILLING in answers and any(one.worked for one in exchanges)
    is_off = Answer.REFUSED in answers or is_off_in_effect
    is_mute = Answer.SILENT in answers and is_ignored(protocol, exchanges, completely=False)
    return Support.NO if is_off or is_mute else Support.UNKNOWN


def support(protocol: Protocol, claimed: Support, exchanges: tuple[Exchange, ...]) -> Support:
    """Whether a version is on, after what the hellos claim and whole handshakes say of it."""
    if claimed is not Support.YES or protocol not in OFTEN_REFUSED_LATER:
        return claimed
    answers = [one.answers[protocol] for one in exchanges if one.is_completion]
    if Answer.ACCEPTED in answers:
        return Support.YES
    if Answer.REFUSED in answers or is_ignored(protocol, exchanges, completely=True):
        return Support.NO
    is_unanswered = Unanswered() in completions_at(protocol, exchanges)
    return support_by_comparison(exchanges) if is_unanswered else Support.UNKNOWN


def support_by_comparison(exchanges: tuple[Exchange, ...]) -> Support:
    """What a request without an answer says of an old version, beside one at a version of today."""
    control = comparable_version(exchanges)
    replies = completions_at(control, exchanges) if control else (Unanswered(),)
    if Completed() in replies:
        return Support.NO
    return Support.YES if Unanswered() in replies else Support.UNKNOWN


def comparable_version(exchanges: tuple[Exchange, ...]) -> Protocol | None:
    """The strongest version on which nobody doubts, if the server has one."""
    claimed = (
        protocol
        for protocol in (Protocol.TLS1_3, Protocol.TLS1_2)
        if hello_support(protocol, exchanges) is Support.YES
    )
    return next(claimed, None)


def completions_at(protocol: Protocol, exchanges: tuple[Exchange, ...]) -> tuple[Reply, ...]:
    """What came of whole handshakes at a version."""
    return tuple(one.reply for one in exchanges if one.question == Completion(protocol))


def is_ignored(protocol: Protocol, exchanges: tuple[Exchange, ...], *, completely: bool) -> bool:
    """Whether there was silence twice, and hellos that worked in between and afterwards.

    The second hello may be a plain one: a server that has no ordinary suite at the version, and
    refuses by silence, is misjudged if an accident met the first.
    """
    silences = [
        place
        for place, one in enumerate(exchanges)
        if one.is_completion is completely and one.answers[protocol] is Answer.SILENT
    ]
    return len(silences) > 1 and are_refusals(silences, exchanges)


def are_refusals(silences: Sequence[int], exchanges: tuple[Exchange, ...]) -> bool:
    """Whether hellos worked between the last two silences, and after them."""
    between, after = exchanges[silences[-2] + 1 : silences[-1]], exchanges[silences[-1] + 1 :]
    return any(one.worked for one in between) and any(one.worked for one in after)
