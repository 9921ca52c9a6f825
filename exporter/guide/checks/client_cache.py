"""Step 5: what tells a visitor's browser that remembers from a fault of the server."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from exporter.guide.case import Case, every_address, the_target, with_certificate
from exporter.guide.check import Check, StepGuide, Survey
from exporter.guide.checks.https_records import HTTPS_RECORD_CHECK
from exporter.guide.lacking import A_TLS_ANSWER, lacking
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate
from exporter.model.memory import SeenLeaf
from exporter.model.place import Address
from exporter.model.web import Promise, WebAnswer
from exporter.words.fulfilment import Fulfilment
from exporter.words.phase import Phase
from exporter.words.role import Role
from exporter.words.step import Step
from exporter.words.wording import counted, listed, span

OLD_CERTIFICATE_LEFT = finding_kind("client_cache_old_certificate_left")
CERTIFICATES_DIFFER = finding_kind("client_cache_certificates_differ")
HSTS_IGNORED = finding_kind("client_cache_hsts_ignored")
HTTP3_UNANSWERED = finding_kind("client_cache_http3_unanswered")
MOST_NAMED = 3
"""Addresses in a list."""
MOST_SECONDS = 10 * 366 * 86400
"""What is longer is told as this."""
PRELOAD_AGE = 31_536_000
"""Seconds that the browsers' list demands (hstspreload.org), for subdomains as well."""
DIGITS = 16
"""Of a fingerprint: enough to find it by."""


def find_left_behind(case: Case, place: Address) -> Iterator[str]:
    """It presents what another address presented until that was renewed."""
    for chain in case.assessments[place]:
        leaf = chain.leaf
        for other, leaves in case.leaves.items():
            former, present = leaves[:-1], leaves[-1:]
            known = case.of_late.get(other, ())
            by_turns = any(one.chain and one.is_by_turns for one in known)
            if other == place.address or by_turns or not is_first_change(present):
                continue
            if any(one.fingerprint.hex() == leaf.fingerprint_sha256 for one in former):
                newer = presented_at(case, other, present[0])
                if newer and newer.not_before > leaf.not_before:
                    yield (
                        f"presents {told(leaf)}, which {other} presented until "
                        f"{present[0].first_seen:%Y-%m-%d %H:%M} UTC, and has {told(newer)} since"
                    )


def is_first_change(present: tuple[SeenLeaf, ...]) -> bool:
    """Whether the present certificate took the place of another when it was first seen.

    Behind some addresses two servers answer by turns: what comes back is no renewal.
    """
    return any(one.replaced_another == one.first_seen for one in present)


def presented_at(case: Case, address: str, seen: SeenLeaf) -> Certificate | None:
    """The certificate of an address that was seen as this one."""
    leaves = (
        chain.leaf
        for place, chains in case.assessments.items()
        if place.address == address
        for chain in chains
    )
    return next((one for one in leaves if one.fingerprint_sha256 == seen.fingerprint.hex()), None)


def find_differences(case: Case, _target: None) -> Iterator[str]:
    """Addresses of one role whose certificates, of keys of one kind, are not the same."""
    groups: dict[object, dict[Certificate, list[str]]] = {}
    for place, chains in case.assessments.items():
        for chain in chains:
            same = groups.setdefault((place.role, chain.leaf.key_type), {})
            same.setdefault(chain.leaf, []).append(place.address)
    for by_leaf in groups.values():
        if len(by_leaf) > 1:
            # The odd ones last: what fewer addresses have, and what is older.
            ordered = sorted(by_leaf.items(), key=lambda one: (-len(one[1]), -age(one[0])))
            yield "; ".join(
                f"{told(leaf)} at {listed(addresses, MOST_NAMED)}" for leaf, addresses in ordered
            )


def age(leaf: Certificate) -> float:
    """What sorts certificates by their beginning."""
    return leaf.not_before.timestamp()


def find_ignored_hsts(case: Case, place: Address) -> Iterator[str]:
    """A Strict-Transport-Security field that browsers pass over."""
    strict = case.answers[place].strict_transport
    if strict and strict.max_age is None:
        yield f"{place} sends “Strict-Transport-Security: {strict.text}”"


def find_unanswered_http3(case: Case, place: Address) -> Iterator[str]:
    """HTTP/3 that is offered at a UDP port that is closed."""
    answer = case.answers[place]
    for promise in answer.promises:
        if is_of_trials(case, place, promise, Fulfilment.CLOSED):
            yield (
                f"{place} sends “Alt-Svc: {answer.alternatives}”, "
                f"and UDP port {promise.port} is closed there"
            )


def is_of_trials(case: Case, place: Address, promise: Promise, outcome: Fulfilment) -> bool:
    """Whether this came of a promise."""
    trials = case.trials.get(place)
    return trials is not None and trials.of(promise) is outcome


