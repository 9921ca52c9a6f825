"""What holds of Apache's files: includes, defined values, conditions and macros put in place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from operator import eq, ge, gt, le, lt
from posixpath import join, normpath

from exporter.model.server_config import Flaw, Line
from exporter.webserver.allowance import MOST_FILES, OF_LINE, Allowance
from exporter.webserver.apache.line import Statement, statements, words
from exporter.webserver.directive import BYTE_ORDER_MARK, Directive, NotThereError, Source
from exporter.webserver.names import matches
from exporter.webserver.number import whole_number

DEEPEST = 128
"""Files and macros within one another (AP_MAX_INCLUDE_DEPTH)."""
VARIABLE = re.compile(r"\$\{([^}]*)\}")
VERSION = (2, 4, 99)
"""What conditions are about, as the files do not tell it: some late release of 2.4."""
COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "==": eq}
BUILT_IN = frozenset(
    f"{start}{name}{end}"
    for name in ("core", "so", "http", "unixd", "log_config", "logio", "version", "watchdog")
    for start, end in (("", "_module"), ("mod_", ".c"), ("", ".c"), ("", "_core.c"))
)
"""Modules that may be part of the program, and are in Debian's."""
CONDITIONS = frozenset(("<ifmodule", "<ifdefine", "<iffile", "<ifversion"))
PROVIDERS = (
    (re.compile(r"ssl"), "ssl_module"),
    (re.compile(r"(use|<macro|undefmacro)$"), "macro_module"),
)
"""Names of directives with the modules that bring them."""
WITHOUT_ARGUMENTS = frozenset(
    ("<else", "<requireall", "<requireany", "<requirenone", "<perl", "<mdomainset", "<mdomain")
)
"""Sections that may stand without any, or whose own module says what they need."""
INCLUDING = frozenset(("include", "includeoptional"))
WITH_SITES = INCLUDING | {"<virtualhost", "serveralias", "servername", "use"}


