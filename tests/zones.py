"""A zone whose own name servers were asked one by one."""

from exporter.model.attempt import Attempt
from exporter.model.dns import Answer, RecordSet, ServerAnswer, Zone
from exporter.model.evidence import Sighting
from exporter.model.outcome import Failed
from exporter.model.place import Resolver
from exporter.words.phase import Phase


def answer(*addresses: str) -> Answer:
    """Of records that live for five minutes."""
    return Answer(records=(RecordSet(rrtype="A", addresses=addresses, ttl=300),))


def server(name: str, outcome: Answer | Failed, serial: int | None = 7) -> ServerAnswer:
    """What one of the zone's servers says."""
    return ServerAnswer(server=name, address="192.0.2.53", outcome=outcome, serial=serial)


def zone(*servers: ServerAnswer) -> Zone:
    """The zone of the host."""
    return Zone(name="example.com", servers=servers)


def own(outcome: Answer | Failed, *servers: ServerAnswer) -> Sighting:
    """What came of asking the zone's own name servers."""
    told = zone(*(servers or (server("ns1", outcome),)))
    attempts = (Attempt(phase=Phase.DNS, outcome=outcome), Attempt(phase=Phase.DNS, outcome=told))
    return Sighting(place=Resolver(name="zone"), attempts=attempts)
