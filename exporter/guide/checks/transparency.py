"""Step 3 as well: browsers want to see that certificates of public CAs were logged."""

from collections.abc import Iterator

from exporter.guide.case import Case
from exporter.guide.chain_check import served_check
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.transparency import transparency_opinion
from exporter.guide.runbook import finding_kind
from exporter.model.certificate import ChainAssessment
from exporter.model.judged_chain import ServedChain
from exporter.words.protocol import Support

LACKING = finding_kind("certificate_transparency_lacking")
ONE_OF_EACH_RULE = {client.transparency: client for client in CATALOGUE}


def find_lacking_timestamps(
    _case: Case, chain: ChainAssessment, served: ServedChain
) -> Iterator[str]:
    """Each rule that the certificate's timestamps do not satisfy, with the clients that go by it."""
    clients: dict[str, list[str]] = {}
    opinions = {
        rule: transparency_opinion(client, chain, served.transparency)
        for rule, client in ONE_OF_EACH_RULE.items()
    }
    for client in CATALOGUE:
        opinion = opinions[client.transparency]
        if opinion.support is Support.NO:
            clients.setdefault(opinion.obstacle, []).append(client.name)
    yield from (f"{', '.join(names)}: {why}" for why, names in clients.items())


TRANSPARENCY = (served_check(LACKING, find_lacking_timestamps),)