class BrokenOffError(Exception):
    """A file makes no sense from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """Lines with names of parameters in them."""

    parameters: tuple[str, ...]
    lines: tuple[Statement, ...]


@dataclass(slots=True, kw_only=True)
class Evaluation:
    """Goes through the files as Apache does, from the main one on; flaws are gathered on the way."""

    source: Source
    root: str
    """ServerRoot, where relative paths begin."""
    environment: Mapping[str, str]
    flaws: list[Flaw] = field(default_factory=list)
    defined: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    """Those that are loaded, by both of their names."""
    missed: set[str] = field(default_factory=set)
    """Those that were used without being loaded."""
    macros: dict[str, Macro] = field(default_factory=dict)
    files: int = 0
    is_undecided: bool = False
    """Whether what Apache is started with may decide otherwise (-D)."""
    is_whole: bool = True
    """False: there may be further sites, under a condition that the files do not decide."""

    def whole(self, path: str) -> tuple[Directive, ...]:
        """The directives that hold, as far as the files make sense; sections have blocks."""
        return tuple(self._file(path, Line(file=path, number=1), 0))

    def path(self, written: str) -> str:
        """An absolute path."""
        return join(self.root, written)

    def _tell(self, where: Line, text: str) -> None:
        self.flaws.append(Flaw(where=where, text=text))

    def _broken(self, where: Line, text: str) -> BrokenOffError:
        self._tell(where, text)
        return BrokenOffError()

    def _deeper(self, depth: int, line: Statement) -> int:
        if depth >= DEEPEST:
            raise self._broken(line.where, "more is within one another than is read")
        return depth + 1

    def _file(self, path: str, where: Line, depth: int) -> Iterator[Directive]:
        self.files += 1
        if self.files > MOST_FILES:
            raise self._broken(where, "more files are included than are read")
        try:
            text = self.source.text(path)
        except NotThereError as error:
            self._tell(where, str(error))
            return
        with suppress(BrokenOffError):
            yield from self._lines(iter(tuple(statements(text, path))), depth)

    def _lines(
        self, lines: Iterator[Statement], depth: int, section: Statement | None = None
    ) -> Iterator[Directive]:
        """The directives up to the end of a section, or of the lines."""
        for raw in lines:
            line = replace(raw, text=self._with_values(raw.text))
            self.source.allowance.take(OF_LINE + len(line.text))
            name = line.name
            self._tell_unknown(line)
            if name.startswith("</"):
                self._close(line, section)
                return
            if name.startswith("<"):
                yield from self._section(line, lines, depth)
            elif name in INCLUDING:
                yield from self._included(line, depth)
            elif name == "use":
                yield from self._used(line, depth)
            else:
                yield from self._directive(line)
        if section:
            opening = section.text.split()[0].rstrip(">")
            raise self._broken(section.where, f"{opening}> was not closed")

    def _close(self, line: Statement, section: Statement | None) -> None:
        written = line.text
        if not line.name.endswith(">"):
            raise self._broken(line.where, f"{written} directive missing closing '>'")
        if section is None:
            opening = written.replace("/", "", 1)
            raise self._broken(line.where, f"{written} without matching {opening} section")
        if line.name[2:-1] != section.name[1:].rstrip(">"):
            expected = section.text.split()[0].rstrip(">").replace("<", "</", 1)
            raise self._broken(line.where, f"Expected {expected}> but saw {written}")

    def _section(
        self, line: Statement, lines: Iterator[Statement], depth: int
    ) -> Iterator[Directive]:
        inner = line.rest.removesuffix(">").strip()
        opening = line.text.split()[0].rstrip(">")
        is_bare = line.name.endswith(">") or not inner
        name = line.name.rstrip(">")
        if is_bare and name not in WITHOUT_ARGUMENTS:
            raise self._broken(line.where, f"{opening}> directive requires additional arguments")
        if not line.text.endswith(">"):
            raise self._broken(line.where, f"{opening}> directive missing closing '>'")
        if line.name == "<macro":
            name, *parameters = words(inner)
            held = tuple(self._skipped(line, lines))
            self.macros[name.lower()] = Macro(parameters=tuple(parameters), lines=held)
        elif line.name not in CONDITIONS:
            block: list[Directive] = []
            broken: BrokenOffError | None = None
            try:
                block.extend(self._lines(lines, self._deeper(depth, line), line))
            except BrokenOffError as error:
                broken = error  # what was read before it counts, and is in the list
            arguments = tuple(words(inner))
            yield Directive(
                name=name[1:], arguments=arguments, where=line.where, block=tuple(block)
            )
            if broken:
                raise broken
        elif self._holds(line.name, inner):
            yield from self._lines(lines, self._deeper(depth, line), line)
        else:
            skipped = tuple(self._skipped(line, lines))
            if line.name == "<ifdefine" and any(one.name in WITH_SITES for one in skipped):
                self.is_whole = False  # -D may have been said where Apache was started

    def _skipped(self, section: Statement, lines: Iterator[Statement]) -> Iterator[Statement]:
        """The lines of a section as they stand, up to its end."""
        for line in lines:
            if line.name.startswith("</"):
                self._close(line, section)
                return
            yield line
            if line.name.startswith("<"):
                yield from self._skipped(line, lines)
                yield Statement(text=f"</{line.name[1:].rstrip('>')}>", where=line.where)
        raise self._broken(section.where, f"{section.text.split()[0]}> was not closed")

    def _holds(self, name: str, condition: str) -> bool:
        wanted = not condition.startswith("!")
        what = condition.removeprefix("!")
        match name:
            case "<ifmodule":
                return (what in self.modules or what in BUILT_IN) == wanted
            case "<ifdefine":
                self.is_undecided = self.is_undecided or what not in self.defined
                return (what in self.defined) == wanted
            case "<iffile":
                return self.source.is_there(self.path(next(words(what), ""))) == wanted
            case _:
                return is_of_version(what) == wanted

    def _with_values(self, text: str) -> str:
        """With values for variables; those that are not defined stay as they are."""
        if "${" not in text:
            return text
        known = {**self.environment, **self.defined}
        weight = sum(len(known.get(one[1], "")) for one in VARIABLE.finditer(text))
        self.source.allowance.take(weight)
        return VARIABLE.sub(lambda found: known.get(found[1], found[0]), text)

    def _included(self, line: Statement, depth: int) -> Iterator[Directive]:
        patterns = tuple(words(line.rest))
        if len(patterns) != 1:
            self._tell(line.where, f"{line.text.split()[0]} takes one argument")
        for written in patterns:
            pattern = normpath(self.path(written))  # by its letters, whatever links there are
            paths = self.source.matching(pattern)
            is_optional = line.name == "includeoptional"
            if not paths and not is_optional:
                self._tell(line.where, f"No matches for the wildcard '{pattern}'")
            for path in paths:
                for file in self._files_below(path):
                    if not is_optional or self.source.is_there(file):
                        yield from self._file(file, line.where, self._deeper(depth, line))

    def _files_below(self, path: str) -> Iterator[str]:
        """The file, or all files of a folder and of those in it, in their order."""
        names = self.source.listing(path)
        if names is None:
            yield path
            return
        for name in names:
            yield from self._files_below(join(path, name))

    def _used(self, line: Statement, depth: int) -> Iterator[Directive]:
        name, *values = words(line.rest) if line.rest else ("",)
        macro = self.macros.get(name.lower())
        if macro is None:
            self._tell(line.where, f"macro '{name}' undefined")
            return
        if len(values) != len(macro.parameters):
            text = f"macro '{name}' takes {len(macro.parameters)} arguments, not {len(values)}"
            self._tell(line.where, text)
            return
        given = {
            name: f'"{value}"' if name.startswith("@") else value
            for name, value in zip(macro.parameters, values, strict=True)
        }
        allowance = self.source.allowance
        lines = (replace(one, text=filled(one.text, given, allowance)) for one in macro.lines)
        yield from self._lines(lines, self._deeper(depth, line))

    def _directive(self, line: Statement) -> Iterator[Directive]:
        arguments = tuple(words(line.rest))
        match line.name, arguments:
            case "define", () | (_, _, _, *_):
                self._tell(line.where, "Define takes 1-2 arguments")
            case "define", (name, *value):
                self.defined[name] = next(iter(value), "")
            case "undefine", (name, *_):
                self.defined.pop(name, None)
            case "undefmacro", (name, *_):
                if self.macros.pop(name.lower(), None) is None:
                    self._tell(line.where, f"cannot remove undefined macro '{name}'")
            case "error", (*told,):
                self._tell(line.where, " ".join(told))
            case "serverroot", (path, *_):
                self.root = path.rstrip("/") or "/"
            case "loadmodule", (name, path, *_):
                self.modules |= {name, file_of_module(name, path)}
            case _:
                yield Directive(name=line.name, arguments=arguments, where=line.where)

    def _tell_unknown(self, line: Statement) -> None:
        """Once for each module that is not loaded; where none is at all, they are parts of the program.

        What begins with a byte order mark is of no module.
        """
        if line.name.startswith(BYTE_ORDER_MARK):
            text = (
                f"Invalid command '{line.text.split()[0]}': the file begins with a byte order mark"
            )
            self._tell(line.where, text)
        for names, module in PROVIDERS:
            is_missing = self.modules and not {module} & (self.modules | self.missed)
            if names.match(line.name) and is_missing:
                self.missed.add(module)
                text = f"Invalid command '{line.text.split()[0]}': {module} is not loaded"
                self._tell(line.where, text)


def file_of_module(name: str, path: str) -> str:
    """The source file by which conditions name a module: mod_ssl.c, event.c."""
    if name.startswith("mpm_"):
        return f"{name.removeprefix('mpm_').removesuffix('_module')}.c"
    stem = path.rpartition("/")[2].removesuffix(".so")
    return f"{stem}.c" if stem.startswith("mod_") else f"mod_{name.removesuffix('_module')}.c"


def is_of_version(condition: str) -> bool:
    """Whether a condition on the version holds: a comparison, `~ EXPRESSION` or `/EXPRESSION/`."""
    *operator, version = words(condition)
    is_expression = version.startswith("/") and version.endswith("/")
    if operator == ["~"] or is_expression:
        return matches(version.strip("/"), ".".join(map(str, VERSION)))
    known = map(whole_number, version.split("."))
    parts = tuple(part for part in known if part is not None)
    compare = COMPARISONS.get(next(iter(operator), "="))
    return compare is not None and compare(VERSION, parts)


def filled(text: str, given: Mapping[str, str], allowance: Allowance) -> str:
    """A line of a macro with values for its parameters, the longest names first (mod_macro)."""
    names = sorted(given, key=len, reverse=True)
    if not names:
        return text
    expression = re.compile("|".join(map(re.escape, names)))
    allowance.take(sum(len(given[one[0]]) for one in expression.finditer(text)))
    return expression.sub(lambda found: given[found[0]], text)


def environment(text: str) -> Iterable[tuple[str, str]]:
    """What Debian's envvars sets, a file for the shell; tests in it are not followed."""
    known: dict[str, str] = {}
    for found in re.finditer(r"^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$", text, re.MULTILINE):
        value = found[2].strip().strip("\"'")
        known[found[1]] = re.sub(r"\$\{?(\w+)\}?", lambda one: known.get(one[1], ""), value)
    return known.items()
