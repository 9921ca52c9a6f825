"""Everything that the answers of a scan prove."""

from exporter.model.scan import Accepted
from exporter.tls.scan.key_exchanges import forward_secrecy, smallest_prime
from exporter.tls.scan.key_groups import group_support, preferred_group
from exporter.tls.scan.suites import suite_answers
from exporter.tls.scan.transcript import Transcript
from exporter.tls.scan.weak_ciphers import weak_cipher_support


def verdicts(transcript: Transcript) -> Accepted:
    """What the transcript proves, and nothing more."""
    return Accepted(
        protocols=tuple(transcript.supports.items()),
        weak_ciphers=weak_cipher_support(transcript),
        forward_secrecy=forward_secrecy(transcript),
        groups=group_support(transcript),
        preferred_group=preferred_group(transcript),
        dh_bits=smallest_prime(transcript),
        suites=tuple(suite_answers(transcript)),
    )
