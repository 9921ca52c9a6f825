"""What `config check` warns of: what is right and hardly meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from exporter.config.problem import Problem
from exporter.model.target import ServerFiles, Target
from exporter.words.wording import listed

PROMETHEUS, OPERATOR = "Prometheus", "the prometheus-operator"
OWN_LABELS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("job", "instance"), PROMETHEUS),
        **dict.fromkeys(("namespace", "pod", "service", "endpoint", "container"), OPERATOR),
    }
)
"""Labels that are put on every series that is scraped, and by whom."""
MOST_NAMED = 3


def warnings(targets: Sequence[Target], remarks: Sequence[Problem]) -> Iterator[str]:
    """A sentence for each; `remarks` are those on where targets come from."""
    yield from map(str, remarks)
    yield from clashing_labels(targets)
    yield from missing_files(targets)
    if not targets:
        yield "nothing is to be watched: there are no targets"


def clashing_labels(targets: Iterable[Target]) -> Iterator[str]:
    """Own labels that a scrape replaces, as `honor_labels` is off."""
    named = ((label, target.name) for target in targets for label in target.labels)
    for label, names in gathered(one for one in named if one[0] in OWN_LABELS):
        yield (
            f"label {label} of {names}: {OWN_LABELS[label]} sets one of this name on what it scrapes, "
            f"and makes this exported_{label}; take another name"
        )


def missing_files(targets: Iterable[Target]) -> Iterator[str]:
    """Files of web servers that are not on this machine; the exporter may run on another one."""
    named = (
        (path, target.name)
        for target in targets
        if target.server
        for path in server_paths(target.server)
    )
    for path, names in gathered(named):
        if is_missing(path):
            yield f"{path}, of {names}: no such file; correct `server`, unless it is where the exporter runs"


def server_paths(server: ServerFiles) -> Iterator[str]:
    """Where each main file and each file of a pair is on this machine."""
    for paths in server.configurations.values():
        yield from (f"{server.root}{path}" for path in paths)
    for pair in server.files:
        yield from (f"{server.root}{path}" for path in (pair.certificate, pair.key) if path)


def gathered(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each first part, with the names of the first targets that have it."""
    owners: dict[str, dict[str, None]] = {}
    for part, name in named:
        owners.setdefault(part, {})[name] = None
    return ((part, listed(tuple(names), MOST_NAMED)) for part, names in owners.items())


def is_missing(path: str) -> bool:
    """Whether a file is known not to be there; what must not be looked at may be."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
