"""nginx's files as directives, by crossplane; Lua stays in peace."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import crossplane

from exporter.model.server_config import Flaw, Line
from exporter.webserver.allowance import OF_LINE
from exporter.webserver.directive import Directive, Parsed

READ = ("listen", "server_name", "ssl_certificate", "ssl_certificate_key", "ssl_password_file")
TELLING = ("unexpected", "not terminated", *(f'arguments in "{name}"' for name in READ))
"""Errors of crossplane that nginx has as well; its lists of other directives' arguments are older than nginx."""


def weight(content: bytes) -> int:
    """What a file stands for, told without reading it as directives, which takes seconds for each megabyte."""
    return len(content) + OF_LINE * (content.count(b";") + content.count(b"{"))


def parsed(path: str, handle: int) -> Parsed:
    """The file behind an open descriptor; `path` is its name in what is said of it."""
    payload = crossplane.parse(f"/dev/fd/{handle}", single=True, check_ctx=False, check_args=True)
    file = payload["config"][0]
    return Parsed(
        directives=tuple(directives(file["parsed"], path)),
        flaws=tuple(flaws(file["errors"], path)),
    )


def directives(statements: Sequence[Mapping[str, Any]], path: str) -> Iterator[Directive]:
    """Crossplane's statements as ours; of comments it gives none."""
    for one in statements:
        yield Directive(
            name=one["directive"],
            arguments=tuple(one["args"]),
            where=Line(file=path, number=one["line"]),
            block=tuple(directives(one.get("block", ()), path)),
        )


def flaws(errors: Sequence[Mapping[str, Any]], path: str) -> Iterator[Flaw]:
    """What nginx would refuse as well."""
    for error in errors:
        text = error["error"].partition(" in /dev/fd/")[0] or "unexpected end of file"
        if any(word in text for word in TELLING):
            yield Flaw(where=Line(file=path, number=error["line"] or 1), text=text)
