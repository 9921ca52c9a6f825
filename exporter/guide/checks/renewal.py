"""Step 3 as well: when the CA would have the certificate renewed."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_document
from exporter.guide.chain_check import served_check
from exporter.guide.check import Check
from exporter.guide.checks.revocation import troubles
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.judged_chain import ServedChain
from exporter.model.place import Document
from exporter.words.document_kind import DocumentKind
from exporter.words.wording import span

WINDOW_PASSED = finding_kind("certificate_renewal_window_passed")
UNANSWERED = finding_kind("certificate_renewal_unanswered")
ABOUT_RENEWAL = frozenset({DocumentKind.ARI})


def find_window_passed(case: Case, _chain: ChainAssessment, served: ServedChain) -> Iterator[str]:
    """The time is over that the CA suggests, and this is still the certificate."""
    when = served.attestation.renewal if served.attestation else None
    if when and when.end <= case.now:
        why = f"; why, it says at {when.explanation}" if when.explanation else ""
        yield (
            f"its CA suggests to renew it from {when.start:%Y-%m-%d %H:%M} to {when.end:%Y-%m-%d %H:%M} "
            f"UTC, which was over {span(case.now - when.end)} ago{why}"
        )


def find_unanswered(case: Case, place: Document) -> Iterator[str]:
    """A CA's directory, or its word on renewals, that is not to be had or of no use."""
    yield from troubles(case, place, ABOUT_RENEWAL)


RENEWAL = (
    served_check(WINDOW_PASSED, find_window_passed),
    Check(kind=UNANSWERED, applies=every_document, find=find_unanswered),
)
