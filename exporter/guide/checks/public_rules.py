"""What public CAs had to heed on the day they issued a certificate (CA/Browser Forum's Baseline Requirements)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from exporter.guide.case import Case
from exporter.guide.chain_check import chain_check
from exporter.guide.clients.public_store import PUBLIC_STORE
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import Certificate, ChainAssessment
from exporter.words.key_type import KeyType

MISISSUED = finding_kind("certificate_misissued")
DAY = timedelta(days=1)
SMALLEST_RSA = 2048
CURVES = frozenset({"ECDSA P-256", "ECDSA P-384", "ECDSA P-521"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A requirement, for certificates from a day on until the next of its section takes its place."""

    since: datetime
    section: str
    breach: Callable[[Certificate], str]
    """What a certificate does against it; empty where it does nothing."""
    is_for_all: bool = False
    """Whether it is about CAs' certificates as well."""


def longer_than(days: int) -> Callable[[Certificate], str]:
    """Certificates for more than so many days, each begun one counting as a whole."""

    def breach(certificate: Certificate) -> str:
        lasts = ceil(certificate.lifetime / DAY)
        return f"valid for {lasts} days, where {days} are the most" if lasts > days else ""

    return breach


def old_hash(certificate: Certificate) -> str:
    """A signature over SHA-1, or what came before it."""
    is_old = any(word in certificate.signature.lower() for word in ("sha1", "md5", "md4", "md2"))
    return f"signed with {certificate.signature}" if is_old else ""


def unfit_key(certificate: Certificate) -> str:
    """A key that is neither RSA of 2,048 bits nor on one of three curves."""
    bits = certificate.key_bits
    is_fit = certificate.key in CURVES or (
        certificate.key_type is KeyType.RSA and (bits is None or bits >= SMALLEST_RSA)
    )
    return "" if is_fit or not certificate.key else f"its key is {certificate.key}"


def no_names(certificate: Certificate) -> str:
    """No subject alternative name."""
    has_any = certificate.dns_names or certificate.ip_addresses or not certificate.has_all_names
    return "" if has_any else "it has no subject alternative name"


def no_purpose(certificate: Certificate) -> str:
    """An extended key usage that is not there, or does not name server authentication."""
    return "" if certificate.is_for_servers else "its extended key usage does not name servers"


def day(year: int, month: int, number: int) -> datetime:
    """The beginning of a day."""
    return datetime(year, month, number, tzinfo=UTC)


LIFETIMES = "6.3.2"
RULES = (
    Rule(since=day(2029, 3, 15), section=LIFETIMES, breach=longer_than(47)),
    Rule(since=day(2027, 3, 15), section=LIFETIMES, breach=longer_than(100)),
    Rule(since=day(2026, 3, 15), section=LIFETIMES, breach=longer_than(200)),
    Rule(since=day(2020, 9, 1), section=LIFETIMES, breach=longer_than(398)),
    Rule(since=day(2016, 1, 1), section="7.1.3.2", breach=old_hash, is_for_all=True),
    Rule(since=day(2014, 1, 1), section="6.1.5", breach=unfit_key, is_for_all=True),
    Rule(since=day(2012, 7, 1), section="7.1.2.7.12", breach=no_names),
    Rule(since=day(2012, 7, 1), section="7.1.2.7.10", breach=no_purpose),
)
"""Of one section the newest first."""


def find_misissued(_case: Case, chain: ChainAssessment) -> Iterator[str]:
    """What is against the rules in the path to a public root, whatever else is trusted."""
    for verdict in chain.trust:
        if verdict.store == PUBLIC_STORE:
            for certificate in verdict.path[:-1]:
                is_leaf = certificate is verdict.path[0]
                for rule, breach in breaches(certificate, is_leaf=is_leaf):
                    yield (
                        f"{certificate.subject or certificate.serial}, issued "
                        f"{certificate.not_before:%Y-%m-%d}: {breach} from {rule.since:%Y-%m-%d} on "
                        f"(section {rule.section})"
                    )


def breaches(certificate: Certificate, *, is_leaf: bool) -> Iterator[tuple[Rule, str]]:
    """Each rule of its day that a certificate does not heed."""
    in_force: dict[str, Rule] = {}
    for rule in RULES:
        if rule.since <= certificate.not_before and (is_leaf or rule.is_for_all):
            in_force.setdefault(rule.section, rule)
    for rule in in_force.values():
        if breach := rule.breach(certificate):
            yield rule, breach


PUBLIC_RULES = chain_check(MISISSUED, find_misissued)
