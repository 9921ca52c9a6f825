"""Step 3: the certificate of the server, and how each trust store sees it."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from exporter.model.attestation import Renewal
from exporter.model.certificate import ChainAssessment
from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Read, Reading
from exporter.views.metrics.presented import (
    AT,
    assessed,
    attestations,
    attested,
    of_chain,
    of_leaf,
    refused_by_all,
    unix_time,
    verdicts,
)
from exporter.words.reason import TrustReason
from exporter.words.step import Step

LONGEST_LABEL = 1024
"""Characters of a label that a certificate fills: whoever made it chose their number."""


def trusted(report: Report) -> Iterator[Reading]:
    """Every store's verdict that is established; none can accept what it cannot read."""
    for at, verdict in verdicts(report):
        yield (*at, verdict.store), verdict.is_trusted
    for at, store in refused_by_all(report):
        yield (*at, store), 0


def trust_failures(report: Report) -> Iterator[Reading]:
    """Why a store does not accept a chain."""
    for at, verdict in verdicts(report):
        if verdict.failure:
            yield (*at, verdict.store, verdict.failure.reason), 1
    for at, store in refused_by_all(report):
        yield (*at, store, TrustReason.MALFORMED), 1


def details(report: Report) -> Iterator[Reading]:
    """What each certificate says of itself."""
    for at, chain in assessed(report):
        leaf = chain.leaf
        said = (leaf.serial, leaf.subject, leaf.issuer, leaf.key, leaf.signature)
        short = (text[:LONGEST_LABEL] for text in said)
        yield (*at, leaf.fingerprint_sha256, *short), 1


def changes(report: Report) -> Iterator[Reading]:
    """When each certificate was first seen in place of another, if ever."""
    ordinary = {served.address: served for served in reversed(report.known_chains)}
    for served in report.known_chains:
        address, kind = served.address, served.key_type
        when = (
            report.changed.get(address)
            if served is ordinary[address]
            else report.others_changed.get(address, {}).get(kind)
        )
        if when:
            yield (address, kind), when.timestamp()


def revocations(report: Report) -> Iterator[Reading]:
    """Whether each certificate of the path is revoked, by each source that says so or the contrary."""
    for at, attestation in attestations(report):
        for one in sorted(attestation.revocations, key=lambda each: each.is_revoked):
            which = (one.certificate.serial, one.certificate.subject[:LONGEST_LABEL])
            yield (*at, one.source, *which), one.is_revoked


def timestamps(report: Report) -> Iterator[Reading]:
    """How many came with each certificate; where that is not known, how many are embedded."""
    for served in report.known_chains:
        if isinstance(served.assessment, ChainAssessment):
            logged = served.transparency
            count = len(logged.timestamps) if logged else served.assessment.leaf.scts
            yield (served.address, served.key_type), count


def window(edge: Callable[[Renewal], datetime]) -> Read:
    """One edge of the time in which a CA would have each certificate renewed."""

    def read(report: Report) -> Iterator[Reading]:
        for at, attestation in attestations(report):
            if attestation.renewal:
                yield at, edge(attestation.renewal).timestamp()

    return read


def operators(report: Report) -> Iterator[Reading]:
    """Whose logs gave those that verify."""
    for served in report.known_chains:
        if served.transparency and served.transparency.is_judged:
            yield (served.address, served.key_type), len(served.transparency.operators)


def by_turns(report: Report) -> Iterator[Reading]:
    """How many chains come by turns, where several do."""
    yield from Counter((one.address, one.key_type) for one in report.alternates).items()


def last_seen(report: Report) -> Iterator[Reading]:
    """When each certificate, or another at its address, was last presented."""
    for served in report.known_chains:
        if when := report.seen.get(served.address):
            yield (served.address, served.key_type), when.timestamp()


