"""Which protocol versions the answers prove to be on or off."""

from collections.abc import Mapping

from exporter.tls.scan.answer import VersionAnswer
from exporter.tls.scan.known_version import KnownVersion
from exporter.tls.scan.path import NetworkPath
from exporter.tls.server_reply import Completed, Unanswered
from exporter.words.protocol import Protocol, Support

OFTEN_REFUSED_LATER = (Protocol.TLS1_1, Protocol.TLS1_0)
"""Some CDNs answer these with a ServerHello and refuse them afterwards; SSL cannot be confirmed,
as no library completes its handshakes any more."""


def supports(
    claims: Mapping[Protocol, Support], versions: Mapping[Protocol, KnownVersion], path: NetworkPath
) -> dict[Protocol, Support]:
    """Whether each version is on, after what the hellos claim and whole handshakes say of it."""
    claimed = (one for one in OFTEN_REFUSED_LATER if claims[one] is Support.YES)
    return {**claims, **{one: completed_support(one, versions, path) for one in claimed}}


def completed_support(
    protocol: Protocol, versions: Mapping[Protocol, KnownVersion], path: NetworkPath
) -> Support:
    """Whether a version that a ServerHello claimed is confirmed by whole handshakes."""
    asked = versions[protocol].completions
    words = [one.word for one in asked.exchanges]
    if VersionAnswer.ACCEPTED in words:
        return Support.YES
    if VersionAnswer.REFUSED in words:
        return Support.NO
    claim = support_by_comparison(versions) if Unanswered() in asked.replies else Support.NO
    is_open = claim is Support.NO and not asked.is_refused(path)
    return Support.UNKNOWN if is_open else claim


def support_by_comparison(versions: Mapping[Protocol, KnownVersion]) -> Support:
    """What a request without an answer says of an old version, beside one at a version of today."""
    control = comparable_version(versions)
    replies = versions[control].completions.replies if control else (Unanswered(),)
    if Completed() in replies:
        return Support.NO
    return Support.YES if Unanswered() in replies else Support.UNKNOWN


def comparable_version(versions: Mapping[Protocol, KnownVersion]) -> Protocol | None:
    """The strongest version on which nobody doubts, if the server has one."""
    of_today = (Protocol.TLS1_3, Protocol.TLS1_2)
    return next((one for one in of_today if VersionAnswer.ACCEPTED in versions[one].answers), None)
