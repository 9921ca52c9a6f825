"""Whether a client and an endpoint agree on a version, a cipher suite, a group and a signature."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from exporter.guide.clients.client import Client
from exporter.guide.clients.opinion import GOOD, Opinion, against, unsure, worst
from exporter.model.certificate import Certificate
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cause import Cause
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.hello_form import HelloForm
from exporter.words.key_type import KeyType
from exporter.words.offered_suites import COMMON_OLDER_SUITES, OLDER_SUITES
from exporter.words.protocol import Protocol, Support
from exporter.words.signature_scheme import SignatureScheme
from exporter.words.suite_properties import KeyExchange, is_usable_at, key_exchange

TLS1_3_SCHEMES_OF_CURVE = {
    Group.secp256r1: SignatureScheme.ECDSA_SECP256R1_SHA256,
    Group.secp384r1: SignatureScheme.ECDSA_SECP384R1_SHA384,
    Group.secp521r1: SignatureScheme.ECDSA_SECP521R1_SHA512,
}
"""TLS 1.3 ties the curve to the scheme, and has none for other curves or for DSA (RFC 8446, 4.2.3)."""
SCHEME_MARKS_OF_KEY = {
    KeyType.RSA: "RSA_",
    KeyType.RSA_PSS: "RSA_PSS_PSS_",
    KeyType.DSA: "DSA_",
    KeyType.ECDSA: "ECDSA_",
    KeyType.ED25519: "ED25519",
    KeyType.ED448: "ED448",
    KeyType.MLDSA: "MLDSA",
}
RSA = frozenset({KeyType.RSA, KeyType.RSA_PSS})
OUR_SUITES = tuple(suite.name for suite in OLDER_SUITES)


def agreement(client: Client, scan: Scan, leaf: Certificate, *, is_only: bool = True) -> Opinion:
    """Whether a handshake comes about, at the strongest version that both speak.

    `is_only`: no certificate with a key of another kind was seen beside this one.
    """
    return worst(
        (hello_opinion(client, scan), version_opinion(client, scan, leaf, is_only=is_only))
    )


def hello_opinion(client: Client, scan: Scan) -> Opinion:
    """Whether the server reads the client's hello."""
    if client.sends_large_hello and scan.large_hellos is Support.NO:
        return against("sends a hello of more than 1,500 bytes, which does not get through")
    if is_refused_by_alpn(client, scan):
        return against(f"offers {' and '.join(client.alpn)} by ALPN, which the server refuses")
    if scan.needed_form is None:
        return GOOD
    if scan.needed_form is HelloForm.UNSTAPLED:
        match client.asks_for_staple:
            case Support.YES:
                return against("sends status_request, on which the server breaks off")
            case Support.NO:
                return GOOD
    return unsure("an ordinary hello does not get through; whether its own does is not known")


def is_refused_by_alpn(client: Client, scan: Scan) -> bool:
    """Whether the server ends handshakes for the protocols that the client always offers."""
    return bool(client.alpn) and set(client.alpn) <= set(scan.refused_alpn)


def version_opinion(client: Client, scan: Scan, leaf: Certificate, *, is_only: bool) -> Opinion:
    """Whether both agree on what follows from its versions, the strongest first."""
    open_version = None
    for version in reversed(client.protocols):
        match scan.support(version):
            case Support.YES if open_version is None:
                return agreement_at(version, client, scan, leaf, is_only=is_only)
            case Support.YES | Support.UNKNOWN:
                open_version = open_version or version
    if open_version:
        return unsure(f"whether {open_version} is on is not known")
    return against(f"speaks {spoken(client)} only")


def agreement_at(
    version: Protocol, client: Client, scan: Scan, leaf: Certificate, *, is_only: bool
) -> Opinion:
    """The same at one version, which both speak."""
    if obstacle := next(key_obstacles(version, client, leaf), ""):
        may_have_another = is_only and may_have_another_key(version, leaf.key_type, scan)
        return (
            unsure(f"{obstacle}; perhaps there is another")
            if may_have_another
            else against(obstacle, Cause.AS_ISSUED)
        )
    if verifies_nothing(version, client, scan):
        return against("verifies none of the signatures that the server makes")
    renegotiation = renegotiation_opinion(version, client, scan)
    if renegotiation is not GOOD:
        return renegotiation
    answers = {one.suite: one for one in scan.suites if one.protocol is version}
    opinions = key_exchange_opinions(version, client, scan, tuple(answers.values()))
    possible = {
        name: exchange
        for name, exchange in usable_suites(client.suites, version)
        if name not in answers or answers[name].is_accepted
    }
    good = {name: one for name, one in possible.items() if opinions[one] is GOOD}
    if not good.keys().isdisjoint(answers):
        accepted = tuple(name for name, answer in answers.items() if answer.is_accepted)
        return usage_opinion(version, client, leaf, exchanges_to_get(good, accepted))
    if any(opinions[one].support is not Support.NO for one in possible.values()):
        return unsure("not all cipher suites and groups that it offers were asked for")
    no_suite = against(f"no cipher suite in common at {version}")
    return next((opinions[one] for one in possible.values()), no_suite)


