"""The head of an HTTP/1.1 answer: its status line and fields (RFC 9112, sections 4 and 5)."""

import re

from exporter.model.web import Http3Offer, StrictTransport, WebAnswer

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: |$)")
DIRECTIVE = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s";]+))\s*)?')
"""A token, with or without a value in either form (RFC 6797, section 6.1)."""
HTTP3 = re.compile(r'(?:^|,)\s*h3="(?::([0-9]{1,5}))"((?:\s*;\s*[^,;]*)*)')
"""An alternative by HTTP/3 at the same host, and its parameters (RFC 7838, section 3)."""
OVER_AT_ONCE = re.compile(r";\s*ma\s*=\s*\"?0+\"?\s*(?:;|$)")
WANTED = (b"location", b"strict-transport-security", b"alt-svc")
LAST_PORT = 65535
LONGEST = 300
"""Characters of a field that are kept."""


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
            # Of several fields the first counts (RFC 6797, section 8.1).
            fields.setdefault(field, value.decode("latin-1").strip()[:LONGEST])
    location, strict, alternatives = map(fields.get, WANTED)
    return WebAnswer(
        status=int(status[1]),
        location=location or "",
        strict_transport=None if strict is None else strict_transport(strict),
        alternatives=alternatives or "",
        http3=http3_offer(alternatives or ""),
    )


def http3_offer(alternatives: str) -> Http3Offer | None:
    """The first offer of HTTP/3 at the same host that is good for any time; drafts do not count."""
    for found in HTTP3.finditer(alternatives):
        if 0 < int(found[1]) <= LAST_PORT and not OVER_AT_ONCE.search(found[2]):
            return Http3Offer(port=int(found[1]))
    return None


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
