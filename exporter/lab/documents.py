"""What the lab's CA tells of a certificate: by OCSP, in a list, and when it would have it renewed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from exporter.lab.certificates import Validity, Word

WEEK, DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notary:
    """Who tells of the certificates that it has issued."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    now: datetime

    def _until(self, word: Word) -> datetime:
        return self.now + (-DAY if word is Word.ENDED else WEEK)

    def status(self, leaf: x509.Certificate, word: Word) -> bytes:
        """What a responder answers, and a server staples."""
        is_revoked, end = word is Word.REVOKED, self._until(word)
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=leaf,
            issuer=self.certificate,
            algorithm=SHA256(),
            cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=end - WEEK,
            next_update=end,
            revocation_time=end - WEEK if is_revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
        )
        answer = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
        return answer.sign(self.key, SHA256()).public_bytes(Encoding.DER)

    def revocations(self, leaf: x509.Certificate, word: Word) -> bytes:
        """The list of what it has revoked: this certificate, or none."""
        end = self._until(word)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(end - WEEK)
            .next_update(end)
        )
        if word is Word.REVOKED:
            entry = x509.RevokedCertificateBuilder().serial_number(leaf.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(end - WEEK).build())
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.DER)


def acme_directory(place: str) -> bytes:
    """A CA's directory (RFC 8555, section 7.1.1), as far as renewals go."""
    return json.dumps({"renewalInfo": place}).encode()


def renewal_information(window: Validity, now: datetime) -> bytes:
    """When a CA would have a certificate renewed (RFC 9773, section 4.2)."""
    start, end = now - timedelta(days=window.age), now + timedelta(days=window.left)
    suggested = {"start": start.isoformat(), "end": end.isoformat()}
    return json.dumps({"suggestedWindow": suggested}).encode()
