"""Which sites of a configuration present a certificate, by the first ones of their files."""

from dataclasses import dataclass

from exporter.model.inquiry import HolderSearch
from exporter.model.server_config import Holder, Holders, ServerConfig
from exporter.model.server_file import Contents
from exporter.probing.files.surveys import MOST_SITES, Held
from exporter.probing.machine.destination import destination


@dataclass(frozen=True, slots=True)
class Index:
    """The certificates of a configuration's sites."""

    holders: tuple[Holder, ...]
    is_whole: bool


def index(config: ServerConfig, held: Held) -> Index:
    """What every site presents; each file is read once."""
    sites = config.sites[:MOST_SITES]
    paths = dict.fromkeys(pair.certificate for site in sites for pair in site.pairs)
    contents = {path: held(path, "") for path in paths}
    firsts = {
        path: one.certificates[0]
        for path, one in contents.items()
        if isinstance(one, Contents) and one.certificates
    }
    return Index(
        holders=tuple(
            Holder(certificate=firsts[pair.certificate], site=site, path=pair.certificate)
            for site in sites
            for pair in site.pairs
            if pair.certificate in firsts
        ),
        is_whole=sites == config.sites
        and not any(site.unreadable for site in sites)
        and all(socket.is_whole for socket in config.sockets)
        and all(isinstance(one, Contents) for one in contents.values()),
    )


def holders(asked: HolderSearch, index: Index) -> Holders:
    """Those that present what was asked for."""
    return Holders(
        found=tuple(one for one in index.holders if one.certificate in asked.certificates),
        is_whole=index.is_whole,
        destinations=tuple(destination(one, asked.port) for one in asked.addresses),
    )
