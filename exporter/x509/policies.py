"""Whether a path has a policy where it must have one (RFC 5280, sections 6.1.3 to 6.1.5).

Whoever asks wants no policy of its own, so that only CAs make one necessary. Of the tree of policies
it matters then which are valid at each depth, and what they are called below, but no branch.
"""

from dataclasses import dataclass

from exporter.x509.decode import DecodedCertificate
from exporter.x509.extension_values import (
    AnyPolicyInhibition,
    Policies,
    PolicyConstraints,
    PolicyMappings,
)
from exporter.x509.path import Path

ANY = "2.5.29.32.0"
NEVER = 1 << 16
"""More certificates than a path has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """What a certificate hands on to the one below it; the numbers count certificates."""

    wanted: frozenset[str]
    """What the valid policies are called below."""
    explicit: int
    """After so many, a policy must be valid."""
    mapping: int
    """After so many, no policy stands for another."""
    any_policy: int
    """After so many, anyPolicy stands for no other."""


FIRST = PolicyState(wanted=frozenset({ANY}), explicit=NEVER, mapping=NEVER, any_policy=NEVER)


def policy_fault(path: Path) -> str:
    """What is wrong with the policies of a path, those of its anchor left out; empty where nothing is."""
    if len(path) == 1:
        return ""
    leaf, state = path[0], FIRST
    for issuer in path[-2:0:-1]:
        valid = valid_policies(issuer, state, may_be_any=issuer.is_self_issued)
        if not valid and not state.explicit:
            return lacking(issuer)
        mappings = pairs_of(issuer)
        if valid and any(ANY in pair for pair in mappings):
            return f"{issuer.facts.subject} maps anyPolicy to another, which nobody may"
        state = handed_on(issuer, state, called_below(valid, mappings, state))
    if valid_policies(leaf, state, may_be_any=False):
        return ""
    asked = leaf.extensions.get(PolicyConstraints)
    is_asked_for = asked is not None and asked.explicit == 0
    return lacking(leaf) if state.explicit <= 1 or is_asked_for else ""


def lacking(certificate: DecodedCertificate) -> str:
    """The sentence on a certificate without a policy."""
    return (
        f"a CA's certificate asks for a policy that is valid all the way down, and "
        f"{certificate.facts.subject or certificate.facts.serial} has none"
    )


def valid_policies(
    certificate: DecodedCertificate, state: PolicyState, *, may_be_any: bool
) -> frozenset[str]:
    """The policies of a certificate that are wanted above (section 6.1.3 d)."""
    listed = certificate.extensions.get(Policies)
    named = listed.identifiers if listed else frozenset()
    found = {one for one in named - {ANY} if one in state.wanted or ANY in state.wanted}
    if ANY in named and (state.any_policy or may_be_any):
        found |= state.wanted
    return frozenset(found)


def pairs_of(certificate: DecodedCertificate) -> tuple[tuple[str, str], ...]:
    """The policies that a CA takes for others: its own, and what stands for it below."""
    mappings = certificate.extensions.get(PolicyMappings)
    return mappings.pairs if mappings else ()


def called_below(
    valid: frozenset[str], mappings: tuple[tuple[str, str], ...], state: PolicyState
) -> frozenset[str]:
    """What the valid policies are called in the next certificate (section 6.1.4 b)."""
    mapped = {ours for ours, _ in mappings if ours in valid or ANY in valid}
    others = {theirs for ours, theirs in mappings if ours in mapped} if state.mapping else set()
    return valid - mapped | others


def handed_on(
    certificate: DecodedCertificate, state: PolicyState, wanted: frozenset[str]
) -> PolicyState:
    """The state below a CA's certificate (section 6.1.4 h to j)."""
    step = 0 if certificate.is_self_issued else 1
    asked = certificate.extensions.get(PolicyConstraints) or PolicyConstraints(None, None)
    inhibition = certificate.extensions.get(AnyPolicyInhibition)
    return PolicyState(
        wanted=wanted,
        explicit=least(state.explicit - step, asked.explicit),
        mapping=least(state.mapping - step, asked.mapping),
        any_policy=least(state.any_policy - step, inhibition.skipped if inhibition else None),
    )


def least(left: int, asked: int | None) -> int:
    """What is left of a number, or what is asked for where that is less."""
    return max(0, left if asked is None else min(left, asked))
