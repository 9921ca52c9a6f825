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
"""By the name of the directive and those of its arguments that stand before the last, those in lower case."""


def unmet(
    directives: Iterable[Directive], needs: Needs, folder: str, source: Source
) -> Iterator[Flaw]:
    """What is missing of what these directives name."""
    for one in directives:
        *words, written = one.arguments or ("",)
        need = needs.get(" ".join((one.name, *map(str.lower, words))))
        if need and written and (text := need.trouble(written, folder, source)):
            yield Flaw(where=one.where, text=text)
