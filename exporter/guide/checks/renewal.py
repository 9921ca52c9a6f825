"""Step 3 as well: when the CA would have the certificate renewed."""

from collections.abc import Iterator

from exporter.guide.case import Case
from exporter.guide.chain_check import served_check
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.judged_chain import ServedChain
from exporter.words.wording import span

WINDOW_PASSED = finding_kind("certificate_renewal_window_passed")


def find_window_passed(case: Case, _chain: ChainAssessment, served: ServedChain) -> Iterator[str]:
    """The time is over that the CA suggests, and this is still the certificate."""
    when = served.attestation.renewal if served.attestation else None
    if when and when.end <= case.now:
        why = f"; why, it says at {when.explanation}" if when.explanation else ""
        yield (
            f"its CA suggests to renew it from {when.start:%Y-%m-%d %H:%M} to {when.end:%Y-%m-%d %H:%M} "
            f"UTC, which was over {span(case.now - when.end)} ago{why}"
        )


RENEWAL = (served_check(WINDOW_PASSED, find_window_passed),)
