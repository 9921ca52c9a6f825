"""The means of all probes by one configuration, from which each inspection has its errand."""

from collections.abc import Callable, Sequence
from datetime import datetime

from exporter.model.dns import Answer
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.model.settings import ResolverSettings, Settings
from exporter.model.target import Target
from exporter.probing.authority.resolver import AuthoritativeResolver
from exporter.probing.deadline import Deadline
from exporter.probing.documents.shared import SharedDocuments
from exporter.probing.errand import Errand, Means
from exporter.probing.files.configurations import Configurations
from exporter.probing.files.reader import FileReader
from exporter.probing.gate import Gate
from exporter.probing.lookups import AddressResolver, OnResolver, SharedLookups, nobody_asks
from exporter.probing.pulse import Pulse
from exporter.probing.resolver import ConfiguredResolver
from exporter.probing.scan import PATIENCE, ScanEquipment
from exporter.probing.tls_context import shared_contexts


def resolver_of(settings: ResolverSettings) -> AddressResolver:
    """Who answers as the settings say."""
    return (AuthoritativeResolver if settings.authoritative else ConfiguredResolver)(settings)


class Prober:
    """Gathers the evidence of targets, as the gate lets it."""

    def __init__(
        self,
        *,
        settings: Settings,
        gate: Gate,
        on_defect: Callable[[str, Exception], None],
        configurations: Configurations | None = None,
        on_resolver: OnResolver = nobody_asks,
        resolvers: Sequence[AddressResolver] = (),
        patience: float = PATIENCE,
        pulse: Pulse | None = None,
        postpones: bool = True,
    ) -> None:
        """`patience` (seconds) is for one answer in a scan."""
        asked = tuple(resolvers) or tuple(map(resolver_of, settings.resolvers))
        pulse, contexts = pulse or Pulse(), shared_contexts()
        self._lookups = SharedLookups(
            gate, pulse=pulse, on_defect=on_defect, on_resolver=on_resolver
        )
        self._documents = SharedDocuments(
            gate, pulse=pulse, look_up=self._look_up, on_defect=on_defect
        )
        self._first_resolver = asked[0]
        self._means = Means(
            gate=gate,
            pulse=pulse,
            resolvers={Resolver(name=resolver.name): resolver for resolver in asked},
            lookups=self._lookups,
            contexts=contexts,
            files=FileReader(configurations or Configurations()),
            documents=self._documents,
            scans=ScanEquipment(gate=gate, contexts=contexts, patience=patience),
            on_defect=on_defect,
            postpones=postpones,
        )

    def begin(self, target: Target, now: datetime, *, is_forced: bool = False) -> Errand:
        """What answers the inquiries of an inspection that begins at `now` (aware).

        One that is forced has configurations looked at anew.
        """
        return Errand(target, now, self._means, is_forced=is_forced)

    async def close(self) -> None:
        """Ends what is under way beyond single inspections."""
        await self._documents.close()
        await self._lookups.close()

    async def _look_up(self, host: str, deadline: Deadline) -> Answer | Failed:
        """The addresses of a host where documents are, as the first resolver gives them."""
        return (await self._lookups.lookup(self._first_resolver, host, deadline)).outcome
