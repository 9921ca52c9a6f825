"""Times in every form, past, present and to come, at each place."""

from collections.abc import Iterator
from datetime import timedelta

from tests.real.situations.situation import BEFORE, PLACES, SOON, Changes, Situations, at, chain
from tests.unit.x509 import elements as der
from tests.unit.x509.pki import NOW

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def situations() -> Situations:
    """Each validity at each place, and everywhere."""
    for name, validity in validities():
        for place in PLACES:
            yield f"{name}, {place}", at(place, Changes(validity=validity))
        change = Changes(validity=validity)
        yield f"{name}, everywhere", chain(dict.fromkeys(PLACES, change))


def validities() -> Iterator[tuple[str, bytes]]:
    """Two times."""
    begin, end = der.utc_time(BEFORE), der.utc_time(SOON)
    yield "ended yesterday", der.seq(begin, der.utc_time(NOW - DAY))
    yield "ended a second ago", der.seq(begin, der.utc_time(NOW - SECOND))
    yield "ends now", der.seq(begin, der.utc_time(NOW))
    yield "begins now", der.seq(der.utc_time(NOW), end)
    yield "begins in a second", der.seq(der.utc_time(NOW + SECOND), end)
    yield "begins tomorrow", der.seq(der.utc_time(NOW + DAY), end)
    yield "ends before it begins", der.seq(end, begin)
    yield "an hour long", der.seq(der.utc_time(NOW), der.utc_time(NOW + DAY / 24))
    yield "in generalized time", der.seq(der.generalized_time(BEFORE), der.generalized_time(SOON))
    yield "without an end", der.seq(begin, der.tlv(0x18, b"99991231235959Z"))
    yield "of the last century", der.seq(der.tlv(0x17, b"500101000000Z"), end)
    yield "of the first year", der.seq(der.tlv(0x18, b"00010101000000Z"), end)
    yield "without seconds", der.seq(der.tlv(0x17, b"2601010000Z"), end)
    yield "with fractions", der.seq(begin, der.tlv(0x18, b"20301231235959.5Z"))
    yield "in another zone", der.seq(der.tlv(0x17, b"260101000000+0100"), end)
    yield "in UTC as a zone", der.seq(der.tlv(0x17, b"260101000000+0000"), end)
    yield "until the year 10000", der.seq(begin, der.tlv(0x18, b"100000101000000Z"))
    yield "until the last second of 2049", der.seq(begin, der.tlv(0x18, b"20491231235959Z"))
    yield "of two texts", der.seq(der.octets(b"260101000000Z"), end)
    yield "on the thirteenth month", der.seq(begin, der.tlv(0x17, b"301301000000Z"))
    yield "for 900 days", der.seq(begin, der.utc_time(BEFORE + 900 * DAY))
