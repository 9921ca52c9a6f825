"""Whether a client trusts a chain: as the target's trust stores do, less what it lacks itself."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from types import MappingProxyType

from exporter.guide.clients.agreement import RSA
from exporter.guide.clients.client import Client, Demand, MissingIntermediates, Root
from exporter.guide.clients.opinion import GOOD, Opinion, against, if_it_does, unsure, worst
from exporter.guide.clients.public_store import PUBLIC_STORE
from exporter.guide.clients.stapling import staple_opinion
from exporter.guide.message_size import message_size
from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate, ChainAssessment, TrustVerdict
from exporter.words.cause import Cause
from exporter.words.issuer_choice import IssuerChoice
from exporter.words.key_type import SMALLEST_RSA
from exporter.words.lenient_match import LenientMatch
from exporter.words.oddity import DOUBTFUL, Oddity
from exporter.words.protocol import Support
from exporter.words.reason import TrustReason
from exporter.words.signature_scheme import SignatureScheme

UNCOMMON_SCHEMES = ("* with sha224", "* with sha3-*", "* and odd parameters")
"""Of signatures on certificates: that a library verifies them says nothing of another."""
SCHEMES_OF_THEIR_OWN: Mapping[str, SignatureScheme] = MappingProxyType(
    {
        "ED25519": SignatureScheme.ED25519,
        "ED448": SignatureScheme.ED448,
        "ML-DSA-44": SignatureScheme.MLDSA44,
        "ML-DSA-65": SignatureScheme.MLDSA65,
        "ML-DSA-87": SignatureScheme.MLDSA87,
    }
)
"""Of the signatures on certificates, by OpenSSL's name: what a hello lists counts for them as well."""


def is_for_nobody(chain: ChainAssessment) -> bool:
    """Whether the certificate is one that no client trusts: earlier steps say so."""
    failures = (verdict.failure for verdict in chain.trust if verdict.is_known)
    reasons = {failure.reason for failure in failures if failure}
    return chain.matches_host is False or bool(reasons - {TrustReason.INCOMPLETE_CHAIN})


def trust(client: Client, chain: ChainAssessment, heard: Attestation | None = None) -> Opinion:
    """Whether the client trusts the chain as it is served, of which documents say what was heard.

    The target's trust stores stand for what its clients have: a private one was given to them.
    """
    opinions = (
        name_opinion(client, chain),
        staple_opinion(client, chain.leaf, heard),
        chain_opinion(client, chain, heard),
    )
    return worst(opinions)


def name_opinion(client: Client, chain: ChainAssessment) -> Opinion:
    """Whether the client takes the certificate to be for the host."""
    if chain.matches_host:
        return GOOD
    if chain.matches_host is None:
        return unsure("a name in the certificate cannot be read")
    match chain.lenient_match:
        case LenientMatch.COMMON_NAME:
            return if_it_does(client.goes_by_common_name, "the common name")
        case LenientMatch.WIDE_WILDCARD:
            return if_it_does(client.takes_wide_wildcards, "a wildcard below a top-level domain")
        case None:
            return against("the certificate is for another name")


def chain_opinion(client: Client, chain: ChainAssessment, heard: Attestation | None) -> Opinion:
    """Whether the client trusts the certificates, the name left out."""
    if bound := next(bounds_exceeded(client, chain), ""):
        return against(f"takes no {bound}")
    if not chain.trust:
        return unsure("no trust store is configured")
    if chain.leaf.is_for_any_purpose and client.takes_any_purpose is not Support.YES:
        return if_it_does(client.takes_any_purpose, "a certificate for any purpose")
    return worst(trust_by(verdict, client, chain, heard) for verdict in chain.trust)


