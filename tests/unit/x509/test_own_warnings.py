"""Warnings are heard by the thread whose certificate they are about."""

import warnings
from concurrent.futures import ThreadPoolExecutor

from exporter.x509.decode import certificate
from exporter.x509.own_warnings import TURN, warnings_heard
from tests.unit.x509.pki import ca, leaf


def test_one_thread_at_a_time_hears_them() -> None:
    """And Python is left as it was."""
    before = (warnings.filters[:], warnings.showwarning)
    with warnings_heard() as heard:
        assert TURN.locked()
        warnings.warn("odd", stacklevel=1)
    assert not TURN.locked()
    assert [str(one.message) for one in heard] == ["odd"]
    assert (warnings.filters[:], warnings.showwarning) == before


def test_no_certificate_has_the_defects_of_another() -> None:
    """Four threads decode a sound certificate and one whose serial number is zero, 400 times."""
    sound = leaf(ca("Root")).der
    serial = sound.index(b"\x02\x14") + 2
    odd = sound[:serial] + bytes(20) + sound[serial + 20 :]
    odd = odd[: serial - 2] + b"\x02\x14" + b"\x80" + bytes(19) + odd[serial + 20 :]
    expected = {sound: certificate(sound).defects, odd: certificate(odd).defects}
    assert [len(defects) for defects in expected.values()] == [0, 1]
    with ThreadPoolExecutor(4) as threads:
        tasks = [sound, odd] * 200
        assert list(threads.map(lambda der: certificate(der).defects, tasks)) == [
            expected[der] for der in tasks
        ]
