"""Which files of the server an inspection reads: its configuration, then what the answering sites name."""

from collections.abc import Iterable, Iterator, Mapping

from exporter.model.attempt import Attempts
from exporter.model.evidence import Presentation
from exporter.model.inquiry import ConfigReading, FileReading, HolderSearch, Inquiry, Visit
from exporter.model.place import Address, File
from exporter.model.server_config import EVERY_ADDRESS, Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.model.target import ServerFiles, Target
from exporter.webserver.answering import deployed_pairs


def configurations(target: Target) -> tuple[ConfigReading, ...]:
    """The configurations that the target names."""
    server = target.server or ServerFiles()
    return tuple(
        ConfigReading(place=File(path=path), software=software)
        for software, path in server.configurations.items()
    )


def named_files(
    target: Target, places: tuple[Address, ...], answers: Mapping[Inquiry, Attempts]
) -> tuple[FileReading, ...]:
    """Each file once of all pairs that are presented, once the configurations were read."""
    addresses = [place.address for place in places] or EVERY_ADDRESS
    read = [
        config for reading in configurations(target) for config in configs(answers.get(reading, ()))
    ]
    pairs = (pair for address in addresses for pair in deployed_pairs(target, read, address))
    return readings(pairs)


def readings(pairs: Iterable[Pair]) -> tuple[FileReading, ...]:
    """How each file of the pairs is read, each once: a key with its passphrases, if any pair has some."""
    passphrases: dict[str, str] = {}
    for pair in pairs:
        for path in pair.files:
            known = passphrases.setdefault(path, "")
            passphrases[path] = known or (pair.passphrases if path == pair.key else "")
    return tuple(
        FileReading(place=File(path=path), passphrases=secrets)
        for path, secrets in passphrases.items()
    )


def searches(
    target: Target, visits: Iterable[Visit], answers: Mapping[Inquiry, Attempts]
) -> Iterator[HolderSearch]:
    """For what is presented and is in none of the files that were read: which other site has it."""
    held = {
        one.outcome.certificates[0]
        for attempts in answers.values()
        for one in attempts
        if isinstance(one.outcome, Contents) and one.outcome.certificates
    }
    strange = {
        visit.place.address: one.outcome.chain[0]
        for visit in visits
        for one in answers[visit]
        if isinstance(one.outcome, Presentation) and one.outcome.chain[0] not in held
    }
    for reading in configurations(target):
        if strange and any(configs(answers[reading])):
            yield HolderSearch(
                place=reading.place,
                software=reading.software,
                certificates=tuple(sorted(set(strange.values()))),
                addresses=tuple(strange),
                port=target.port,
            )


def configs(attempts: Attempts) -> Iterator[ServerConfig]:
    """The configuration that was read, if it was."""
    return (one.outcome for one in attempts if isinstance(one.outcome, ServerConfig))
