"""Which directives of a server name something that it needs, and what is missing of that."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeAlias

from exporter.model.server_config import Flaw
from exporter.webserver.directive import Directive, Source


class Need(Protocol):
    """A kind of what is named: a file, a folder, an account, a list of ciphers or of groups."""

    def trouble(self, written: str, folder: str, source: Source) -> str:
        """What is wrong with it; empty where nothing is, and where that is not known.

        Relative paths begin in the folder.
        """
        ...


Needs: TypeAlias = Mapping[str, Need]
"""By what is set."""
FILLER = "ssl"
"""What Apache may have said before a list of ciphers, and means without."""


def unmet(
    directives: Iterable[Directive], needs: Needs, folder: str, source: Source
) -> Iterator[Flaw]:
    """What is missing of what these directives name."""
    for one in directives:
        need, written = needs.get(setting(one)), (*one.arguments[-1:], "")[0]
        if need and written and (text := need.trouble(written, folder, source)):
            yield Flaw(where=one.where, text=text)


def setting(one: Directive) -> str:
    """What a directive sets: its name, and the words before its last argument, in lower case."""
    words = (word.lower() for word in one.arguments[:-1])
    return " ".join((one.name, *(word for word in words if word != FILLER)))
