"""Step 6: the chain as sent."""

from collections.abc import Iterator
from functools import partial

from exporter.model.report import Report
from exporter.views.metrics.fact import ChangesWith, Fact, Reading
from exporter.views.metrics.presented import (
    AT,
    assessed,
    attestations,
    attested,
    malformed,
    of_chain,
    unix_time,
    verdicts,
)
from exporter.words.step import Step


def lengths(report: Report) -> Iterator[Reading]:
    """Certificates sent, whether the first can be read or not."""
    yield from ((at, len(chain.certificates)) for at, chain in assessed(report))
    yield from ((at, unreadable.length) for at, unreadable in malformed(report))


def ends(report: Report) -> Iterator[Reading]:
    """When the path ends that the first store to accept the chain uses."""
    for at, chain in assessed(report):
        path = next((verdict.path for verdict in chain.trust if verdict.is_trusted), ())
        if path:
            yield at, min(unix_time(certificate.not_after) for certificate in path)


def completable(report: Report) -> Iterator[Reading]:
    """Whether fetching closes the gap of each chain that has one, as far as that is known."""
    for at, attestation in attestations(report):
        if (known := attestation.completion.is_completable) is not None:
            yield at, known


declared = partial(Fact, changes_with=ChangesWith.CHAIN, step=Step.CHAIN)
CHAIN = (
    declared(
        name="tls_chain_length",
        labels=AT,
        read=lengths,
        help="Certificates that the server sent, its own included.",
    ),
    declared(
        name="tls_chain_complete",
        worst=min,
        labels=(*AT, "trust_store"),
        read=lambda report: (
            ((*at, verdict.store), verdict.is_complete)
            for at, verdict in verdicts(report)
            if verdict.is_complete is not None
        ),
        help="1 if the certificates as sent lead to an anchor of the trust store, whatever their dates.",
    ),
    declared(
        name="tls_chain_aia_completable",
        worst=min,
        labels=AT,
        read=completable,
        applies=attested,
        help="1 if the certificates that the chain lacks can be fetched where those that are sent say "
        "(authority information access), 0 if what is there does not complete it; only of chains that "
        "are not complete, where fetch.aia is on. Browsers on desktops repair such chains, others do not.",
    ),
    declared(
        name="tls_chain_ordered",
        worst=min,
        labels=AT,
        read=of_chain(lambda chain: chain.is_ordered),
        help="1 if each certificate sent is followed by its issuer.",
    ),
    declared(
        name="tls_chain_includes_root",
        labels=AT,
        read=of_chain(lambda chain: chain.includes_root),
        help="1 if the server sends a root certificate along, which clients do not need.",
    ),
    declared(
        name="tls_chain_unrelated_certificates",
        labels=AT,
        read=of_chain(lambda chain: None if chain.unrelated is None else len(chain.unrelated)),
        help="Certificates sent that are on no path up from that of the server.",
    ),
    declared(
        name="tls_chain_not_after_timestamp_seconds",
        worst=min,
        labels=AT,
        read=ends,
        help="Unix time at which the first certificate ends on the path that the first trust store "
        "to accept the chain uses, its anchor included.",
    ),
)
