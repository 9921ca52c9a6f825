"""Whether the server signs its handshakes by schemes that today's clients verify."""

from collections.abc import Iterator

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import SIGNATURE_SCHEMES, familiar_key_shares, partial_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

SHA1 = frozenset(scheme for scheme in SignatureScheme if scheme.name.endswith("_SHA1"))
CURRENT = tuple(
    scheme
    for scheme in SIGNATURE_SCHEMES
    if not scheme.name.endswith(("_SHA1", "_SHA224"))
    and not scheme.name.startswith(("RSA_PSS_PSS_", "DSA_"))
)
"""What browsers verify, and the few schemes more that other clients of today do."""
BUT_SHA1 = tuple(scheme for scheme in SIGNATURE_SCHEMES if scheme not in SHA1)


def signature_hellos(knowledge: Knowledge) -> Iterator[ClientHello]:
    """What is still to be asked of signatures: where no reply goes with a current one.

    TLS 1.2 shows them; TLS 1.3 does not, but a hello is answered only if one will do.
    """
    if Protocol.TLS1_3 in knowledge.enabled and not is_signed_currently(knowledge):
        yield signed_hello(Protocol.TLS1_3, CURRENT, knowledge)
    seen = seen_signatures(knowledge)
    if Protocol.TLS1_2 in knowledge.enabled and seen and seen.isdisjoint(CURRENT):
        yield signed_hello(Protocol.TLS1_2, CURRENT, knowledge)
        if seen <= SHA1:
            yield signed_hello(Protocol.TLS1_2, BUT_SHA1, knowledge)


def seen_signatures(knowledge: Knowledge) -> frozenset[int]:
    """The schemes by which key exchanges of TLS 1.2 were signed."""
    choices = knowledge.versions[Protocol.TLS1_2].choices
    schemes = (choice.reply.signature_scheme for choice in choices)
    return frozenset(scheme for scheme in schemes if scheme is not None)


def signs_currently(knowledge: Knowledge) -> bool:
    """Whether the server was seen to sign by a current scheme."""
    return is_signed_currently(knowledge) or not seen_signatures(knowledge).isdisjoint(CURRENT)


def is_signed_currently(knowledge: Knowledge) -> bool:
    """Whether a hello with current schemes alone was answered with TLS 1.3."""
    return any(
        choice.hello.signature_algorithms == CURRENT and not choice.reply.is_retry_request
        for choice in knowledge.versions[Protocol.TLS1_3].choices
    )


def signed_hello(
    version: Protocol, schemes: tuple[SignatureScheme, ...], knowledge: Knowledge
) -> ClientHello:
    """Offers everything of the version, and only these signature schemes."""
    shares = familiar_key_shares(knowledge.versions[version].groups)
    return partial_hello(
        version,
        key_shares=shares if version is Protocol.TLS1_3 else (),
        signature_algorithms=schemes,
    )


def refused_signatures(knowledge: Knowledge) -> tuple[tuple[Protocol, str], ...]:
    """The schemes with which alone no handshake of a version came about."""
    return tuple(
        (version, scheme.name)
        for version in knowledge.enabled
        for scheme in SIGNATURE_SCHEMES
        if scheme in knowledge.versions[version].offers.refused_signatures
    )
