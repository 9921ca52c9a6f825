"""Whether this machine has a way to addresses of each family: a trouble of its own, and of no site."""

from collections import defaultdict
from collections.abc import Set as AbstractSet

from exporter.model.evidence import Connection
from exporter.model.outcome import Failed, NoRoute
from exporter.model.report import Report
from exporter.words.address_family import AddressFamily
from exporter.words.phase import Phase
from exporter.words.reason import OF_OUR_OWN


class Ways:
    """What the last probe of each target met, by family; as many as there are targets."""

    def __init__(self) -> None:
        self._led: defaultdict[AddressFamily, set[str]] = defaultdict(set)
        """Names of targets to an address of which there was a way."""
        self._lost: defaultdict[AddressFamily, set[str]] = defaultdict(set)
        """Names of those to an address of which there was none."""

    def keep_only(self, targets: AbstractSet[str]) -> None:
        """Forgets all others."""
        for names in (*self._led.values(), *self._lost.values()):
            names.intersection_update(targets)

    def met(self, report: Report) -> None:
        """A probe is over; what it did not try, or failed at for want of other things, tells nothing."""
        name = report.target.name
        for names in (*self._led.values(), *self._lost.values()):
            names.discard(name)
        for place, seen in report.evidence.at_addresses():
            outcome, family = seen.outcome(Phase.CONNECT), AddressFamily.of(place.address)
            if isinstance(outcome, NoRoute):
                self._lost[family].add(name)
            elif is_way(outcome):
                self._led[family].add(name)

    @property
    def by_family(self) -> dict[AddressFamily, bool]:
        """Whether there is a way to any address, for each family that targets have."""
        met = [family for family in AddressFamily if self._led[family] or self._lost[family]]
        return {family: bool(self._led[family]) for family in met}


def is_way(outcome: object) -> bool:
    """Whether something went out, whatever came of that."""
    if isinstance(outcome, Failed):
        return outcome.reason not in OF_OUR_OWN
    return isinstance(outcome, Connection)
