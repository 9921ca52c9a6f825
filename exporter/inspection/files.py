"""Which files of the server an inspection reads: its configuration, then what the answering sites name."""

from collections.abc import Iterable, Iterator, Mapping

from exporter.model.attempt import Attempts
from exporter.model.evidence import Connection, Presentation
from exporter.model.inquiry import (
    ConfigReading,
    FileReading,
    HolderSearch,
    Inquiry,
    PairSearch,
    Visit,
)
from exporter.model.outcome import Failed
from exporter.model.place import Address, File
from exporter.model.server_config import EVERY_ADDRESS, Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.model.target import ServerFiles, Target
from exporter.webserver.answering import deployed_pairs
from exporter.words.reason import Reason


def configurations(target: Target) -> tuple[ConfigReading, ...]:
    """The configurations that the target names."""
    server = target.server or ServerFiles()
    return tuple(
        ConfigReading(place=File(path=paths[0]), software=software)
        for software, paths in server.configurations.items()
    )


def named_files(
    target: Target, places: tuple[Address, ...], answers: Mapping[Inquiry, Attempts]
) -> tuple[FileReading, ...]:
    """Each file once of all pairs that are presented, once the configurations were read."""
    sockets = [(place.address, place.port) for place in places] or [
        (every, target.port) for every in EVERY_ADDRESS
    ]
    read = [
        config for reading in configurations(target) for config in configs(answers.get(reading, ()))
    ]
    pairs = (pair for socket in sockets for pair in deployed_pairs(target, read, *socket))
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
) -> Iterator[HolderSearch | PairSearch]:
    """What is looked for in the files of all sites of each configuration, once all else was answered.

    Who has what is presented and is in none of the files that were read; where nothing answers, and a
    connection was refused, what the server does not start with.
    """
    strange = strangers(visits, answers)
    is_closed = closed(visits, answers)
    for reading in configurations(target):
        if strange and any(configs(answers[reading])):
            yield HolderSearch(
                place=reading.place,
                software=reading.software,
                certificates=tuple(sorted(set(strange.values()))),
                addresses=tuple(strange),
                port=target.port,
            )
        elif is_closed and any(configs(answers[reading])):
            yield PairSearch(place=reading.place, software=reading.software)


def strangers(visits: Iterable[Visit], answers: Mapping[Inquiry, Attempts]) -> Mapping[str, bytes]:
    """The certificates that are presented and in no file that was read, by their addresses."""
    held = {
        one.outcome.certificates[0]
        for attempts in answers.values()
        for one in attempts
        if isinstance(one.outcome, Contents) and one.outcome.certificates
    }
    return {
        visit.place.address: one.outcome.chain[0]
        for visit in visits
        for one in answers[visit]
        if isinstance(one.outcome, Presentation) and one.outcome.chain[0] not in held
    }


def closed(visits: Iterable[Visit], answers: Mapping[Inquiry, Attempts]) -> bool:
    """Whether no address accepts connections, and some refuses them."""
    outcomes = [one.outcome for visit in visits for one in answers[visit]]
    return not any(isinstance(one, Connection) for one in outcomes) and any(
        isinstance(one, Failed) and one.reason is Reason.CONNECT_REFUSED for one in outcomes
    )


def configs(attempts: Attempts) -> Iterator[ServerConfig]:
    """The configuration that was read, if it was."""
    return (one.outcome for one in attempts if isinstance(one.outcome, ServerConfig))
