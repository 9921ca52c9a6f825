"""The pairs of all sites of a configuration, read so that it can be told which a server does not start with."""

from exporter.model.outcome import Skipped
from exporter.model.server_config import BrokenPair, BrokenPairs, Flaw, Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.probing.files.surveys import MOST_SITES, Held
from exporter.webserver.needs.pairs import unmet_of_pair


def broken_pairs(config: ServerConfig, held: Held) -> BrokenPairs:
    """Those of all sites, each once, with the first site that has it."""
    sites = config.sites[:MOST_SITES]
    where = {pair: site.where for site in reversed(sites) for pair in site.pairs}
    return BrokenPairs(
        tuple(
            BrokenPair(pair=pair, flaw=Flaw(where=where[pair], text=text))
            for pair in dict.fromkeys(pair for site in sites for pair in site.pairs)
            if (text := trouble(pair, config, held))
        )
    )


def trouble(pair: Pair, config: ServerConfig, held: Held) -> str:
    """The first thing that is wrong with a pair; empty where nothing is known to be."""
    certificate = known(held(pair.certificate, ""))
    key = known(held(pair.key, pair.passphrases)) if pair.key else None
    return next(unmet_of_pair(pair, certificate, key, config.software), "")


def known(read: Contents | Skipped) -> Contents | None:
    """What a file holds; None where it could not be read."""
    return None if isinstance(read, Skipped) else read
