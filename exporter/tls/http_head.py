"""The head of an HTTP/1.1 answer: its status line and fields (RFC 9112, sections 4 and 5)."""

import re
from itertools import islice

from exporter.model.web import HTTP3, Promise, StrictTransport, WebAnswer

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: |$)")
DIRECTIVE = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s";]+))\s*)?')
"""A token, with or without a value in either form (RFC 6797, section 6.1)."""
HTTP3_HERE = re.compile(r'(?:^|,)\s*h3="(?::([0-9]{1,5}))"((?:\s*;\s*[^,;]*)*)')
"""An alternative by HTTP/3 at the same host, and its parameters (RFC 7838, section 3)."""
OVER_AT_ONCE = re.compile(r";\s*ma\s*=\s*\"?0+\"?\s*(?:;|$)")
WANTED = (b"location", b"strict-transport-security", b"alt-svc")
IN_PARTS = b"alt-svc"
"""A list, which may come in several fields (RFC 7838, section 3; RFC 9110, section 5.3)."""
LAST_PORT = 65535
LONGEST = 300
"""Characters of a field that are kept."""
MOST_PORTS = 4
"""At which HTTP/3 is offered."""


def web_answer(head: bytes) -> WebAnswer | None:
    """What a head says, without its empty line; None where it is no head of HTTP."""
    first, *lines = head.split(b"\n")
    status = STATUS_LINE.match(first.rstrip(b"\r"))
    if status is None:
        return None
    fields: dict[bytes, str] = {}
    for line in lines:
        name, _, value = line.partition(b":")
        if (field := name.strip().lower()) in WANTED:
            text = value.decode("latin-1").strip()
            if field == IN_PARTS and field in fields:
                text = f"{fields.pop(field)}, {text}"
            # Of several others the first counts (RFC 6797, section 8.1).
            fields.setdefault(field, text[:LONGEST])
    location, strict, alternatives = map(fields.get, WANTED)
    return WebAnswer(
        status=int(status[1]),
        location=location or "",
        strict_transport=None if strict is None else strict_transport(strict),
        alternatives=alternatives or "",
        promises=http3_offers(alternatives or ""),
    )


def http3_offers(alternatives: str) -> tuple[Promise, ...]:
    """The offers of HTTP/3 at the same host that are good for any time; drafts do not count."""
    ports = (
        int(found[1])
        for found in HTTP3_HERE.finditer(alternatives)
        if 0 < int(found[1]) <= LAST_PORT and not OVER_AT_ONCE.search(found[2])
    )
    promises = (Promise(protocol=HTTP3, port=port) for port in dict.fromkeys(ports))
    return tuple(islice(promises, MOST_PORTS))


def strict_transport(text: str) -> StrictTransport:
    """The directives of a Strict-Transport-Security field; unknown ones are passed over."""
    values: dict[str, str] = {}
    for written in text.split(";"):
        if not written.strip():
            continue
        directive = DIRECTIVE.fullmatch(written)
        name = directive[1].lower() if directive else ""
        if directive is None or name in values:
            return StrictTransport(text=text, max_age=None)
        values[name] = directive[2] or directive[3] or ""
    age = values.get("max-age", "")
    return StrictTransport(
        text=text,
        max_age=int(age) if age.isascii() and age.isdecimal() else None,
        includes_subdomains="includesubdomains" in values,
        is_for_preloading="preload" in values,
    )
