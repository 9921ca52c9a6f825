"""Which protocol versions the answers prove to be on or off."""

from exporter.model.protocol import Protocol, Support
from exporter.tls.scan.answer import Answer
from exporter.tls.scan.exchange import Exchange

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
    is_off = Answer.REFUSED in answers or is_ignored(protocol, exchanges, completely=True)
    return Support.NO if is_off else Support.UNKNOWN


def is_ignored(protocol: Protocol, exchanges: tuple[Exchange, ...], *, completely: bool) -> bool:
    """Whether a second silence stands between hellos that worked, so that it is no accident.

    The second hello may be a plain one: a server that has no ordinary suite at the version, and
    refuses by silence, is misjudged if an accident met the first.
    """
    silences = [
        place
        for place, one in enumerate(exchanges)
        if one.is_completion is completely and one.answers[protocol] is Answer.SILENT
    ]
    return len(silences) > 1 and is_between_workings(silences[-1], exchanges)


def is_between_workings(place: int, exchanges: tuple[Exchange, ...]) -> bool:
    """Whether hellos worked before and after an exchange."""
    before, after = exchanges[:place], exchanges[place + 1 :]
    return any(one.worked for one in before) and any(one.worked for one in after)