def bounds_exceeded(client: Client, chain: ChainAssessment) -> Iterator[str]:
    """What the client does not even read of the certificates as they are sent."""
    most, message, largest = (
        client.most_certificates,
        client.largest_message,
        client.largest_certificate,
    )
    if most is not None and len(chain.certificates) > most:
        yield f"more than {most} certificates"
    if message is not None and message_size(chain) > message:
        yield f"more than {message // 1024} KiB of certificates"
    if largest is not None and max(len(one.der) for one in chain.certificates) > largest:
        yield f"certificate of more than {largest} bytes"


def trust_by(
    verdict: TrustVerdict, client: Client, chain: ChainAssessment, heard: Attestation | None
) -> Opinion:
    """The same by one trust store."""
    failure = verdict.failure
    if failure and failure.reason is TrustReason.INCOMPLETE_CHAIN:
        return completed(verdict.store, client, chain, heard)
    return path_opinion(verdict, client, chain)


def path_opinion(verdict: TrustVerdict, client: Client, chain: ChainAssessment) -> Opinion:
    """The same where all certificates of a path are at hand."""
    failure = verdict.failure
    if not verdict.is_known:
        return unsure("a signature cannot be verified here, which it may verify")
    if limit := next(limits_exceeded(client, verdict, chain.leaf), ""):
        return against(limit, Cause.AS_ISSUED)
    odd = oddities(chain, verdict)
    if rule := next(rules_broken(client, chain.leaf, odd), ""):
        return against(rule, Cause.AS_ISSUED if verdict.store == PUBLIC_STORE else Cause.OWN_RULE)
    doubts = tuple(open_questions(client, verdict, odd))
    if failure and takes_more(client, verdict, chain.leaf, doubts):
        return unsure(f"the trust store does not take the certificate, {failure.reason}; it may")
    if failure:
        return against(f"the certificate is not trusted: {failure.reason}")
    own = unsure(doubts[0]) if doubts else GOOD
    return worst((way_opinion(client, verdict), own, accepted(verdict, client, chain)))


def oddities(chain: ChainAssessment, verdict: TrustVerdict) -> list[Oddity]:
    """What is odd in the certificates that a client comes to read, needed or not."""
    found = {odd for one in (*chain.certificates, *verdict.path) for odd in one.oddities}
    return [one for one in Oddity if one in found]


def accepted(verdict: TrustVerdict, client: Client, chain: ChainAssessment) -> Opinion:
    """Whether the client follows the path by which a trust store accepts the chain."""
    if verdict.respelled and client.takes_other_spellings is not Support.YES:
        return if_it_does(client.takes_other_spellings, "another spelling of an issuer's name")
    if verdict.policy_fault and client.heeds_policies is Support.YES:
        return against(verdict.policy_fault, Cause.AS_ISSUED)
    if verdict.policy_fault and client.heeds_policies is Support.UNKNOWN:
        return unsure("whether it asks for the policy that a CA asks for is not known")
    if verdict.store == PUBLIC_STORE and is_too_long(chain.leaf, client):
        bound = f"takes no certificate for more than {client.longest_lifetime} days"
        return against(bound, Cause.AS_ISSUED)
    return root_opinion(verdict.anchors, client, chain)


def way_opinion(client: Client, verdict: TrustVerdict) -> Opinion:
    """Whether the client finds a path, of all that what is sent may lead to."""
    if verdict.astray and client.issuer_choice is IssuerChoice.UNKNOWN:
        return unsure("which it takes of several certificates of a CA is not known")
    for one in verdict.astray:
        if one.choice is client.issuer_choice:
            said = f"goes by {common_name(one.at)}, which is sent first: {one.failure.reason}"
            return (
                against(said, Cause.WRONG_EDITION_FIRST) if one.failure.is_certain else unsure(said)
            )
    return GOOD


