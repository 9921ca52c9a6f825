"""Step 8, the cryptography: weak suites, forward secrecy, short primes, post-quantum groups."""

from collections.abc import Iterator

from exporter.guide.case import Case, every_address, with_scan
from exporter.guide.check import Caused, Check
from exporter.guide.proof import scanned, when
from exporter.guide.runbook import finding_kind
from exporter.model.outcome import ScanCutOff
from exporter.model.place import Address
from exporter.model.scan import Scan, SuiteAnswer
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.post_quantum import POST_QUANTUM
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_answer import ScanAnswer
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import weak_classes

SHORTEST_PRIME = 2048
"""Bits (RFC 9325, section 4.5)."""
WEAK_CIPHER_ENABLED = finding_kind("compatibility_weak_cipher_enabled")
NO_FORWARD_SECRECY = finding_kind("compatibility_no_forward_secrecy")
WEAK_DH = finding_kind("compatibility_weak_dh")
SCAN_CUT_OFF = finding_kind("compatibility_scan_cut_off")
NO_POST_QUANTUM = finding_kind("compatibility_no_post_quantum")


def find_weak_ciphers(case: Case, place: Address) -> Iterator[str | Caused]:
    """Suites that nobody should accept, by class."""
    scan = case.scans[place]
    weak = tuple(kind for kind, support in scan.weak_ciphers if support is Support.YES)
    if weak:
        proof = "; ".join(f"{kind}: {proof_of(kind, scan)}" for kind in weak)
        yield scanned(f"{place} accepts {proof}", case, place, *weak)


def proof_of(kind: CipherClass, scan: Scan) -> str:
    """The suites of the class that the server chose, with their versions."""
    chosen = (answer for answer in scan.accepted_suites if kind in classes(answer))
    return ", ".join(f"{answer.suite} at {answer.protocol}" for answer in chosen)


def classes(answer: SuiteAnswer) -> frozenset[CipherClass]:
    """The weaknesses of a suite that was accepted."""
    registry = Sslv2Cipher if answer.protocol is Protocol.SSLV2 else CipherSuite
    return weak_classes(registry[answer.suite])


def find_lasting_keys(case: Case, place: Address) -> Iterator[str | Caused]:
    """No ephemeral key exchange at any version."""
    if case.scans[place].forward_secrecy is Support.NO:
        proof = f"{place} accepts neither TLSv1.3 nor an ECDHE or DHE suite"
        yield scanned(proof, case, place, ScanAnswer.FORWARD_SECRECY, answer=Support.NO)


def find_short_prime(case: Case, place: Address) -> Iterator[str | Caused]:
    """A Diffie-Hellman prime that can be broken with much effort."""
    bits = case.scans[place].dh_bits
    if bits is not None and bits < SHORTEST_PRIME:
        proof = f"{place} uses a prime of {bits} bits, below {SHORTEST_PRIME}"
        yield scanned(proof, case, place, ScanAnswer.DH_BITS, answer=bits)


def find_no_post_quantum(case: Case, place: Address) -> Iterator[str]:
    """It is known that no group with ML-KEM is accepted."""
    scan = case.scans[place]
    supports = {scan.group_support(group.name) for group in POST_QUANTUM}
    if scan.enabled and supports == {Support.NO}:
        yield f"{place} accepts none of the groups with ML-KEM {when(scan)}"


def find_scan_cut_off(case: Case, place: Address) -> Iterator[str]:
    """The server stopped answering soon after a scan of ours, as one does that bans."""
    if cut := case.addresses[place].found(ScanCutOff):
        scans = "a scan" if cut.times == 1 else f"{cut.times} scans"
        yield (
            f"{place} stopped answering after {scans} of this exporter: the last question was asked at "
            f"{cut.asked_at:%Y-%m-%d %H:%M} UTC, no answer came at {cut.noticed_at:%H:%M}; the next "
            f"scan comes at {cut.next_at:%Y-%m-%d %H:%M} or later"
        )


CIPHER_CHECKS = (
    Check(kind=SCAN_CUT_OFF, applies=every_address, find=find_scan_cut_off),
    Check(kind=WEAK_CIPHER_ENABLED, applies=with_scan, find=find_weak_ciphers),
    Check(kind=NO_FORWARD_SECRECY, applies=with_scan, find=find_lasting_keys),
    Check(kind=WEAK_DH, applies=with_scan, find=find_short_prime),
    Check(kind=NO_POST_QUANTUM, applies=with_scan, find=find_no_post_quantum),
)
