"""What an unquoted YAML scalar means (YAML 1.2 core schema: no dates, no yes/no, no base 60)."""

import re

from exporter.config.node import PlainScalar

SPECIAL = re.compile(
    r"(?P<null>~|null|Null|NULL|)|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
    r"|(?P<whole>[-+]?[0-9]{1,18})|(?P<real>[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)"
)


def unquoted(text: str) -> PlainScalar:
    """The value that `text` stands for without quotes."""
    special = SPECIAL.fullmatch(text)
    if not special:
        return text
    if special["whole"]:
        return int(text)
    if special["real"]:
        return float(text)
    return None if special["null"] is not None else bool(special["true"])