def limits_exceeded(client: Client, verdict: TrustVerdict, leaf: Certificate) -> Iterator[str]:
    """What the client does not take of the path to the anchor, whatever the trust store takes."""
    most = client.most_intermediates
    if most is not None and len(verdict.path[1:-1]) > most:
        yield f"takes no more than {most} intermediate certificates"
    if any(bits < client.smallest_rsa for bits in rsa_sizes(verdict)):
        yield f"takes no RSA key below {client.smallest_rsa} bits"
    if client.needs_usage_for_handshakes and leaf.key_usage == ():
        yield "the key usage of the certificate provides for no handshake"
    if client.asks_cas_for_servers and any(one.is_for_any_purpose for one in verdict.path[1:-1]):
        yield "takes no certificate of a CA for any purpose that does not name servers"
    if client.asks_roots_for_servers and any(
        one.is_for_any_purpose for one in verdict.path[1:][-1:]
    ):
        yield "takes no root for any purpose that does not name servers"
    if client.heeds_netscape_type and leaf.leaves_netscape_servers_out:
        yield "the Netscape type of the certificate leaves servers out"
    if client.heeds_key_identifiers and verdict.mislabelled:
        yield "a certificate names another key of its issuer than that which signed it"
    yield from unverifiable(client, verdict)
    yield from unprocessed(client, verdict)


def rules_broken(client: Client, leaf: Certificate, odd: list[Oddity]) -> Iterator[str]:
    """What the client asks of certificates, and few others do."""
    yield from (f"{one} will not do" for one in odd if one in client.refused_oddities)
    if client.refuses_authorities and leaf.is_ca:
        yield "takes no CA's certificate from a server"
    if client.of_any_authority:
        yield from unmet(client.of_any_authority, leaf)


def unmet(demand: Demand, leaf: Certificate) -> Iterator[str]:
    """What a demand asks of the leaf that this does not meet."""
    if leaf.not_before <= demand.issued_after:
        return
    if demand.needs_server_purpose and not leaf.is_for_servers:
        yield "takes no certificate that does not name server authentication"
    if leaf.lifetime > timedelta(days=demand.longest_lifetime):
        yield f"takes no certificate, of whatever CA, for more than {demand.longest_lifetime} days"


def unverifiable(client: Client, verdict: TrustVerdict) -> Iterator[str]:
    """Signatures below the anchor of which the client offers no scheme, or has no hash."""
    for certificate in verdict.path[:-1]:
        scheme = SCHEMES_OF_THEIR_OWN.get(certificate.signature)
        if scheme and client.signature_schemes and scheme not in client.signature_schemes:
            yield f"verifies no signature by {certificate.signature}"
        if is_like(certificate.signature_scheme, client.refused_schemes):
            yield f"verifies no signature by {certificate.signature_scheme}"


def open_questions(client: Client, verdict: TrustVerdict, odd: list[Oddity]) -> Iterator[str]:
    """What is uncommon of signatures below the anchor, or odd, and nothing is known of it."""
    for certificate in verdict.path[:-1]:
        scheme = certificate.signature_scheme
        if is_like(scheme, UNCOMMON_SCHEMES) and not is_like(scheme, client.taken_schemes):
            yield f"whether it verifies a signature by {scheme} is not known"
    for one in odd:
        if one in DOUBTFUL and one not in client.taken_oddities:
            yield f"whether {one} will do is not known"


def is_like(scheme: str, patterns: tuple[str, ...]) -> bool:
    """Whether it is one of those."""
    return any(fnmatchcase(scheme, pattern) for pattern in patterns)


def unprocessed(client: Client, verdict: TrustVerdict) -> Iterator[str]:
    """Keys and critical extensions on the path that the client does not know."""
    for certificate in verdict.path:
        algorithm, _, curve = certificate.key.partition(" ")
        known = client.curves if algorithm == "ECDSA" and curve else None
        if known is not None and curve not in known:
            yield f"knows no key of the kind {certificate.key}"
        for oid in client.refused_critical:
            if oid in certificate.critical_extensions:
                yield f"does not process the extension {oid}, which is critical"