def with_answer(case: Case) -> Iterable[Address]:
    """Where a request by HTTP was answered."""
    return case.answers


def told(leaf: Certificate) -> str:
    """A certificate by what tells it from its successor, in a browser as well."""
    digits = leaf.fingerprint_sha256[:DIGITS]
    return f"serial {leaf.serial} (SHA-256 {digits}…, until {leaf.not_after:%Y-%m-%d})"


def lacks(case: Case, place: Address) -> str:
    """What it would have taken to know what visitors are presented."""
    return lacking(case.addresses[place], Phase.CERTIFICATE)


def seen(case: Case, places: tuple[Address, ...]) -> str:
    """Since when which certificate is presented, and what browsers are told to remember."""
    answers = [case.answers[place] for place in places if place in case.answers]
    parts = (
        certificates(case, places),
        hsts(answers),
        preloading(answers),
        alternatives(case, places),
    )
    return "; ".join(filter(None, parts))


def certificates(case: Case, places: tuple[Address, ...]) -> str:
    """Whose past a visitor sees who sees another certificate: of addresses that visitors come to."""
    places = tuple(one for one in places if one.role is not Role.ORIGIN) or places
    if any(place in case.by_turns for place in places):
        return "certificates come by turns: what a visitor sees is a matter of the server"
    if any(True for _ in find_differences(case, None)):
        return "addresses present different certificates: what a visitor sees is a matter of the server"
    known = [case.leaves[place.address][-1] for place in places if case.leaves.get(place.address)]
    where = f"at {counted(len(places), 'address', 'addresses')}"
    if changes := [one.replaced_another for one in known if one.replaced_another]:
        return (
            f"another certificate {where} since {max(changes):%Y-%m-%d %H:%M} UTC: "
            "whoever still sees the former one has an old connection or a cache"
        )
    since = f" since {min(one.first_seen for one in known):%Y-%m-%d %H:%M} UTC" if known else ""
    return (
        f"the same certificate {where}{since}: "
        "whoever sees another one looks through a proxy, or at an address of the past"
    )


def hsts(answers: list[WebAnswer]) -> str:
    """For how long browsers let nobody click an error away."""
    sent = [one.strict_transport for one in answers if one.strict_transport]
    ages = {one.max_age for one in sent if one.max_age is not None}
    if not answers:
        return ""
    if not ages:
        return "no HSTS"
    below = ", subdomains included" if all(one.includes_subdomains for one in sent) else ""
    longest = span(timedelta(seconds=min(max(ages), MOST_SECONDS)))
    return f"HSTS for {longest}{below}: no error can be clicked away" if max(ages) else "HSTS ended"


def preloading(answers: list[WebAnswer]) -> str:
    """Whether the site asks for a place in the list that browsers come with, and for what that refuses it."""
    sent = [one.strict_transport for one in answers if one.strict_transport]
    asking = [one for one in sent if one.is_for_preloading]
    if not asking:
        return ""
    is_fit = all(one.includes_subdomains and (one.max_age or 0) >= PRELOAD_AGE for one in asking)
    lacking = "" if is_fit else ", which takes a max-age of 31536000 and includeSubDomains"
    return f"it asks to be preloaded{lacking}"


def alternatives(case: Case, places: tuple[Address, ...]) -> str:
    """What browsers are told to try instead, and whether QUIC is spoken wherever HTTP/3 is offered."""
    offering = {
        place: case.answers[place]
        for place in places
        if place in case.answers and case.answers[place].alternatives
    }
    fields = sorted({one.alternatives for one in offering.values()})
    is_spoken = all(
        answer.promises
        and all(is_of_trials(case, place, one, Fulfilment.KEPT) for one in answer.promises)
        for place, answer in offering.items()
    )
    if offering and is_spoken:
        return f"browsers may use {listed(fields, 1)}, where QUIC is spoken"
    return f"browsers may use {listed(fields, 1)}" if fields else ""


CLIENT_CACHE = StepGuide(
    step=Step.CLIENT_CACHE,
    checks=(
        Check(kind=OLD_CERTIFICATE_LEFT, applies=with_certificate, find=find_left_behind),
        Check(kind=HSTS_IGNORED, applies=with_answer, find=find_ignored_hsts),
        Check(kind=HTTP3_UNANSWERED, applies=with_answer, find=find_unanswered_http3),
        HTTPS_RECORD_CHECK,
        Check(kind=CERTIFICATES_DIFFER, applies=the_target, find=find_differences),
    ),
    survey=Survey(places=every_address, lacks=lacks, seen=seen),
    needs=lambda _: A_TLS_ANSWER,
)
