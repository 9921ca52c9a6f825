"""What one scanner says of one server, in words that all scanners share."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from exporter.model.scan import Scan
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support

# Names of OpenSSL and of the registry: NULL-SHA, TLS_RSA_WITH_NULL_SHA; ADH-…, TLS_DH_anon_…
MARKS: Mapping[CipherClass, re.Pattern[str]] = MappingProxyType(
    {
        CipherClass.NULL: re.compile(r"\bNULL\b|_NULL_"),
        CipherClass.ANONYMOUS: re.compile(r"\bA(EC)?DH\b|_anon_", re.IGNORECASE),
        CipherClass.EXPORT: re.compile(r"\bEXP\b|_EXPORT"),
        CipherClass.RC4: re.compile(r"RC4"),
        CipherClass.DES: re.compile(r"DES-CBC-|DES_CBC_"),
        CipherClass.TRIPLE_DES: re.compile(r"DES-CBC3|3DES"),
    }
)
NOT_SINGLE_DES = re.compile(r"3DES|EXP", re.IGNORECASE)


class Subject(Enum):
    """What a scanner is asked about."""

    PROTOCOLS = "protocols"
    WEAK_CIPHERS = "weak ciphers"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answers of one scanner; what it does not know is unknown, or not listed."""

    protocols: Mapping[Protocol, Support]
    weak_ciphers: Mapping[CipherClass, Support]
    groups: Mapping[str, Support]
    """By IANA name."""

    def answers(self, subject: Subject) -> dict[str, Support]:
        """Every answer about one subject, by public name."""
        match subject:
            case Subject.PROTOCOLS:
                return {protocol.value: answer for protocol, answer in self.protocols.items()}
            case Subject.WEAK_CIPHERS:
                return {kind.value: answer for kind, answer in self.weak_ciphers.items()}
            case Subject.GROUPS:
                return dict(self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two answers to one question."""

    about: str
    """The public name of a version, a class or a group."""
    ours: Support
    theirs: Support


def disagreements(ours: Verdict, theirs: Verdict) -> Iterator[Disagreement]:
    """Where they know what we deny, assert or should know; a group may be unknown to us."""
    for subject in Subject:
        our_answers = ours.answers(subject)
        for about, theirs_is in theirs.answers(subject).items():
            if theirs_is is Support.UNKNOWN or about not in our_answers:
                continue
            ours_is = our_answers[about]
            may_be_unknown = subject is Subject.GROUPS and ours_is is Support.UNKNOWN
            if ours_is is not theirs_is and not may_be_unknown:
                yield Disagreement(about=about, ours=ours_is, theirs=theirs_is)


def verdict_of(scan: Scan) -> Verdict:
    """Our own."""
    return Verdict(
        protocols=dict(scan.protocols),
        weak_ciphers=dict(scan.weak_ciphers),
        groups=dict(scan.groups),
    )


def classes_of(suite: str) -> set[CipherClass]:
    """The weaknesses that the name of a suite tells of."""
    classes = {cipher_class for cipher_class, mark in MARKS.items() if mark.search(suite)}
    if NOT_SINGLE_DES.search(suite):
        classes.discard(CipherClass.DES)
    return classes


def weak_classes(
    accepted_suites: Iterable[str], *, otherwise: Support = Support.NO
) -> dict[CipherClass, Support]:
    """Each class by whether one of the suites is of it; `otherwise` is the answer if none is."""
    found = {cipher_class for suite in accepted_suites for cipher_class in classes_of(suite)}
    return {
        cipher_class: Support.YES if cipher_class in found else otherwise
        for cipher_class in CipherClass
    }


def support(is_found: bool) -> Support:  # noqa: FBT001 - the answer to be translated
    """A yes or a no."""
    return Support.YES if is_found else Support.NO
