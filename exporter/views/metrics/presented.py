"""Ways to read a fact of every chain that was presented."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from exporter.model.attestation import Attestation
from exporter.model.certificate import Certificate, ChainAssessment, Malformed, TrustVerdict
from exporter.model.report import Report
from exporter.views.metrics.fact import Read, Reading

At: TypeAlias = tuple[str, str]
"""An address, and the kind of key in the certificate that it presented there."""
AT: At = ("address", "key_type")
"""The labels of whatever is about one certificate or chain."""


def assessed(report: Report) -> list[tuple[At, ChainAssessment]]:
    """Every chain whose end-entity certificate can be read."""
    return [
        ((served.address, known.certificates[0].key_type), known)
        for served in report.known_chains
        if isinstance(known := served.appraisal.assessment, ChainAssessment)
    ]


def malformed(report: Report) -> Iterator[tuple[At, Malformed]]:
    """Every chain whose end-entity certificate cannot be read."""
    for served in report.known_chains:
        if isinstance(served.assessment, Malformed):
            yield (served.address, served.key_type), served.assessment


def refused_by_all(report: Report) -> Iterator[tuple[At, str]]:
    """Each trust store beside every chain whose end-entity certificate cannot be read."""
    for served in report.known_chains:
        if isinstance(served.assessment, Malformed):
            for store in served.appraisal.trust:
                yield (served.address, served.key_type), store


def of_chain(value: Callable[[ChainAssessment], float | None]) -> Read:
    """One value of each chain of which it is known."""

    def read(report: Report) -> list[Reading]:
        return [
            (at, known) for at, chain in assessed(report) if (known := value(chain)) is not None
        ]

    return read


def attestations(report: Report) -> Iterator[tuple[At, Attestation]]:
    """What documents say of each chain, where any were fetched."""
    for served in report.known_chains:
        if served.attestation:
            yield (served.address, served.key_type), served.attestation


def attested(report: Report) -> bool:
    """Whether documents say anything."""
    return any(served.attestation for served in report.known_chains)


def of_leaf(value: Callable[[Certificate], float]) -> Read:
    """One value of each end-entity certificate."""
    return of_chain(lambda chain: value(chain.certificates[0]))


def verdicts(report: Report) -> Iterator[tuple[At, TrustVerdict]]:
    """How each trust store sees each chain, where that is established."""
    for at, chain in assessed(report):
        for verdict in chain.trust:
            if verdict.is_known:
                yield at, verdict


def unix_time(instant: datetime) -> int:
    """Whole seconds, as in certificates."""
    return int(instant.timestamp())