def exchanges_to_get(
    offered: Mapping[str, KeyExchange], accepted: tuple[str, ...]
) -> frozenset[KeyExchange]:
    """The kinds of key exchange of which a client gets one that offers these suites, in this order.

    A server goes by its own order or by the client's. The first suite that it chose, when all were
    offered, is its choice for all who offer it where others come first with us; else whoever prefers
    the same kind gets it.
    """
    chosen, ours = accepted[0], (name for name in OUR_SUITES if name in accepted)
    if chosen not in offered:
        return frozenset(offered[name] for name in accepted if name in offered)
    if chosen != next(ours, chosen):
        return frozenset({offered[chosen]})
    preferred = next(at for at, name in enumerate(offered, 1) if name in accepted)
    return frozenset({offered[chosen], *tuple(offered.values())[:preferred]})


@lru_cache(maxsize=512)
def usable_suites(
    suites: tuple[CipherSuite, ...], version: Protocol
) -> tuple[tuple[str, KeyExchange], ...]:
    """The names of the suites that exist at that version, each with its key exchange."""
    usable = (suite for suite in suites if is_usable_at(suite, version))
    return tuple((suite.name, key_exchange(suite)) for suite in usable)


def key_exchange_opinions(
    version: Protocol, client: Client, scan: Scan, answers: tuple[SuiteAnswer, ...]
) -> Mapping[KeyExchange, Opinion]:
    """Whether each kind of key exchange succeeds; every suite of TLS 1.3 takes a group."""
    by_group = group_opinion(version, client, scan, answers)
    return {
        KeyExchange.ECDHE: by_group,
        KeyExchange.DHE: prime_opinion(client, scan),
        KeyExchange.NONE: by_group if version is Protocol.TLS1_3 else GOOD,
    }


def renegotiation_opinion(version: Protocol, client: Client, scan: Scan) -> Opinion:
    """Whether the client bears with how the server would renegotiate."""
    if version is not Protocol.TLS1_2 or not client.needs_secure_renegotiation:
        return GOOD
    match scan.secure_renegotiation:
        case Support.YES:
            return GOOD
        case Support.NO:
            return against("wants secure renegotiation (RFC 5746), which the server does not know")
        case Support.UNKNOWN:
            return unsure("whether the server knows secure renegotiation is not known")


def usage_opinion(
    version: Protocol, client: Client, leaf: Certificate, exchanges: Collection[KeyExchange]
) -> Opinion:
    """Whether the key may do what these key exchanges need, of which the server chooses one."""
    needed = set(usages(version, leaf, exchanges))
    missing = needed.difference(needed if leaf.key_usage is None else leaf.key_usage)
    if not missing or client.heeds_key_usage is Support.NO:
        return GOOD
    names = " and ".join(sorted(missing))
    if client.heeds_key_usage is Support.YES and missing == needed:
        return against(f"the key usage of the certificate leaves out {names}", Cause.AS_ISSUED)
    return unsure(f"the key usage of the certificate leaves out {names}, which it may need")


def usages(
    version: Protocol, leaf: Certificate, exchanges: Collection[KeyExchange]
) -> Iterator[str]:
    """What the key exchanges need the key for: to sign, or for RSA alone to decrypt."""
    for exchange in exchanges:
        if version is Protocol.TLS1_3 or exchange is not KeyExchange.NONE:
            yield "digitalSignature"
        elif leaf.key_type is KeyType.RSA:
            yield "keyEncipherment"


