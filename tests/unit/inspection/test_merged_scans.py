"""Of what a scan had no time for, the last one tells on."""

from dataclasses import replace
from datetime import timedelta

from exporter.inspection.scans.merged_scans import completed
from exporter.model.scan import Scan
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_subject import ScanSubject
from tests.unit.inspection.world import START

YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
LATER = START + timedelta(hours=1)
LAST = Scan(
    protocols=((Protocol.TLS1_2, YES), (Protocol.TLS1_3, YES)),
    weak_ciphers=((CipherClass.RC4, NO), (CipherClass.TRIPLE_DES, YES)),
    groups=(("x25519", YES), ("x448", NO)),
    refused_signatures=((Protocol.TLS1_2, "RSA_PKCS1_SHA1"),),
    large_hellos=YES,
    taken_at=START,
    connections=40,
    is_complete=True,
    seconds=3.0,
)
CUT_SHORT = Scan(
    protocols=((Protocol.TLS1_2, YES), (Protocol.TLS1_3, NO)),
    weak_ciphers=((CipherClass.RC4, YES), (CipherClass.TRIPLE_DES, UNKNOWN)),
    groups=(("x25519", UNKNOWN), ("x448", UNKNOWN)),
    taken_at=LATER,
    connections=20,
    is_complete=False,
    left_open=(ScanSubject.WEAK_CIPHERS, ScanSubject.GROUPS),
    seconds=1.0,
)
TOLD = replace(
    CUT_SHORT,
    weak_ciphers=((CipherClass.RC4, YES), (CipherClass.TRIPLE_DES, YES)),
    groups=(("x25519", YES), ("x448", NO)),
    refused_signatures=((Protocol.TLS1_2, "RSA_PKCS1_SHA1"),),
    large_hellos=YES,
)


def test_what_there_was_no_time_for_stays_as_it_was() -> None:
    """What was settled is told anew; when, and by how many connections, are those of the new scan."""
    assert completed(CUT_SHORT, LAST) == TOLD
    assert completed(CUT_SHORT, LAST).seconds == 1.0


def test_what_was_asked_in_vain_is_unknown() -> None:
    """Over a bad path nothing is known any more of what was known before; nor without a scan before."""
    asked_all = replace(CUT_SHORT, left_open=())
    assert completed(asked_all, LAST) is asked_all
    assert completed(CUT_SHORT, None) is CUT_SHORT
