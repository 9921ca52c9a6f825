"""What the ordinary handshake proves is part of the scan, and contradicts none of the rest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exporter.inspection.scans.joined_scan import joined
from exporter.model.evidence import Handshake
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_class import CipherClass
from exporter.words.hello_form import HelloForm
from exporter.words.protocol import Protocol, Support

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
SUITE = "TLS_AES_128_GCM_SHA256"
HANDSHAKE = Handshake(protocol=Protocol.TLS1_3, cipher=SUITE, group="x25519", alpn="")
NOTHING_KNOWN = Scan(
    protocols=tuple((version, UNKNOWN) for version in Protocol),
    weak_ciphers=tuple((kind, UNKNOWN) for kind in CipherClass),
    taken_at=datetime(2026, 6, 1, tzinfo=UTC),
    connections=1,
    is_complete=False,
)
TLS1_2_ALONE = replace(
    NOTHING_KNOWN,
    protocols=tuple((one, YES if one is Protocol.TLS1_2 else NO) for one in Protocol),
    weak_ciphers=((CipherClass.RC4, NO), (CipherClass.TRIPLE_DES, YES)),
    forward_secrecy=NO,
    groups=(("secp256r1", YES), ("x25519", NO), ("x448", NO)),
    preferred_group="secp256r1",
    is_complete=True,
)


def test_what_a_scan_had_no_time_for_is_known_from_the_handshake() -> None:
    """The version, the suite and the group; nothing else."""
    scan = joined(NOTHING_KNOWN, HANDSHAKE)
    assert [one for one, support in scan.protocols if support is not UNKNOWN] == [Protocol.TLS1_3]
    assert scan.support(Protocol.TLS1_3) is YES
    assert scan.groups == (("x25519", YES),)
    accepted = SuiteAnswer(
        protocol=Protocol.TLS1_3, suite=SUITE, is_accepted=True, groups=("x25519",)
    )
    assert scan.suites == (accepted,)
    assert scan.forward_secrecy is YES
    assert set(dict(scan.weak_ciphers).values()) == {UNKNOWN}


def test_of_a_contradicted_scan_only_what_follows_from_the_version_is_doubted() -> None:
    """Every yes stays, and every version that is off."""
    scan = joined(TLS1_2_ALONE, HANDSHAKE)
    assert [scan.support(one) for one in Protocol] == [NO, NO, NO, NO, YES, YES]
    assert scan.weak_ciphers == ((CipherClass.RC4, UNKNOWN), (CipherClass.TRIPLE_DES, YES))
    assert scan.groups == (("secp256r1", YES), ("x25519", YES), ("x448", UNKNOWN))
    assert (scan.preferred_group, scan.forward_secrecy) == ("", YES)


@pytest.mark.parametrize(
    ("cipher", "forward_secrecy", "triple_des"),
    [
        ("TLS_RSA_WITH_AES_128_CBC_SHA", UNKNOWN, NO),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", YES, NO),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", UNKNOWN, YES),
    ],
)
def test_a_suite_that_was_refused_is_accepted_after_all(
    cipher: str, forward_secrecy: Support, triple_des: Support
) -> None:
    """With its class."""
    refused = SuiteAnswer(protocol=Protocol.TLS1_1, suite=cipher, is_accepted=False)
    before = replace(TLS1_2_ALONE, weak_ciphers=((CipherClass.TRIPLE_DES, NO),), suites=(refused,))
    handshake = replace(HANDSHAKE, protocol=Protocol.TLS1_1, cipher=cipher, group="")
    scan = joined(before, handshake)
    assert scan.suites == (replace(refused, is_accepted=True),)
    assert scan.forward_secrecy is forward_secrecy
    expected = YES if triple_des is YES else UNKNOWN
    assert dict(scan.weak_ciphers)[CipherClass.TRIPLE_DES] is expected


def test_a_scan_that_agrees_stays_as_it_is() -> None:
    """Nothing is told twice."""
    scan = joined(NOTHING_KNOWN, HANDSHAKE)
    assert joined(scan, HANDSHAKE) == scan


@pytest.mark.parametrize(
    ("form", "declined", "expected"),
    [
        (HelloForm.ORDINARY, "", None),
        (HelloForm.WITHOUT_ALPN, "the server sent alert no_application_protocol", None),
        (HelloForm.UNSTAPLED, "closed during the handshake", HelloForm.UNSTAPLED),
        (HelloForm.PLAIN, "reset during the handshake", HelloForm.PLAIN),
        (HelloForm.PLAIN, "", None),
    ],
)
def test_a_handshake_tells_which_form_of_hello_is_needed(
    form: HelloForm, declined: str, expected: HelloForm | None
) -> None:
    """Where one may have met with an accident, nothing is known of the next one."""
    scan = joined(NOTHING_KNOWN, replace(HANDSHAKE, form=form, declined=declined))
    assert scan.needed_form is expected


def test_what_the_handshake_of_today_had_to_leave_out_is_of_today() -> None:
    """Protocols that were refused once may not be refused any more."""
    before = joined(NOTHING_KNOWN, replace(HANDSHAKE, refused_alpn=("h2", "http/1.1")))
    assert before.refused_alpn == ("h2", "http/1.1")
    assert joined(before, HANDSHAKE).refused_alpn == ()
