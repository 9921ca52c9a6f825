"""The lines of Apache's files and the words in them (ap_cfg_getline, ap_getword_conf)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.model.server_config import Line

WORD = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*+)("|$)|'((?:[^'\\]|\\.)*+)('|$)|(\S+))""")
ESCAPED = re.compile(r"""\\(["'\\])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A line that says something."""

    text: str
    where: Line

    @property
    def name(self) -> str:
        """The directive, in lower case; of a section with its bracket: `<virtualhost`, `</virtualhost>`."""
        return next(iter(words(self.text)), "").lower()

    @property
    def rest(self) -> str:
        """What follows the directive's name, as written."""
        found = WORD.match(self.text)
        return self.text[found.end() :].strip() if found else ""


def statements(text: str, file: str) -> Iterator[Statement]:
    """Each with the number of its last line, as Apache counts; comments may be continued, too."""
    begun: list[str] = []
    for number, ended in enumerate(text.split("\n"), start=1):
        line = ended.removesuffix("\r")
        if line.endswith("\\"):
            begun.append(line[:-1])
            continue
        whole = "".join((*begun, line)).strip()
        begun = []
        if whole and not whole.startswith("#"):
            yield Statement(text=whole, where=Line(file=file, number=number))


def words(text: str) -> Iterator[str]:
    """Words are parted by spaces, unless they stand in quotes of either kind."""
    for found in WORD.finditer(text):
        doubly, _, singly, _, plain = found.groups()
        yield ESCAPED.sub(r"\1", next(one for one in (doubly, singly, plain) if one is not None))
