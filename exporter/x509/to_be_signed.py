"""The fields of a certificate (RFC 5280, section 4.1), opened whatever is odd in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from exporter.words.oddity import Oddity
from exporter.x509 import der
from exporter.x509.algorithm_identifier import algorithm_identifier
from exporter.x509.der import Element, Fields, NotDer, fields_of
from exporter.x509.general_name import quoted

VERSION, ISSUER_ID, SUBJECT_ID, EXTENSIONS = 0xA0, 0x81, 0x82, 0xA3
VERSIONS = range(1, 4)
VERSION_1 = b"\0"
PIVOT = 50
"""Years in two digits from here on are of the last century (RFC 5280, section 4.1.2.5.1)."""

USUAL_TIMES: Mapping[int, int] = MappingProxyType({der.UTC_TIME: 13, der.GENERALIZED_TIME: 15})
"""Octets of a time to the second, in UTC."""
LONGEST_SERIAL = 20
"""Octets (RFC 5280, section 4.1.2.2)."""
REST = (
    rb"(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
    rb"(?:[.,]\d+)?(?:Z|(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d))"
)
FORMS: Mapping[int, re.Pattern[bytes]] = MappingProxyType(
    {
        der.UTC_TIME: re.compile(rb"(?P<year>\d\d)" + REST),
        der.GENERALIZED_TIME: re.compile(rb"(?P<year>\d{4})" + REST),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What was signed, how, and the signature."""

    algorithm: str
    """Its object identifier."""
    parameters: bytes
    content: bytes
    """TBSCertificate in DER."""
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBeSigned:
    """The fields; names, key and extensions still in DER."""

    version: int
    """1, 2 or 3, or whatever else stands there."""
    serial: int
    issuer: bytes
    not_before: datetime
    not_after: datetime
    subject: bytes
    key: bytes
    extensions: bytes
    """The content of the list; empty where there is none."""
    signature: Signature
    oddities: tuple[Oddity, ...]
    defects: tuple[str, ...]
    """What everybody bears that should not be, a sentence for each."""
    malformed: tuple[str, ...]
    """Those that nobody bears, but in an anchor."""
    unusable: tuple[str, ...]
    """Those that nobody bears, wherever they stand."""


def opened(encoded: bytes) -> ToBeSigned:
    """The certificate; NotDer where its fields, up to the key, or its dates are beyond reading."""
    content = within(encoded).one(der.SEQUENCE)
    fields = Fields(content.content)
    version = fields.optional(VERSION)
    serial, inner = fields.one(der.INTEGER), fields.one(der.SEQUENCE)
    issuer, dates = fields.any(), fields.one(der.SEQUENCE)
    subject, key = fields.any(), fields.one(der.SEQUENCE)
    begin, end = times(dates.content)
    extensions, faults = rest(fields)
    written = Fields(version.content).one(der.INTEGER).content if version else VERSION_1
    number = 1 + der.integer(written)
    signed, named, broken = around(encoded, content)
    if not broken and inner.whole != named:
        faults = (*faults, "Its two signature algorithms are not the same.")
    if number not in VERSIONS:
        faults = (*faults, f"Its version is {number}.")
    return ToBeSigned(
        version=number,
        serial=der.integer(serial.content),
        issuer=issuer.whole,
        not_before=time(begin),
        not_after=time(end),
        subject=subject.whole,
        key=key.whole,
        extensions=extensions,
        signature=signed,
        oddities=(
            *odd_times(begin, end),
            *odd_layout(number, serial.content, extensions),
            *odd_lengths(version, serial, inner, issuer, dates, subject, extensions),
        ),
        defects=tuple(odd_serial(serial.content)),
        malformed=faults,
        unusable=(*broken, *misspelled(begin, end), *padding(written)),
    )


def within(encoded: bytes) -> Fields:
    """What follows the first tag and length, whether the length is right or not."""
    octets = encoded[1] & ~der.LONG_FORM if encoded[1:2] > b"\x80" else 0
    if encoded[:1] != bytes([der.SEQUENCE]):
        raise NotDer("it is no sequence")
    return Fields(encoded[2 + octets :])


def around(encoded: bytes, content: Element) -> tuple[Signature, bytes, tuple[str, ...]]:
    """The signature on TBSCertificate, its algorithm in DER, and a sentence if they cannot be read."""
    try:
        fields = fields_of(encoded)
        fields.one(der.SEQUENCE)
        algorithm, value = fields.one(der.SEQUENCE), fields.one(der.BIT_STRING)
        fields.finish()
        return signature(content.whole, algorithm.whole, value.content), algorithm.whole, ()
    except NotDer as error:
        nothing = Signature(algorithm="", parameters=b"", content=content.whole, value=b"")
        return nothing, b"", (f"Its signature, or what is around it, cannot be read: {error}.",)


