"""Which name on a path a CA above it may not certify (RFC 5280, section 4.2.1.10)."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from exporter.x509.decode import DecodedCertificate
from exporter.x509.distinguished_name import COMMON_NAME, EMAIL_ADDRESS, Name
from exporter.x509.extension_values import NameConstraints
from exporter.x509.general_name import GeneralName, NameKind, Value
from exporter.x509.path import Path

MOST_COMPARISONS = 1 << 15
"""Names times subtrees of one certificate; beyond it they are not compared."""


def forbidden_names(path: Path) -> Iterator[tuple[DecodedCertificate, str, DecodedCertificate]]:
    """Each constraining CA with a name that it may not certify, and the bearer of that name."""
    for issuer, constraints, bearer in constrained_pairs(path):
        if not is_too_much(bearer, constraints):
            for name in names_outside(bearer, constraints):
                yield issuer, name, bearer


def uncompared(path: Path) -> Iterator[tuple[DecodedCertificate, DecodedCertificate]]:
    """Each constraining CA with a bearer of names, where there is too much to compare."""
    for issuer, constraints, bearer in constrained_pairs(path):
        if is_too_much(bearer, constraints):
            yield issuer, bearer


def constrained_pairs(
    path: Path,
) -> Iterator[tuple[DecodedCertificate, NameConstraints, DecodedCertificate]]:
    """Each constraining CA with what it says, and each certificate whose names that is about."""
    for depth, issuer in enumerate(path):
        constraints = issuer.extensions.get(NameConstraints)
        if constraints is not None:
            for bearer in constrained(path[:depth]):
                yield issuer, constraints, bearer


def constrained(below: Path) -> Iterator[DecodedCertificate]:
    """Those whose names count: the leaf, and CAs that are not merely renewed by themselves."""
    for depth, certificate in enumerate(below):
        if depth == 0 or not certificate.is_self_issued:
            yield certificate


def names_outside(bearer: DecodedCertificate, constraints: NameConstraints) -> Iterator[str]:
    """The names of the bearer that the constraints do not permit or do exclude."""
    permitted, excluded = by_kind(constraints.permitted), by_kind(constraints.excluded)
    for name in names_of(bearer):
        allowed, forbidden = permitted.get(name.kind, ()), excluded.get(name.kind, ())
        if (allowed and not is_permitted(name, allowed)) or is_excluded(name, forbidden):
            yield str(name)


def is_too_much(bearer: DecodedCertificate, constraints: NameConstraints) -> bool:
    """Whether comparing them would take a stranger's choice of time."""
    count = len(constraints.permitted) + len(constraints.excluded)
    return sum(1 for _ in names_of(bearer)) * count > MOST_COMPARISONS


def names_of(bearer: DecodedCertificate) -> Iterator[GeneralName]:
    """Every name to which constraints apply; a common name where no host name stands beside it."""
    if bearer.subject_name.parts:
        yield GeneralName(NameKind.DIRECTORY, bearer.subject_name)
    for address in bearer.subject_name.values(EMAIL_ADDRESS):
        yield GeneralName(NameKind.MAIL, address)
    yield from bearer.extensions.names
    if not bearer.facts.is_ca and not bearer.facts.dns_names:
        for common_name in bearer.subject_name.values(COMMON_NAME):
            if is_host_name(common_name):
                yield GeneralName(NameKind.DNS, common_name)


def is_host_name(text: str) -> bool:
    """Whether old clients might take a common name for a host's, as OpenSSL sees it."""
    labels = text.rstrip(".").split(".")
    return len(labels) > 1 and all(
        label.isascii() and label.replace("-", "").replace("_", "").isalnum() for label in labels
    )


def by_kind(subtrees: Iterable[GeneralName]) -> Mapping[NameKind, list[Value]]:
    """The bases of the subtrees for each kind of name."""
    bases: dict[NameKind, list[Value]] = {}
    for subtree in subtrees:
        bases.setdefault(subtree.kind, []).append(subtree.value)
    return bases


def is_permitted(name: GeneralName, bases: Iterable[Value]) -> bool:
    """Whether all that a name stands for is within one of the bases; not if it cannot be read."""
    return any(is_within(name, base) for base in bases)


def is_excluded(name: GeneralName, bases: Iterable[Value]) -> bool:
    """Whether any that a name stands for is within one of the bases, or that cannot be told."""
    return any(name.value is None or is_within(name, base) or reaches(name, base) for base in bases)


def is_within(name: GeneralName, base: Value) -> bool:
    """Whether a name is in the subtree below the base, which is of the same kind."""
    match name.kind, name.value, base:
        case NameKind.DNS, str(host), str(domain):
            return is_below(host, domain)
        case NameKind.MAIL, str(mailbox), str(domain):
            return is_mailbox_within(mailbox, domain)
        case NameKind.URI, str(uri), str(domain):
            return is_host_within(host_of(uri), domain)
        case (
            NameKind.IP,
            IPv4Address() | IPv6Address() as address,
            IPv4Network() | IPv6Network() as network,
        ):
            return address in network
        case NameKind.DIRECTORY, Name() as found, Name() as above:
            return found.comparable[: len(above.parts)] == above.comparable
        case _:
            return False


def reaches(name: GeneralName, base: Value) -> bool:
    """Whether a wildcard stands for hosts below the base, too."""
    match name.kind, name.value, base:
        case NameKind.DNS, str(host), str(domain) if host.startswith("*."):
            _, _, above = domain.lower().partition(".")  # it stands for a single label
            return above == host.removeprefix("*.").lower()
        case _:
            return False


def is_below(host: str, domain: str) -> bool:
    """Whether a host is the domain or below it, or only below where that begins with a dot."""
    if not domain:
        return True
    host, domain = host.lower(), domain.lower()
    return (host == domain or host.endswith(f".{domain.removeprefix('.')}")) and (
        not domain.startswith(".") or len(host) > len(domain)
    )


def is_host_within(host: str, domain: str) -> bool:
    """Whether a host is that one, or below a domain that begins with a dot."""
    host, domain = host.lower(), domain.lower()
    return host.endswith(domain) if domain.startswith(".") else host == domain


def is_mailbox_within(mailbox: str, base: str) -> bool:
    """Whether a mailbox is that one, at that host, or at a host below the domain."""
    local, _, host = mailbox.rpartition("@")
    wanted, at, domain = base.rpartition("@")
    if at and wanted and wanted != local:
        return False
    return is_host_within(host, domain)


def host_of(uri: str) -> str:
    """The host in a URI; empty where it has none."""
    _, _, after = uri.partition("://")
    authority = after.partition("/")[0].rpartition("@")[2]
    return authority if authority.startswith("[") else authority.partition(":")[0]
