"""The case of a target: what its evidence amounts to, every chain judged once and its witnesses heard."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from exporter.guide.case import Case
from exporter.guide.clients.verdict import NONE_AT_ALL, client_verdicts
from exporter.guide.own_errors import OwnErrors
from exporter.inspection.judging.appraiser import Appraiser, OnDefect
from exporter.inspection.judging.chains import (
    appraised,
    chains_in_files,
    is_same,
    remembering,
    served_chains,
    standing_appraisals,
)
from exporter.inspection.judging.witness import Witness
from exporter.model.evidence import Evidence
from exporter.model.memory import Memory
from exporter.model.place import Place
from exporter.model.report import Defect, Report
from exporter.model.target import Target
from exporter.words.address_label import AddressLabel
from exporter.words.wording import described


@dataclass(slots=True, kw_only=True)
class Hearing:
    """One judgement of a target, made anew at `now` (aware) but for what stands of the last one."""

    target: Target
    memory: Memory
    before: Report | None
    """The last judgement, if it was made by the same trust stores."""
    appraiser: Appraiser
    on_defect: OnDefect
    now: datetime
    defects: list[Defect] = field(default_factory=list)
    """Those that were met so far."""

    def tell(self, place: Place | None, error: Exception) -> None:
        """A defect was met at a place, or in the target as a whole."""
        self.on_defect(self.target.name, error)
        self.defects.append(Defect(place=place, detail=described(error)))

    def case(self, evidence: Evidence, label: AddressLabel) -> Case:
        """What the guide judges; a defect costs what it was met in alone."""
        target, before, now = self.target, self.before, self.now
        errors = OwnErrors(self.tell)
        appraise = remembering(
            standing_appraisals(target, before, now),
            partial(
                appraised,
                appraiser=self.appraiser,
                target=target,
                now=now,
                on_defect=self.on_defect,
            ),
        )
        witness = Witness(
            target=target,
            evidence=evidence,
            before=before,
            appraiser=self.appraiser,
            errors=errors,
            now=now,
        )
        groups = [witness.heard(each) for each in served_chains(target, evidence, appraise)]
        chains = tuple(worst for worst, *_ in groups)
        if before and is_same(chains, before.chains):
            chains = before.chains
        to_clients = partial(client_verdicts, evidence, chains, target, self.tell, before)
        return Case(
            target=target,
            evidence=evidence,
            chains=chains,
            alternates=tuple(one for each in groups if len(each) > 1 for one in each),
            file_chains=tuple(chains_in_files(target, evidence, appraise)),
            clients=errors.caught(None, to_clients, NONE_AT_ALL),
            leaves=self.memory.leaves,
            of_late=self.memory.alternates,
            swinging=self.memory.swinging,
            met=self.memory.met,
            address_label=label,
            now=now,
        )