def takes_more(
    client: Client, verdict: TrustVerdict, leaf: Certificate, doubts: tuple[str, ...]
) -> bool:
    """Whether the trust store may have refused for a key, a hash, a leaf or an oddity that the client takes."""
    if verdict.failure is None or verdict.store == PUBLIC_STORE:
        return False
    if verdict.failure.reason is TrustReason.WEAK_SIGNATURE:
        return client.trusts_sha1
    if verdict.failure.reason is TrustReason.MALFORMED:
        return bool(doubts)
    if verdict.failure.reason is TrustReason.WRONG_USAGE:
        return leaf.is_ca or leaf.is_for_any_purpose
    return verdict.failure.reason is TrustReason.OTHER and any(
        client.smallest_rsa <= bits < SMALLEST_RSA for bits in rsa_sizes(verdict)
    )


def rsa_sizes(verdict: TrustVerdict) -> Iterator[int]:
    """Bits of the RSA keys on the path."""
    for certificate in verdict.path:
        if certificate.key_type in RSA and certificate.key_bits is not None:
            yield certificate.key_bits


def root_opinion(
    anchors: tuple[Certificate, ...], client: Client, chain: ChainAssessment
) -> Opinion:
    """Whether the client has one of the roots to which the chain leads."""
    known = [anchor for anchor in anchors if not is_lacking(anchor, client)]
    names = ", ".join(map(common_name, anchors))
    if not known and is_cross_signed(anchors, chain):
        return unsure(f"has no {names}, but perhaps the root that signed it")
    if not known:
        return against(f"has no {names}")
    if all(is_distrusted(anchor, chain.leaf, client) for anchor in known):
        return against(f"trusts {common_name(known[0])} for older certificates only")
    return GOOD


def completed(
    store: str, client: Client, chain: ChainAssessment, heard: Attestation | None
) -> Opinion:
    """Whether the client finds the certificates that are not sent, and trusts the chain with them."""
    if client.missing_intermediates is MissingIntermediates.FAILS:
        return against("does not fetch the missing intermediate")
    if client.missing_intermediates is MissingIntermediates.KNOWS:
        return unsure("whether it knows the missing intermediate is not known")
    whole = heard.completion if heard else None
    if whole and whole.is_completable is False:
        return against("what can be fetched does not complete the chain")
    for verdict in whole.trust if whole else ():
        if verdict.store == store:
            return path_opinion(verdict, client, chain)
    if any(certificate.ca_issuers for certificate in chain.certificates):
        return unsure("whether the missing intermediate can be fetched is not known")
    return against("cannot fetch the missing intermediate, as no certificate names it")


def is_too_long(leaf: Certificate, client: Client) -> bool:
    """Whether the certificate is valid for longer than the client allows."""
    longest = client.longest_lifetime
    return longest is not None and leaf.lifetime > timedelta(days=longest)


def is_lacking(anchor: Certificate, client: Client) -> bool:
    """Whether the client's trust store is older than the root."""
    return is_among(anchor, client.lacking_roots)


def is_among(anchor: Certificate, roots: tuple[Root, ...]) -> bool:
    """Whether the anchor is one of the roots."""
    return any(root.fingerprint_sha256 == anchor.fingerprint_sha256 for root in roots)


def is_cross_signed(anchors: tuple[Certificate, ...], chain: ChainAssessment) -> bool:
    """Whether a root is sent in a form that another CA signed, whose root older clients may have."""
    names = {anchor.subject for anchor in anchors}
    return any(sent.subject in names and sent.issuer != sent.subject for sent in chain.certificates)


def is_distrusted(anchor: Certificate, leaf: Certificate, client: Client) -> bool:
    """Whether the client takes from this root only certificates older than the leaf."""
    return any(
        is_among(anchor, distrust.roots) and leaf.not_before > distrust.after
        for distrust in client.distrusts
    )


def common_name(certificate: Certificate) -> str:
    """What people call a CA: its common name, or else all of its name."""
    parts = (part.partition("=") for part in certificate.subject.split(","))
    return next((value for kind, _, value in parts if kind == "CN"), certificate.subject)
