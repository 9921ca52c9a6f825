"""A scan together with what the ordinary handshake proves."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from exporter.model.evidence import Handshake
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.hello_form import PLAINER, HelloForm
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import is_forward_secret, weak_classes

T = TypeVar("T")
YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN


def joined(scan: Scan, handshake: Handshake) -> Scan:
    """The scan, in which what the handshake agreed on is accepted.

    An answer that does not go with it becomes unknown, and so does what was concluded from a version
    that is not off after all; the others stay.
    """
    surprises = scan.support(handshake.protocol) is NO
    weak = weak_classes_of(handshake)
    return replace(
        scan,
        protocols=with_yes(scan.protocols, [handshake.protocol]),
        weak_ciphers=with_yes(in_doubt(scan.weak_ciphers, doubted=surprises), weak),
        forward_secrecy=forward_secrecy(scan, handshake),
        groups=with_yes(in_doubt(scan.groups, doubted=surprises), groups_of(handshake)),
        preferred_group="" if surprises else scan.preferred_group,
        suites=suites(scan, handshake),
        needed_form=needed_form(handshake),
        refused_alpn=handshake.refused_alpn,
    )


def with_yes(
    answers: tuple[tuple[T, Support], ...], accepted: Iterable[T]
) -> tuple[tuple[T, Support], ...]:
    """The answers, with a yes for each of these."""
    return tuple((dict(answers) | dict.fromkeys(accepted, YES)).items())


def in_doubt(
    answers: tuple[tuple[T, Support], ...], *, doubted: bool
) -> tuple[tuple[T, Support], ...]:
    """The answers without any no, if they are doubted."""
    if not doubted:
        return answers
    return tuple((thing, UNKNOWN if support is NO else support) for thing, support in answers)


def suite_of(handshake: Handshake) -> CipherSuite | None:
    """The suite, if it is one of those that we know."""
    return CipherSuite.__members__.get(handshake.cipher)


def weak_classes_of(handshake: Handshake) -> frozenset[CipherClass]:
    """The weaknesses of the suite."""
    suite = suite_of(handshake)
    return weak_classes(suite) if suite is not None else frozenset()


def groups_of(handshake: Handshake) -> Iterator[str]:
    """The group, if there is one."""
    if handshake.group:
        yield handshake.group


def forward_secrecy(scan: Scan, handshake: Handshake) -> Support:
    """A no only where neither the handshake, nor a version that it found, is one against it."""
    suite = suite_of(handshake)
    if handshake.protocol is Protocol.TLS1_3 or (suite is not None and is_forward_secret(suite)):
        return YES
    is_doubted = scan.support(handshake.protocol) is NO and scan.forward_secrecy is NO
    return UNKNOWN if is_doubted else scan.forward_secrecy


def needed_form(handshake: Handshake) -> HelloForm | None:
    """The form without which no hello was answered; one that may have met with an accident proves nothing."""
    return handshake.form if handshake.form in PLAINER and handshake.declined else None


def suites(scan: Scan, handshake: Handshake) -> tuple[SuiteAnswer, ...]:
    """The suite accepted with the group, whatever the scan said of it; the others as they are."""
    answers = {(answer.protocol, answer.suite): answer for answer in scan.suites}
    key = handshake.protocol, handshake.cipher
    before = answers[key].groups if key in answers else ()
    answers[key] = SuiteAnswer(
        protocol=handshake.protocol,
        suite=handshake.cipher,
        is_accepted=True,
        groups=tuple(dict.fromkeys((*before, *groups_of(handshake)))),
    )
    return tuple(answers.values())
