"""What documents and transparency logs say of chains as they were served."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exporter.guide.own_errors import OwnErrors
from exporter.inspection.judging.appraiser import Appraiser
from exporter.inspection.judging.documents import documents
from exporter.model.attestation import Attestation
from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Evidence
from exporter.model.judged_chain import ServedChain
from exporter.model.outcome import Failed
from exporter.model.report import Report
from exporter.model.target import Target
from exporter.model.transparency import Transparency


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Hears them for one judgement; what was heard for the last one stands while nothing differs."""

    target: Target
    evidence: Evidence
    before: Report | None
    appraiser: Appraiser
    errors: OwnErrors
    now: datetime

    def heard(self, served: Iterable[ServedChain]) -> list[ServedChain]:
        """The chains of one address and kind of key with what is said of them, the worst first."""
        return sorted(map(self._heard, served), key=soundness)

    def _heard(self, served: ServedChain) -> ServedChain:
        caught = self.errors.caught
        return ServedChain(
            address=served.address,
            chain=served.chain,
            enclosed=served.enclosed,
            is_of_scan=served.is_of_scan,
            appraisal=served.appraisal,
            attestation=caught(None, lambda: self._attestation(served), None),
            transparency=caught(None, lambda: self._transparency(served), None),
        )

    def _known(self, served: ServedChain) -> Iterable[ServedChain]:
        """The same chain, judged and served as it was for the last judgement."""
        known = (*self.before.chains, *self.before.alternates) if self.before else ()
        return (
            one
            for one in known
            if one.appraisal is served.appraisal and one.enclosed == served.enclosed
        )

    def _attestation(self, served: ServedChain) -> Attestation | None:
        """What documents say."""
        at_hand, fetch = documents(self.evidence), self.target.policy.fetch
        if self.before and self.before.target.policy.fetch == fetch:
            for one in self._known(served):
                is_lasting = one.attestation and self.now < one.attestation.until
                if is_lasting and at_hand == documents(self.before.evidence):
                    return one.attestation
        return self.appraiser.attest(
            served.chain,
            served.appraisal,
            at_hand,
            enclosed=served.enclosed,
            fetch=fetch,
            now=self.now,
        )

    def _transparency(self, served: ServedChain) -> Transparency | None:
        """What logs say of the first certificate."""
        for one in self._known(served):
            return one.transparency
        return self.appraiser.transparency(served.appraisal, served.enclosed, now=self.now)


def soundness(served: ServedChain) -> tuple[float, ...]:
    """What sorts chains that come by turns: the worst has the least."""
    match served.assessment:
        case Failed():
            return (2.0,)
        case ChainAssessment(leaf=leaf, trust=trust, matches_host=matches_host):
            revocations = served.attestation.revocations if served.attestation else ()
            is_trusted = all(verdict.is_trusted for verdict in trust)
            is_valid = is_trusted and not any(one.is_revoked for one in revocations)
            return (1.0, is_valid, matches_host is not False, leaf.not_after.timestamp())
        case _:
            return (0.0,)