def signature(content: bytes, algorithm: bytes, value: bytes) -> Signature:
    """The signature on the content."""
    identifier, parameters = algorithm_identifier(algorithm)
    if value[:1] != b"\0":
        raise NotDer("a signature is not of whole octets")
    return Signature(algorithm=identifier, parameters=parameters, content=content, value=value[1:])


def rest(fields: Fields) -> tuple[bytes, tuple[str, ...]]:
    """The list of extensions, and a sentence if it is not all that follows the key."""
    try:
        for identifier in (ISSUER_ID, SUBJECT_ID):
            fields.optional(identifier)
        explicit = fields.optional(EXTENSIONS)
        listed = Fields(explicit.content).one(der.SEQUENCE).content if explicit else b""
        fields.finish()
    except NotDer as error:
        return b"", (f"What follows its key cannot be read: {error}.",)
    return listed, ()


def odd_times(*times: Element) -> Iterator[Oddity]:
    """What clients differ about of how the times are written."""
    for one in times:
        text = one.content
        if not text.endswith(b"Z"):
            yield Oddity.ZONED_TIME
        elif len(text) != USUAL_TIMES.get(one.tag):
            yield Oddity.SHORT_TIME
        elif text.endswith(b"60Z"):
            yield Oddity.LEAP_SECOND


def odd_layout(version: int, serial: bytes, extensions: bytes) -> Iterator[Oddity]:
    """The same of the other fields."""
    if version not in VERSIONS:
        yield Oddity.ODD_VERSION
    elif extensions and version != VERSIONS[-1]:
        yield Oddity.EARLY_EXTENSIONS
    if len(serial) > 1 and der.integer(serial) == der.integer(serial[1:]):
        yield Oddity.PADDED_NUMBER


def odd_lengths(*fields: Element | bytes | None) -> Iterator[Oddity]:
    """The same of lengths in all but the key, in whose octets chance would look like them."""
    written = (one.whole if isinstance(one, Element) else one or b"" for one in fields)
    if der.is_overlong(b"".join(written)):
        yield Oddity.NOT_DER


def odd_serial(serial: bytes) -> Iterator[str]:
    """What RFC 5280, section 4.1.2.2, asks of a serial number and this one is not."""
    if der.integer(serial) <= 0:
        yield "The serial number is not positive."
    if len(serial) > LONGEST_SERIAL:
        yield f"The serial number has {len(serial)} octets, more than {LONGEST_SERIAL}."


def times(content: bytes) -> tuple[Element, Element]:
    """From when to when, as it stands there."""
    fields = Fields(content)
    begin, end = fields.any(), fields.any()
    fields.finish()
    return begin, end


def padding(version: bytes) -> Iterator[str]:
    """A sentence where the version takes more octets than it needs."""
    if len(version) > 1:
        yield f"The version is written in {len(version)} octets."


def misspelled(*times: Element) -> Iterator[str]:
    """A sentence for each time finer than a second, or that writes UTC as a zone (RFC 5280, section 4.1.2.5)."""
    for one in times:
        text = one.content.decode("ascii", errors="replace")
        if "." in text or "," in text:
            yield f"The time {text} has fractions of seconds."
        if text.endswith(("+0000", "-0000")):
            yield f"The time {text} does not end with Z."


def time(element: Element) -> datetime:
    """A time in either form, whichever the year asks for (RFC 5280, section 4.1.2.5)."""
    match = FORMS[element.tag].fullmatch(element.content) if element.tag in FORMS else None
    if match is None:
        raise NotDer(f"{quoted(element.content[:24])} is no time")
    year, month, day, hour, minute = map(int, match.group("year", "month", "day", "hour", "minute"))
    if element.tag == der.UTC_TIME:
        year += 1900 if year >= PIVOT else 2000
    # A leap second is read as the one before it, and the year 0 as the first that Python has.
    second = min(int(match["second"] or 0), 59)
    try:
        return datetime(max(year, 1), month, day, hour, minute, second, tzinfo=UTC) - zone(match)
    except (ValueError, OverflowError) as error:
        raise NotDer(f"{quoted(element.content)} is no time") from error


def zone(match: re.Match[bytes]) -> timedelta:
    """How far the time is ahead of UTC, which all but old software writes."""
    if not match["sign"]:
        return timedelta()
    ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return ahead if match["sign"] == b"+" else -ahead
