"""Distinguished names: as text, and as they are compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType
from typing import TypeAlias

from exporter.model.once import Once
from exporter.words.oddity import Oddity
from exporter.x509.der import (
    OBJECT_IDENTIFIER,
    SEQUENCE,
    SET,
    Element,
    Fields,
    NotDer,
    elements,
    fields_of,
)
from exporter.x509.der import object_identifier as dotted

COMMON_NAME = "2.5.4.3"
EMAIL_ADDRESS = "1.2.840.113549.1.9.1"
SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        COMMON_NAME: "CN",
        "2.5.4.6": "C",
        "2.5.4.7": "L",
        "2.5.4.8": "ST",
        "2.5.4.9": "STREET",
        "2.5.4.10": "O",
        "2.5.4.11": "OU",
        "0.9.2342.19200300.100.1.1": "UID",
        "0.9.2342.19200300.100.1.25": "DC",
    }
)
"""RFC 4514, section 3; other attributes have their object identifiers."""
IN_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
WORD = re.compile(r"[^ \t\n\v\f\r]+")
"""Neither case nor space counts, of ASCII: what Unicode has besides no client takes for the same."""
CHARACTER_SETS: Mapping[int, str] = MappingProxyType(
    {
        0x0C: "utf-8",
        0x12: "latin-1",  # NumericString
        0x13: "latin-1",  # PrintableString, whatever is in it
        0x14: "latin-1",  # TeletexString: what people put into it is Latin-1
        0x16: "latin-1",  # IA5String
        0x1A: "latin-1",  # VisibleString
        0x1C: "utf-32-be",
        0x1E: "utf-16-be",
    }
)
LONGEST_COMMON = 512
"""Octets of the name of an issuer that is read once."""
PRINTABLE_STRING = 0x13
PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?*&]*")
"""With & and *, which public CAs have written, and everybody reads."""
NUMBER = b"\x02"
NOT_TEXT = "\N{REPLACEMENT CHARACTER}"
"""What stands for octets that are no text."""
SPECIAL = re.compile(r'([\\"+,;<>]|^[ #]|(?<!^) $)')
Comparable: TypeAlias = tuple[frozenset[tuple[str, str | bytes]], ...]
"""Each RDN as a set of attributes: those of strings without case and needless space."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a name."""

    kind: str
    """Its object identifier."""
    text: str | None
    """None: it is no string."""
    encoded: bytes

    @property
    def comparable(self) -> tuple[str, str | bytes]:
        """What is equal for attributes that match (RFC 5280, section 7.1)."""
        if self.text is None:
            return self.kind, self.encoded
        return self.kind, " ".join(WORD.findall(self.text.translate(IN_SMALL)))

    def __str__(self) -> str:
        value = f"#{self.encoded.hex()}" if self.text is None else escaped(self.text)
        return f"{SHORT_NAMES.get(self.kind, self.kind)}={value}"


@dataclass(frozen=True)  # without slots: what is compared is made once
class Name:
    """A distinguished name, or as much as can be read of it."""

    parts: tuple[tuple[Attribute, ...], ...]
    """RDNs in the order in which they stand."""
    defect: str = ""

    def __str__(self) -> str:
        return self._text

    @Once
    def _text(self) -> str:
        """As RFC 4514 writes it, the last part first."""
        return ",".join("+".join(map(str, part)) for part in reversed(self.parts) if part)

    def values(self, kind: str) -> tuple[str, ...]:
        """The texts of the attributes of this kind."""
        return tuple(
            attribute.text
            for part in self.parts
            for attribute in part
            if attribute.kind == kind and attribute.text is not None
        )

    @Once
    def oddities(self) -> frozenset[Oddity]:
        """What not all clients read."""
        whole = [one for part in self.parts for one in part]
        found = {
            Oddity.NUMBER_IN_NAME: any(one.encoded[:1] == NUMBER for one in whole),
            Oddity.BROKEN_TEXT: any(NOT_TEXT in (one.text or "") for one in whole),
            Oddity.STRAY_CHARACTERS: any(
                one.encoded[0] == PRINTABLE_STRING and not PRINTABLE.fullmatch(one.text or "")
                for one in whole
            ),
        }
        return frozenset(oddity for oddity, is_there in found.items() if is_there)

    @Once
    def comparable(self) -> Comparable:
        """What is equal for names that match."""
        return tuple(frozenset(one.comparable for one in part) for part in self.parts)


def name(encoded: bytes) -> Name:
    """The name; what cannot be read of it is a defect."""
    parts: list[tuple[Attribute, ...]] = []
    try:
        fields = fields_of(encoded)
        while fields.remaining():
            parts.append(tuple(map(attribute, elements(fields.one(SET).content))))
    except NotDer as error:
        return Name(tuple(parts), f"A distinguished name cannot be read: {error}.")
    return Name(tuple(parts))


def issuer_name(encoded: bytes) -> Name:
    """The same of an issuer, which many certificates have in common."""
    return common(encoded) if len(encoded) <= LONGEST_COMMON else name(encoded)


@lru_cache(maxsize=256)
def common(encoded: bytes) -> Name:
    """One that may have been read before."""
    return name(encoded)


def attribute(element: Element) -> Attribute:
    """One attribute of an RDN."""
    if element.tag != SEQUENCE:
        raise NotDer("an attribute is no sequence")
    fields = Fields(element.content)
    kind, value = dotted(fields.one(OBJECT_IDENTIFIER).content), fields.any()
    characters = CHARACTER_SETS.get(value.tag)
    text = value.content.decode(characters, errors="replace") if characters else None
    return Attribute(kind, text, value.whole)


def escaped(text: str) -> str:
    """A value with what RFC 4514, section 2.4, marks."""
    return SPECIAL.sub(r"\\\1", text).replace("\0", "\\00")
