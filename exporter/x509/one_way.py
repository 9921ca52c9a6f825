"""Where clients come to that go by the first issuer they find, and never back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from exporter.model.certificate import Astray, Untrusted
from exporter.model.settings import Profile
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.reason import TrustReason
from exporter.x509.decode import DecodedCertificate
from exporter.x509.issuer_links import IssuerLinks, is_mislabelled
from exporter.x509.path import LONGEST, Path
from exporter.x509.path_faults import distrust, name
from exporter.x509.signature import Seal
from exporter.x509.trust_store import TrustStore

NEVER_BACK = (IssuerChoice.FIRST_VALID, IssuerChoice.FIRST)


def find_astray(
    accepted: Path, links: IssuerLinks, store: TrustStore, now: datetime
) -> Iterator[Astray]:
    """Who comes to no good end, though this path is accepted, and by which certificate."""
    if not any(
        is_fork(certificate, issuer, links, store) for certificate, issuer in pairwise(accepted)
    ):
        return
    for choice in NEVER_BACK:
        ways = tuple(one_ways(accepted[0], links, store, now, choice))
        faults = (fault(way, links, store, now) for way in ways if way != accepted)
        failures = tuple(one for one in faults if one)
        if not failures:
            continue
        strangers = (one.facts for one in ways[0] if one not in accepted)
        # Which of several anchors is taken hangs on how the trust store keeps them.
        is_certain = failures[0].is_certain and len(failures) == len(ways)
        yield Astray(
            choice=choice,
            at=next(strangers, ways[0][-1].facts),
            failure=replace(failures[0], is_certain=is_certain),
        )


def is_fork(
    certificate: DecodedCertificate,
    issuer: DecodedCertificate,
    links: IssuerLinks,
    store: TrustStore,
) -> bool:
    """Whether another may be taken for the issuer of a certificate, or this one is not."""
    namesakes = (
        *links.sent_namesakes(certificate),
        *store.by_subject.get(certificate.issuer_name.comparable, ()),
    )
    return namesakes != (issuer,) or is_mislabelled(certificate, issuer)


def one_ways(
    leaf: DecodedCertificate,
    links: IssuerLinks,
    store: TrustStore,
    now: datetime,
    choice: IssuerChoice,
) -> Iterator[Path]:
    """The way up, with each anchor to which its end leads; alone where that leads to none.

    OpenSSL looks into the trust store at each step (X509_verify_cert, trusted first). GnuTLS puts
    what is sent in order, cuts it at the first anchor, and looks for its end in the trust store.
    """
    way: Path = (leaf,)
    while len(way) < LONGEST and not store.holds(way[-1]):
        if choice is IssuerChoice.FIRST_VALID and anchors(way[-1], store, now):
            break
        above = [
            one
            for one in links.sent_namesakes(way[-1])
            if one not in way and not is_mislabelled(way[-1], one)
        ]
        if not above:
            break
        is_by_date = choice is IssuerChoice.FIRST_VALID
        way = (*way, lasting(above, now)[0] if is_by_date else above[0])
    if store.holds(way[-1]):
        yield way
    elif found := anchors(way[-1], store, now):
        yield from ((*way, one) for one in found)
    else:
        itself = (one for one in store.anchors if one.holder == way[-1].holder)
        yield (*way[:-1], next(itself, way[-1]))


def anchors(
    certificate: DecodedCertificate, store: TrustStore, now: datetime
) -> list[DecodedCertificate]:
    """Those that are taken for its issuer."""
    named = store.by_subject.get(certificate.issuer_name.comparable, ())
    return lasting([one for one in named if not is_mislabelled(certificate, one)], now)


def lasting(issuers: list[DecodedCertificate], now: datetime) -> list[DecodedCertificate]:
    """Those of them that are valid now, or else the one that ended last."""
    valid = [one for one in issuers if one.facts.not_before <= now <= one.facts.not_after]
    return valid or sorted(issuers, key=lambda one: one.facts.not_after)[-1:]


def fault(way: Path, links: IssuerLinks, store: TrustStore, now: datetime) -> Untrusted | None:
    """Why the way is not accepted, as private CAs are judged; None where it is."""
    if not store.holds(way[-1]):
        detail = f"{name(way[-1])} leads to no anchor"
        return Untrusted(reason=TrustReason.UNTRUSTED_ROOT, detail=detail)
    seals = [links.seal(certificate, issuer) for certificate, issuer in pairwise(way)]
    if Seal.INVALID in seals:
        detail = f"the key of {name(way[seals.index(Seal.INVALID) + 1])} made no such signature"
        return Untrusted(reason=TrustReason.BAD_SIGNATURE, detail=detail)
    if Seal.UNKNOWN in seals:
        detail = "a signature cannot be verified here"
        return Untrusted(reason=TrustReason.OTHER, detail=detail, is_certain=False)
    return distrust(way, Profile.PRIVATE, now)
