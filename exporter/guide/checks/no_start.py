"""Why a server does not start with its files, as steps 2, 7 and 9 find it: a cause that step 1 can name."""

from collections.abc import Iterator

from exporter.guide.case import Case
from exporter.guide.checks.permissions import PERMISSIONS, UNREADABLE
from exporter.guide.checks.private_key import MISMATCH, PRIVATE_KEY, UNUSABLE
from exporter.guide.checks.server_config import SERVER_CONFIG
from exporter.guide.checks.server_files import FILE_MISSING, FILE_UNUSABLE, INVALID
from exporter.guide.own_errors import OwnErrors
from exporter.model.evidence import Connection
from exporter.model.finding import Finding
from exporter.model.place import Place

FILES = "files"
"""The cause, for which the page of a closed port has a remedy."""
FATAL = frozenset({INVALID, FILE_MISSING, FILE_UNUSABLE, MISMATCH, UNUSABLE, UNREADABLE})
"""What nginx, Apache and HAProxy refuse to start with."""


def hindrance(case: Case) -> str:
    """What keeps the server from starting; empty where nothing is known, or it runs somewhere.

    A server that runs keeps what it has read: then a port is closed for another reason.
    """
    if any(sighting.found(Connection) for sighting in case.addresses.values()):
        return ""
    found = [f"{located(one)} (step {one.kind.step.number})" for one in fatal(case)]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"the server does not start: {found[0]}{more}" if found else ""


def located(one: Finding) -> str:
    """What was seen, with the file where that does not name it."""
    place = str(one.place)
    return one.evidence if place in one.evidence else f"{place}: {one.evidence}"


def fatal(case: Case) -> Iterator[Finding]:
    """The findings by which it does not; errors of our own are told by their steps."""
    for guide in (SERVER_CONFIG, PRIVATE_KEY, PERMISSIONS):
        for check in guide.checks:
            if check.kind in FATAL:
                yield from check.findings(case, OwnErrors(unheard))


def unheard(_place: Place | None, _error: Exception) -> None:
    """Said elsewhere."""