declared = partial(Fact, changes_with=ChangesWith.CHAIN, step=Step.CERTIFICATE)
CERTIFICATE = (
    Fact(
        name="tls_certificate_seen_timestamp_seconds",
        worst=min,
        labels=AT,
        read=last_seen,
        changes_with=ChangesWith.CLOCK,
        step=Step.CERTIFICATE,
        help="Unix time at which the certificate was last seen: what is told of it and of its chain "
        "outlives probes that could see none, for a day.",
    ),
    declared(
        name="tls_certificate_expiry_days",
        worst=min,
        labels=AT,
        read=of_leaf(lambda leaf: leaf.not_after.timestamp()),
        help="Days from this scrape until the certificate of the server ends; negative after its end.",
        counts_down=True,
    ),
    declared(
        name="tls_certificate_not_before_timestamp_seconds",
        labels=AT,
        read=of_leaf(lambda leaf: unix_time(leaf.not_before)),
        help="Unix time from which the certificate of the server is valid (notBefore).",
    ),
    declared(
        name="tls_certificate_not_after_timestamp_seconds",
        worst=min,
        labels=AT,
        read=of_leaf(lambda leaf: unix_time(leaf.not_after)),
        help="Unix time until which the certificate of the server is valid (notAfter).",
    ),
    declared(
        name="tls_certificate_changed_timestamp_seconds",
        labels=AT,
        read=changes,
        help="Unix time at which this exporter first saw the present certificate of the server in "
        "place of another; no series before it has seen one replaced. Of certificates that scans "
        "alone see, it is the time of the scan.",
    ),
    declared(
        name="tls_certificate_matches_host",
        worst=min,
        labels=AT,
        read=of_chain(lambda chain: chain.matches_host),
        help="1 if a subject alternative name of the certificate covers the server name (RFC 9525).",
    ),
    declared(
        name="tls_certificate_self_signed",
        labels=AT,
        read=of_leaf(lambda leaf: leaf.is_self_signed),
        help="1 if the certificate of the server is issued to itself and signed by its own key.",
    ),
    declared(
        name="tls_certificate_trusted",
        worst=min,
        labels=(*AT, "trust_store"),
        read=trusted,
        help="1 if the trust store accepted the chain when it was probed, the host name left out.",
    ),
    declared(
        name="tls_certificate_trust_failure",
        labels=(*AT, "trust_store", "reason"),
        read=trust_failures,
        help="1 for the reason why the trust store does not accept the chain.",
    ),
    declared(
        name="tls_certificate_revoked",
        labels=(*AT, "source", "serial", "subject"),
        read=revocations,
        applies=attested,
        help="1 if the CA has revoked this certificate of the path, 0 if it says that it has not: in the "
        "stapled answer, by OCSP or in its list (CRL), where the answer is signed, in time and about it.",
    ),
    declared(
        name="tls_certificate_scts",
        worst=min,
        labels=AT,
        read=timestamps,
        help="Signed certificate timestamps that came with the certificate of the server (RFC 6962): embedded "
        "in it, in the handshake, and in the stapled OCSP response.",
    ),
    declared(
        name="tls_certificate_sct_operators",
        labels=AT,
        read=operators,
        help="Operators of transparency logs of which timestamps came with the certificate, those that verify; "
        "only with a list of logs (ct_log_list) that is no older than 70 days.",
    ),
    declared(
        name="tls_certificate_renewal_window_start_timestamp_seconds",
        labels=AT,
        read=window(lambda when: when.start),
        applies=attested,
        help="Unix time from which its CA suggests to renew the certificate of the server (ACME renewal "
        "information, RFC 9773), where fetch.ari is on.",
    ),
    declared(
        name="tls_certificate_renewal_window_end_timestamp_seconds",
        labels=AT,
        read=window(lambda when: when.end),
        applies=attested,
        help="Unix time until which its CA suggests to renew the certificate of the server.",
    ),
    Fact(
        name="tls_certificate_alternates",
        labels=AT,
        read=by_turns,
        changes_with=ChangesWith.PROBE,
        step=Step.CERTIFICATE,
        help="Chains that the address presents by turns, where it presents several: what else is told of "
        "it is about the worst.",
    ),
    declared(
        name="tls_certificate_info",
        labels=(*AT, "fingerprint_sha256", "serial", "subject", "issuer", "key", "signature"),
        read=details,
        help="What the certificate of the server says of itself; always 1.",
    ),
)
