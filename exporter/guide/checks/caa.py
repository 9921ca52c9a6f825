"""Step 4: the records that say which CAs may issue (CAA) permit the one whose certificate is presented."""

import re
from collections.abc import Iterator

from exporter.guide.case import Case, every_resolver
from exporter.guide.check import Check
from exporter.guide.known_cas import domains_of, known_domains, organization_of
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate
from exporter.model.dns import CaaRecord, CaaSet, Permits
from exporter.model.place import Resolver
from exporter.words.wording import listed

CAA_FORBIDS_ISSUER = finding_kind("dns_caa_forbids_issuer")
ISSUE, ISSUE_WILDCARD = "issue", "issuewild"
NOBODY = frozenset({""})
DOMAIN = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*")
"""Of an issuer (RFC 8659, section 4.2)."""
CRITICAL = 128
KNOWN_TAGS = frozenset(
    {ISSUE, ISSUE_WILDCARD, "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"}
)
"""Properties in IANA's registry that are in use; which of them a CA knows is its own matter."""


def find_forbidden_issuer(case: Case, place: Resolver) -> Iterator[str]:
    """The CA of a present certificate is known, and only others that are known may issue."""
    permits = case.resolvers[place].found(Permits)
    if permits is None or place in case.stale:
        return
    for address, chains in case.assessments.items():
        for leaf in (chain.leaf for chain in chains):
            name, is_wildcard = certified(case.target.server_name, leaf)
            relevant, organization = relevant_set(permits, name), organization_of(leaf.issuer)
            issued = f"{organization}, which issued the certificate at {address.address}"
            if relevant is None or not domains_of(organization):
                continue
            if odd := critical_tags(relevant):
                yield (
                    f"{place}: CAA of {relevant.name} has the critical property {listed(odd, 3)}, "
                    f"for which no CA may issue that does not know it, and not {issued}"
                )
            permitted = issuers(relevant, is_wildcard=is_wildcard)
            if permitted is not None and is_forbidden(organization, permitted):
                others = listed(sorted(permitted - NOBODY), 3) or "nobody"
                yield f"{place}: CAA of {relevant.name} permits {others}, and not {issued}"


def certified(server_name: str, leaf: Certificate) -> tuple[str, bool]:
    """The name in a certificate by which it is for the server, and whether that is a wildcard's."""
    names, above = [name.lower() for name in leaf.dns_names], server_name.partition(".")[2]
    if server_name in names:
        return server_name, False
    return (above, True) if f"*.{above}" in names else ("", False)


def relevant_set(permits: Permits, name: str) -> CaaSet | None:
    """The nearest set that says anything to CAs (RFC 8659, section 3); None where it is not known."""
    for one in permits.sets:
        if is_at_or_above(one.name, name) and one.records != ():
            return one if one.records else None
    return None


def is_at_or_above(above: str, name: str) -> bool:
    """Whether a name is the other one, or one that it is below of."""
    return above == name or name.endswith(f".{above}")


def issuers(relevant: CaaSet, *, is_wildcard: bool) -> frozenset[str] | None:
    """The domains of those who may issue, "" for nobody; None: anybody may (section 4.2 and 4.3)."""
    tags = [one.tag for one in relevant.records or ()]
    tag = ISSUE_WILDCARD if is_wildcard and ISSUE_WILDCARD in tags else ISSUE
    if tag not in tags:
        return None
    return frozenset(map(issuer, (one for one in relevant.records or () if one.tag == tag)))


def issuer(record: CaaRecord) -> str:
    """The domain in a property, without its parameters; what is against the grammar permits nobody (section 4.2)."""
    domain = record.value.partition(";")[0].strip(" \t").lower()
    return domain if DOMAIN.fullmatch(domain) else ""


def critical_tags(relevant: CaaSet) -> list[str]:
    """Properties that every CA has to know that issues (section 4.1), and none is known to."""
    found = (one for one in relevant.records or () if one.flags & CRITICAL)
    return sorted({one.tag for one in found} - KNOWN_TAGS)


def is_forbidden(organization: str, permitted: frozenset[str]) -> bool:
    """Whether a known CA is none of those; who is not known may go by another name."""
    is_told = permitted - NOBODY <= known_domains()
    return is_told and permitted.isdisjoint(domains_of(organization))


CAA_CHECK = Check(kind=CAA_FORBIDS_ISSUER, applies=every_resolver, find=find_forbidden_issuer)
