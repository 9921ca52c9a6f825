"""nginx's files as directives, in the words of its own reader (ngx_conf_parse); what is written in Lua stays in peace."""

import re
from dataclasses import dataclass, replace

from exporter.model.server_config import Flaw, Line
from exporter.webserver.allowance import OF_LINE, Allowance
from exporter.webserver.directive import Directive

TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)|(?P<comment>\#[^\n]*)|(?P<end>[;{}])|"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>(?:[^'\\]|\\.)*+)'"""
    r"""|(?P<plain>(?!["'])(?:[^ \t\r\n;{\\$]|\\.|\$\{*)++)""",
    re.DOTALL,
)
BEHIND_QUOTES = frozenset(" \t\r\n;{)")
ESCAPED = re.compile(r"\\([\"'\\trn])")
SPELT = {"t": "\t", "r": "\r", "n": "\n"}
IN_LUA = "_by_lua_block"
LUA = re.compile(
    r"""--\[(?P<long>=*)\[.*?\](?P=long)\]|--[^\n]*|\[(?P<deep>=*)\[.*?\](?P=deep)\]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|(?P<brace>[{}])|[^-\["'{}]+|.""",
    re.DOTALL,
)


class UnparsableError(Exception):
    """What nginx finds where something else has to stand, in its words."""


@dataclass(slots=True)
class Reading:
    """A file that is read up to a place in it."""

    text: str
    file: str
    at: int = 0
    line: int = 1

    def statement(self, *, is_in_block: bool) -> tuple[Line, list[str], str]:
        """The next words with the line of the first, and what ends them: `;`, `{`, `}`, or nothing at the file's end.

        Raises UnparsableError.
        """
        where, words = self.line, list[str]()
        while self.at < len(self.text):
            found = TOKEN.match(self.text, self.at)
            if found is None:  # a quote or an escape that the file's end cuts off
                self._pass(len(self.text))
                words.append("")
                break
            begun, kind, end = self.line, found.lastgroup or "", found["end"]
            self._pass(found.end())
            if end:
                if bool(words) == (end == "}") or (end == "}" and not is_in_block):
                    raise UnparsableError(f'unexpected "{end}"')
                return Line(file=self.file, number=where), words, end
            if kind not in {"space", "comment"}:
                where = where if words else begun
                words.append(ESCAPED.sub(lambda one: SPELT.get(one[1], one[1]), found[kind]))
                behind = self.text[self.at : self.at + 1]
                if kind != "plain" and behind and behind not in BEHIND_QUOTES:
                    raise UnparsableError(f'unexpected "{behind}"')
        if words:
            raise UnparsableError('unexpected end of file, expecting ";" or "}"')
        if is_in_block:
            raise UnparsableError('unexpected end of file, expecting "}"')
        return Line(file=self.file, number=where), words, ""

    def lua(self) -> str:
        """A block of Lua, to the brace that ends it."""
        begun, depth = self.at, 1
        for found in LUA.finditer(self.text, begun):
            depth += {"{": 1, "}": -1}.get(found["brace"] or "", 0)
            if not depth:
                self._pass(found.end())
                return self.text[begun : found.start()]
        self._pass(len(self.text))
        raise UnparsableError("unexpected end of file")

    def _pass(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to


def parsed(text: str, path: str, allowance: Allowance) -> tuple[tuple[Directive, ...], Flaw | None]:
    """The directives of a file, up to the first thing that nginx does not read, and that."""
    allowance.take(OF_LINE * (text.count(";") + text.count("{")))  # before they are made
    reading = Reading(text, path)
    level = list[Directive]()
    open_blocks = list[tuple[Line, list[str], list[Directive]]]()
    flaw = None
    try:
        while found := reading.statement(is_in_block=bool(open_blocks)):
            where, words, end = found
            if not end:
                break
            if end == "}":
                level = closed(open_blocks, level)
            elif end == ";":
                level.append(directive(where, words))
            elif words[0].endswith(IN_LUA):
                level.append(directive(where, [*words, reading.lua()]))
            else:
                open_blocks.append((where, words, level))
                level = []
    except UnparsableError as error:
        flaw = Flaw(where=Line(file=path, number=reading.line), text=str(error))
    while open_blocks:
        level = closed(open_blocks, level)
    return tuple(level), flaw


def closed(
    open_blocks: list[tuple[Line, list[str], list[Directive]]], inner: list[Directive]
) -> list[Directive]:
    """What is around a block that ends, with the block."""
    where, words, level = open_blocks.pop()
    level.append(replace(directive(where, words), block=tuple(inner), is_block=True))
    return level


def directive(where: Line, words: list[str]) -> Directive:
    """A statement by its words."""
    return Directive(name=words[0], arguments=tuple(words[1:]), where=where)
