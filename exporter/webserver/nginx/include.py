"""nginx's files, with those that a file includes put in the place where it says so."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import join

from exporter.model.server_config import Flaw, Line
from exporter.webserver.allowance import MOST_FILES
from exporter.webserver.directive import Directive, NotThereError, Source
from exporter.webserver.nginx.syntax import parsed

INCLUDE = "include"
DEEPEST = 32
"""Files that include one another."""


@dataclass(slots=True, kw_only=True)
class Includes:
    """Follows includes from the main file on; flaws are gathered on the way."""

    source: Source
    folder: str
    """Where relative paths begin."""
    flaws: list[Flaw] = field(default_factory=list)
    files: int = 0
    is_cut_off: bool = False
    """Whether a file makes no sense from some line on, where more may be than is told."""

    def whole(self, path: str) -> tuple[Directive, ...]:
        """The directives of the main file, with those of all files that it includes among them."""
        return tuple(self._read(path, Line(file=path, number=1), 0))

    def _read(self, path: str, where: Line, depth: int) -> Iterator[Directive]:
        if depth > DEEPEST or self.files >= MOST_FILES:
            self.flaws.append(Flaw(where=where, text="more files are included than are read"))
            return
        self.files += 1
        try:
            text = self.source.text(path)
        except NotThereError as error:
            self.flaws.append(Flaw(where=where, text=str(error)))
            return
        directives, flaw = parsed(text, path, self.source.allowance)
        if flaw:
            self.flaws.append(flaw)
            self.is_cut_off = True
        yield from self._expanded(directives, depth)

    def _expanded(self, directives: tuple[Directive, ...], depth: int) -> Iterator[Directive]:
        for one in directives:
            if one.name == INCLUDE and len(one.arguments) == 1:
                for path in self.source.matching(join(self.folder, one.arguments[0])):
                    yield from self._read(path, one.where, depth + 1)
            elif one.block:
                yield replace(one, block=tuple(self._expanded(one.block, depth)))
            else:
                yield one
