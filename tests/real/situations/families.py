"""All situations, by family."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tests.real.situations import (
    constraints,
    crossings,
    dates,
    encodings,
    extensions,
    issuer_names,
    keys,
    names,
    policies,
    shapes,
    tools,
    usages,
)
from tests.real.situations.situation import Situation, Situations, sent
from tests.unit.x509.odd_chains import CHAINS


def odd() -> Situations:
    """The chains whose verdicts the unit tests know."""
    for name, one in CHAINS.items():
        yield name, sent(*one.sent, anchors=one.anchors)


FAMILIES: Mapping[str, Callable[[], Iterator[tuple[str, Situation]]]] = MappingProxyType(
    {
        "Keys and signatures": keys.situations,
        "Extensions": extensions.situations,
        "Usages": usages.situations,
        "Dates": dates.situations,
        "Names of servers": names.situations,
        "Names of issuers": issuer_names.situations,
        "Name constraints": constraints.situations,
        "Policies": policies.situations,
        "Shapes, anchors, identifiers": shapes.situations,
        "Encodings": encodings.situations,
        "Crossings": crossings.situations,
        "Tools of private CAs": tools.situations,
        "Oddities": odd,
    }
)
