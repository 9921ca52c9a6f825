"""Key exchange groups: those of the IANA registry of TLS Supported Groups that we know."""

from enum import IntEnum

from exporter.words.registry import selected


class Group(IntEnum):
    """A named group under its registered name, which obeys no naming rule of Python."""

    vars().update(selected("groups"))
