"""When a certificate begins, nears its end and ends."""

from datetime import UTC, datetime, timedelta
from enum import Enum

from exporter.model.certificate import Certificate
from exporter.model.target import ExpiryThresholds
from exporter.words.wording import share

SECOND = timedelta(seconds=1)
LATEST_END = datetime.max.replace(tzinfo=UTC) - SECOND


class Period(Enum):
    """Where an instant lies in the life of a certificate."""

    EARLY = "before its first day"
    GOOD = "valid, and not near its end"
    LATE = "nearer to its end than to be warned of"
    LAST = "critically near its end"
    OVER = "after its end"


def period(certificate: Certificate, expiry: ExpiryThresholds, now: datetime) -> Period:
    """Where `now` lies."""
    if now < certificate.not_before:
        return Period.EARLY
    if is_over(certificate, now):
        return Period.OVER
    if now >= critical_from(certificate, expiry):
        return Period.LAST
    return Period.LATE if now >= warned_from(certificate, expiry) else Period.GOOD


def is_over(certificate: Certificate, now: datetime) -> bool:
    """Whether the certificate has expired."""
    return now >= end(certificate)


def end(certificate: Certificate) -> datetime:
    """The first instant at which it is not valid any more.

    notAfter is its last second of validity (RFC 5280, section 4.1.2.5).
    """
    return min(certificate.not_after, LATEST_END) + SECOND


def time_left(certificate: Certificate, now: datetime) -> str:
    """When a certificate ends, and how much of its life that leaves."""
    ends = f"{certificate.subject or 'the certificate'} ends {certificate.not_after:%Y-%m-%d %H:%M}"
    return f"{ends} UTC, in {share(end(certificate) - now, certificate.lifetime)}"


def critical_from(certificate: Certificate, expiry: ExpiryThresholds) -> datetime:
    """When its end becomes critically near."""
    return near_from(certificate, expiry.critical, expiry.critical_lifetime_ratio)


def warned_from(certificate: Certificate, expiry: ExpiryThresholds) -> datetime:
    """When its end is near enough to be warned of."""
    return near_from(certificate, expiry.warn, expiry.warn_lifetime_ratio)


def near_from(certificate: Certificate, seconds: float, share: float) -> datetime:
    """So many seconds before its end, or such a share of its lifetime where that is less."""
    return end(certificate) - min(timedelta(seconds=seconds), share * certificate.lifetime)
