"""Step 9: the server may read its files, and nobody else the key."""

from collections.abc import Iterable, Iterator

from exporter.guide.case import Case
from exporter.guide.check import Check, StepGuide, Survey
from exporter.guide.checks.private_key import every_key_file
from exporter.guide.no_files import no_files
from exporter.guide.permission import exposures, hindrances
from exporter.guide.runbook import finding_kind
from exporter.model.place import File
from exporter.words.step import Step

UNREADABLE = finding_kind("permissions_unreadable")
KEY_EXPOSED = finding_kind("permissions_key_exposed")


def every_named_file(case: Case) -> Iterable[File]:
    """The files with certificates and keys."""
    paths = {path for pair in case.every_pair for path in pair.files}
    return (file for file in case.files if file.path in paths)


def find_unreadable(case: Case, place: File) -> Iterator[str]:
    """The server's user cannot come to it, or not read it."""
    if trail := case.trails.get(place):
        yield from hindrances(trail)


def find_exposed(case: Case, place: File) -> Iterator[str]:
    """Others can read the key, or put another in its place; a file without one gives nothing away."""
    held = case.contents.get(place)
    if (trail := case.trails.get(place)) and (held is None or held.keys):
        yield from exposures(trail)


def lacks(case: Case, place: File) -> str:
    """What it would have taken to tell who reads it."""
    trail = case.trails.get(place)
    if trail is None:
        return case.files[place].needs or "a file that is there"
    return "" if trail.reader else "the user that the server reads it as (`server: {user: …}`)"


def seen(case: Case, places: tuple[File, ...]) -> str:
    """Who can read what, and who need not: a server opens its files before it goes on as another user."""
    readers = {trail.reader.name for place in places if (trail := case.trails[place]).reader}
    others = {
        f"; {config.software} opens them before it goes on as {config.user}"
        for config in case.configs.values()
        if config.user not in {"", *readers} and not config.starter
    }
    told = f"{' and '.join(sorted(readers))} can read {', '.join(map(str, places))}"
    return f"{told}{''.join(sorted(others))}"


PERMISSIONS = StepGuide(
    step=Step.PERMISSIONS,
    checks=(
        Check(kind=UNREADABLE, applies=every_named_file, find=find_unreadable),
        Check(kind=KEY_EXPOSED, applies=every_key_file, find=find_exposed),
    ),
    survey=Survey(places=every_named_file, lacks=lacks, seen=seen),
    needs=no_files,
)
