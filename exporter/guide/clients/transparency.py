"""Whether the timestamps of transparency logs satisfy the rules that browsers have for public certificates."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from exporter.guide.clients.client import Client, TransparencyPolicy
from exporter.guide.clients.opinion import GOOD, Opinion, against, unsure
from exporter.guide.clients.public_store import PUBLIC_STORE
from exporter.model.certificate import Certificate, ChainAssessment
from exporter.model.transparency import CtLog, LogState, Timestamp, Transparency
from exporter.words.cause import Cause
from exporter.words.timestamp_source import TimestampSource

FEWEST = 2
"""Timestamps that every rule asks for."""
SHORT_LIFE = timedelta(days=180)
CURRENT = frozenset({LogState.QUALIFIED, LogState.USABLE, LogState.READ_ONLY})
Given: TypeAlias = tuple[tuple[Timestamp, CtLog], ...]
"""Timestamps with the logs that gave them."""
Rule: TypeAlias = Callable[[Certificate, Given], bool]


def transparency_opinion(
    client: Client, chain: ChainAssessment, logged: Transparency | None
) -> Opinion:
    """Whether the client is content with the timestamps that come with a certificate of a public CA."""
    if client.transparency is None or logged is None or not is_public(chain):
        return GOOD
    return rule_opinion(client.transparency, chain.leaf, logged)


def rule_opinion(policy: TransparencyPolicy, leaf: Certificate, logged: Transparency) -> Opinion:
    """Whether they satisfy a rule; without a list of logs, whether there are enough of them at all."""
    if len(logged.timestamps) < FEWEST and logged.is_whole:
        counts = f"{FEWEST} at least, {len(logged.timestamps)} there"
        return against(f"wants timestamps of transparency logs (SCTs): {counts}", Cause.AS_ISSUED)
    if not logged.is_judged:
        return GOOD
    rule = RULES[policy]
    if rule(leaf, given(logged.timestamps, {True})):
        return GOOD
    if rule(leaf, given(logged.timestamps, {True, None})) or not logged.is_whole:
        return unsure("whether its timestamps of transparency logs (SCTs) suffice is not known")
    said = f"its timestamps of transparency logs (SCTs) do not suffice: {told(logged)}"
    return against(said, Cause.AS_ISSUED)


def is_public(chain: ChainAssessment) -> bool:
    """Whether a public CA's root is what it is trusted by."""
    return any(one.store == PUBLIC_STORE and one.is_trusted for one in chain.trust)


def given(timestamps: Iterable[Timestamp], seals: Collection[bool | None]) -> Given:
    """Those of known logs, whose signatures are as good as one of these."""
    return tuple((one, one.log) for one in timestamps if one.log and one.is_signed in seals)


def satisfies_chrome(leaf: Certificate, all_given: Given) -> bool:
    """Chrome's rule for certificates from after 15 April 2022."""
    first = min((one.at for one, _ in all_given if one.at), default=None)
    embedded = [
        (one, log)
        for one, log in all_given
        if one.source is TimestampSource.EMBEDDED
        and (is_current(log) or (first and log.state is LogState.RETIRED and first < log.since))
    ]
    wanted = 2 if leaf.not_after - leaf.not_before <= SHORT_LIFE else 3
    if (
        any(is_current(log) for _, log in embedded)
        and len(logs_of(embedded)) >= wanted
        and len(operators_of(embedded)) >= FEWEST
    ):
        return True
    delivered = [
        (one, log)
        for one, log in all_given
        if one.source is not TimestampSource.EMBEDDED and is_current(log)
    ]
    return len(operators_of(delivered)) >= FEWEST


def satisfies_apple(leaf: Certificate, all_given: Given) -> bool:
    """Apple's rule for certificates from after 21 April 2021."""
    if all(log.is_tiled for _, log in all_given):
        return False
    current = [(one, log) for one, log in all_given if is_current(log)]
    if len(logs_of(current)) >= FEWEST and any(
        one.source is not TimestampSource.EMBEDDED for one, _ in current
    ):
        return True
    embedded = [
        (one, log)
        for one, log in all_given
        if one.source is TimestampSource.EMBEDDED
        and (is_current(log) or (one.at and log.state is LogState.RETIRED and one.at < log.since))
    ]
    wanted, most_of_one = (2, 1) if leaf.lifetime <= SHORT_LIFE else (3, 2)
    by_operator = Counter(
        operator for _, operator in {(log.key, one.operator) for one, log in embedded}
    )
    counted = sum(min(number, most_of_one) for number in by_operator.values())
    return counted >= wanted and any(is_current(log) for _, log in embedded)


RULES: Mapping[TransparencyPolicy, Rule] = MappingProxyType(
    {
        TransparencyPolicy.CHROME: satisfies_chrome,
        TransparencyPolicy.APPLE: satisfies_apple,
    }
)


def is_current(log: CtLog) -> bool:
    """Whether its timestamps count whatever their age."""
    return log.state in CURRENT


def logs_of(some: Iterable[tuple[Timestamp, CtLog]]) -> frozenset[bytes]:
    """The keys of the logs that gave them."""
    return frozenset(log.key for _, log in some)


def operators_of(some: Iterable[tuple[Timestamp, CtLog]]) -> frozenset[str]:
    """Whose logs gave them."""
    return frozenset(one.operator for one, log in some)


def told(logged: Transparency) -> str:
    """Each timestamp in a phrase."""
    return ", ".join(map(phrase, logged.timestamps))


def phrase(one: Timestamp) -> str:
    """Which log gave a timestamp, and what is wrong with either."""
    if one.log is None:
        return "one of a log that is not on the list"
    name = f"{one.log.description} of {one.operator}"
    if one.is_signed is False:
        return f"{name} (its signature is wrong)"
    return name if is_current(one.log) else f"{name} ({one.log.state})"