def prime_opinion(client: Client, scan: Scan) -> Opinion:
    """Whether the client takes the server's prime; one for export is not what others get."""
    bits, has_export = scan.dh_bits, dict(scan.weak_ciphers).get(CipherClass.EXPORT)
    if bits is None or (bits < client.smallest_dh and has_export is Support.YES):
        return unsure("the Diffie-Hellman prime was not seen")
    if client.smallest_dh <= bits <= client.largest_dh:
        return GOOD
    return against(f"takes no Diffie-Hellman prime of {bits} bits")


def group_opinion(
    version: Protocol, client: Client, scan: Scan, answers: tuple[SuiteAnswer, ...]
) -> Opinion:
    """Whether there is a key exchange group in common.

    Groups are asked for at the strongest version alone; a refusal there is none at another.
    """
    offered = names_of(client.groups)
    if any(offered.intersection(answer.groups) for answer in answers):
        return GOOD
    asked = dict(scan.groups)
    supports = {asked.get(name, Support.UNKNOWN) for name in offered}
    if Support.YES in supports:
        return GOOD
    if Support.UNKNOWN in supports or version is not scan.enabled[-1]:
        return unsure("not all groups that it offers were asked for")
    if len(offered) == 1:
        return against(f"{client.groups[0].name} only")
    return against("no key exchange group in common")


@lru_cache(maxsize=256)
def names_of(groups: tuple[Group, ...]) -> frozenset[str]:
    """Their IANA names."""
    return frozenset(group.name for group in groups)


def verifies_nothing(version: Protocol, client: Client, scan: Scan) -> bool:
    """Whether the server is known to make no handshake with the client's signature schemes."""
    refused = {scheme for protocol, scheme in scan.refused_signatures if protocol is version}
    if not refused:
        return False
    offered = {scheme.name for scheme in client.signature_schemes}
    if version is Protocol.TLS1_3:
        offered = {name for name in offered if not is_gone_with_tls1_3(name)}
    return bool(offered) and offered <= refused


def is_gone_with_tls1_3(scheme: str) -> bool:
    """Whether the scheme signs certificates at most (RFC 8446, 4.2.3)."""
    return scheme.startswith(("RSA_PKCS1_", "DSA_")) or scheme.endswith(("_SHA1", "_SHA224"))


def may_have_another_key(version: Protocol, key: KeyType, scan: Scan) -> bool:
    """Whether the server may have a second certificate, with a key of another kind.

    It has none if it makes no handshake with the usual schemes. Else TLS 1.3 does not tell; below
    it, suites of the other kind are accepted, or not all refused.
    """
    if (version, SignatureScheme.RSA_PSS_RSAE_SHA256.name) in scan.refused_signatures:
        return False
    other = "_ECDSA_" if key in RSA else "_RSA_"
    answers = [one for one in scan.suites if one.protocol is not Protocol.TLS1_3]
    refused = {one.suite for one in answers if not one.is_accepted}
    is_accepted = any(one.is_accepted and other in one.suite for one in answers)
    would_need_it = {suite.name for suite in COMMON_OLDER_SUITES if other in suite.name}
    return is_accepted or not would_need_it <= refused


def key_obstacles(version: Protocol, client: Client, leaf: Certificate) -> Iterator[str]:
    """Why the client cannot use the key of the server's certificate."""
    if leaf.key_type in RSA and leaf.key_bits is not None and leaf.key_bits < client.smallest_rsa:
        yield f"takes no RSA key below {client.smallest_rsa} bits"
    curve = leaf.key_curve
    if version is not Protocol.TLS1_3 and curve is not None and curve not in client.groups:
        yield f"does not know the curve of the key, {curve.name}"
    if not can_verify(leaf, version, client):
        yield f"verifies no signature by the key, {leaf.key}"


def can_verify(leaf: Certificate, version: Protocol, client: Client) -> bool:
    """Whether one of the client's signature schemes suits the key of the certificate."""
    if version not in {Protocol.TLS1_2, Protocol.TLS1_3} or not client.signature_schemes:
        return True
    if version is Protocol.TLS1_3 and leaf.key_type in {KeyType.ECDSA, KeyType.DSA}:
        curve = leaf.key_curve
        return curve is not None and TLS1_3_SCHEMES_OF_CURVE.get(curve) in client.signature_schemes
    mark = SCHEME_MARKS_OF_KEY.get(leaf.key_type)
    return mark is None or any(scheme.name.startswith(mark) for scheme in client.signature_schemes)


def spoken(client: Client) -> str:
    """The versions that the client speaks."""
    first, last = client.protocols[0], client.protocols[-1]
    return first if first is last else f"{first} to {last}"
