"""Everything that the answers of a scan prove."""

from dataclasses import dataclass

from exporter.model.cipher_class import CipherClass
from exporter.model.protocol import Protocol, Support
from exporter.model.scan import SuiteAnswer
from exporter.tls.scan.key_exchanges import forward_secrecy, smallest_prime
from exporter.tls.scan.key_groups import group_support, preferred_group
from exporter.tls.scan.suites import suite_answers
from exporter.tls.scan.transcript import Transcript
from exporter.tls.scan.weak_ciphers import weak_cipher_support


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What a scan has established; each field as in `exporter.model.scan.Scan`."""

    protocols: tuple[tuple[Protocol, Support], ...]
    weak_ciphers: tuple[tuple[CipherClass, Support], ...]
    forward_secrecy: Support
    groups: tuple[tuple[str, Support], ...]
    preferred_group: str
    dh_bits: int | None
    suites: tuple[SuiteAnswer, ...]


def verdicts(transcript: Transcript) -> Verdicts:
    """What the transcript proves, and nothing more."""
    return Verdicts(
        protocols=tuple(transcript.supports.items()),
        weak_ciphers=weak_cipher_support(transcript),
        forward_secrecy=forward_secrecy(transcript),
        groups=group_support(transcript),
        preferred_group=preferred_group(transcript),
        dh_bits=smallest_prime(transcript),
        suites=tuple(suite_answers(transcript)),
    )
