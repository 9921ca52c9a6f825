"""Facts in the order of their exposition, sorted by what changes them."""

from exporter.views.metrics.certificate import CERTIFICATE
from exporter.views.metrics.chain import CHAIN
from exporter.views.metrics.client_cache import CLIENT_CACHE
from exporter.views.metrics.clients import CLIENTS
from exporter.views.metrics.dns import DNS
from exporter.views.metrics.fact import ChangesWith, Fact
from exporter.views.metrics.files import FILES
from exporter.views.metrics.ladder import LADDER
from exporter.views.metrics.port import PORT
from exporter.views.metrics.probe import PROBE
from exporter.views.metrics.scan import SCAN
from exporter.views.metrics.target import TARGET


class Column:
    """A fact with its position in a table, and the form of its sample lines."""

    def __init__(self, place: int, fact: Fact) -> None:
        self.place = place
        self.fact = fact
        self.address = fact.labels.index("address") if "address" in fact.labels else None
        labels = "".join(f',{name}="%s"' for name in fact.labels)
        self.template = f"{fact.name}{{%s{labels}}} %s\n"


class Table:
    """Facts that are published together, in this order."""

    def __init__(self, *facts: Fact) -> None:
        self.columns = tuple(Column(place, fact) for place, fact in enumerate(facts))
        self.families = facts
        self._changing = {
            change: tuple(each for each in self.columns if each.fact.changes_with is change)
            for change in ChangesWith
        }

    def changing(self, change: ChangesWith) -> tuple[Column, ...]:
        """Those that such a change makes anew."""
        return self._changing[change]


TARGET_FACTS = Table(
    *TARGET,
    *PROBE,
    *LADDER,
    *PORT,
    *CERTIFICATE,
    *DNS,
    *CLIENT_CACHE,
    *CHAIN,
    *FILES,
    *SCAN,
    *CLIENTS,
)
"""Everything that is published of a target under this exporter's own names."""
TARGET_FAMILIES = TARGET_FACTS.families
