"""Names that people give: of targets, resolvers and trust stores, and of labels."""

import re

from exporter.config.wording import shown
from exporter.words.label_name import LABEL_NAMES

LONGEST = 200
UNSAFE_SEGMENTS = frozenset({"", ".", ".."})
"""Clients normalise them away (RFC 3986, section 6.2.2.3)."""
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def name(text: str) -> str:
    """A name that fits a label value, a log line and the path of a URL."""
    if not text.strip():
        raise ValueError("the name is empty; write one")
    if not text.isprintable() or text != text.strip():
        raise ValueError(f"{shown(text)} has outer blanks or control characters; remove them")
    if len(text) > LONGEST:
        raise ValueError(f"{shown(text)} has more than {LONGEST} characters; shorten it")
    if not UNSAFE_SEGMENTS.isdisjoint(text.split("/")):
        raise ValueError(f"{shown(text)} is changed in a URL's path; use no . or .. between /")
    return text


def any_label_name(text: str) -> str:
    """A label name that Prometheus accepts, with __ in front or not."""
    if not LABEL.fullmatch(text):
        raise ValueError(
            "not a label name; use letters, digits and underscores, and no digit in front"
        )
    return text


def label_name(text: str) -> str:
    """A label name that Prometheus accepts on a series and the exporter does not use itself."""
    if any_label_name(text).startswith("__"):
        raise ValueError("label names with __ in front belong to Prometheus; use another")
    if text in LABEL_NAMES:
        raise ValueError(f"the exporter's own series have this label; rename it, say, to my_{text}")
    return text
