"""What an unquoted YAML scalar means (YAML 1.2 core schema: no dates, no yes/no, no base 60)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from exporter.config.node import PlainScalar

WORDS: Mapping[str, PlainScalar] = MappingProxyType(
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
)
NUMBER_BEGINS = frozenset("+-.0123456789")
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def unquoted(text: str) -> PlainScalar:
    """The value that `text` stands for without quotes."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER_BEGINS:
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if REAL.fullmatch(text) else text
