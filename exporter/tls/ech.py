"""The keys of Encrypted Client Hello, as DNS publishes them (RFC 9849, section 4)."""

import re
from collections.abc import Iterator

from exporter.model.https_record import EchConfigs
from exporter.tls.cursor import Cursor, MalformedBytes

VERSION = 0xFE0D
NAME = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)*(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)
"""What ends in one is an IPv4 address to browsers, and no name."""
MUST_BE_KNOWN = 0x8000
"""The bit of an extension of a configuration that whoever does not know it passes over."""


def ech_configs(data: bytes) -> EchConfigs:
    """What browsers find in an ECHConfigList; never raises."""
    try:
        names = tuple(usable_names(data))
    except MalformedBytes as error:
        return EchConfigs(flaw=f"it cannot be read: {error}")
    if not names:
        return EchConfigs(flaw="it holds no configuration that browsers can use")
    return EchConfigs(public_names=tuple(dict.fromkeys(names)))


def usable_names(data: bytes) -> Iterator[str]:
    """The public name of each configuration that is not to be passed over; raises Malformed."""
    every = Cursor(data)
    configs = every.block(2)
    every.finish()
    while configs.remaining():
        version, contents = configs.uint(2), configs.block(2)
        if version == VERSION and (name := public_name(contents)):
            yield name


def public_name(contents: Cursor) -> str:
    """That of one configuration, in lower case; empty where browsers do not use it; raises Malformed."""
    contents.take(3)  # the number of the key, and its kind
    contents.block(2)
    suites = contents.block(2).uints(4)
    contents.take(1)  # how long names may be
    name = contents.opaque(1).decode("latin-1")
    extensions = contents.block(2)
    contents.finish()
    is_known = True
    while extensions.remaining():
        is_known &= not extensions.uint(2) & MUST_BE_KNOWN
        extensions.block(2)
    is_name = NAME.fullmatch(name) and not NUMBER.fullmatch(name)
    return name.lower() if suites and is_known and is_name else ""
