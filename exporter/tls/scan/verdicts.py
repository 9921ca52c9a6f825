"""Everything that the answers of a scan prove."""

from collections.abc import Callable
from operator import attrgetter

from exporter.model.scan import Accepted
from exporter.tls.scan.key_exchanges import forward_secrecy, smallest_prime
from exporter.tls.scan.key_groups import group_support, preferred_group
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.large_hello import large_hellos
from exporter.tls.scan.other_keys import other_key_types
from exporter.tls.scan.renegotiation import secure_renegotiation
from exporter.tls.scan.signatures import refused_signatures
from exporter.tls.scan.suites import denied_suites, suite_answers
from exporter.tls.scan.weak_ciphers import weak_cipher_support

PROVEN_BY_REFUSALS: tuple[Callable[[Knowledge], object], ...] = (
    lambda knowledge: knowledge.supports,
    lambda knowledge: [denied_suites(knowledge.versions[one]) for one in knowledge.enabled],
    group_support,
    refused_signatures,
)
"""What more refusals can change; weak classes and forward secrecy follow from versions and suites."""
BROKEN = attrgetter("is_unreliable", "breaks_off", "is_contradictory")
SEEN = attrgetter("accepted", "choices", "offers.refused")


def verdicts(knowledge: Knowledge) -> Accepted:
    """What is known by proof, and nothing more."""
    return Accepted(
        protocols=tuple(knowledge.supports.items()),
        weak_ciphers=weak_cipher_support(knowledge),
        forward_secrecy=forward_secrecy(knowledge),
        groups=group_support(knowledge),
        preferred_group=preferred_group(knowledge),
        dh_bits=smallest_prime(knowledge),
        suites=tuple(suite_answers(knowledge)),
        refused_signatures=refused_signatures(knowledge),
        large_hellos=large_hellos(knowledge),
        other_key_types=other_key_types(knowledge),
        secure_renegotiation=secure_renegotiation(knowledge),
    )


def tells_more(after: Knowledge, before: Knowledge) -> bool:
    """Whether the verdicts may differ; they do not where something is refused that takes more proof."""
    return (
        after.supports != before.supports
        or BROKEN(after.path) != BROKEN(before.path)
        or any(SEEN(after.versions[one]) != SEEN(before.versions[one]) for one in after.versions)
        or large_hellos(after) is not large_hellos(before)
        or other_key_types(after) != other_key_types(before)
    )


def is_more_refused(after: Knowledge, before: Knowledge) -> bool:
    """Whether the verdicts say more after a hello that worked as it had worked before."""
    return any(part(after) != part(before) for part in PROVEN_BY_REFUSALS)
