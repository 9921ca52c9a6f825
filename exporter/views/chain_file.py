"""The file that a server should send: its chain in order, with what was fetched for its gap."""

from base64 import b64encode
from collections.abc import Iterator
from textwrap import wrap

from exporter.model.certificate import Certificate
from exporter.model.report import Report
from exporter.views.wording import printable

PEM_WIDTH = 64
"""Characters of a line (RFC 7468, section 3)."""


def completed_chains(report: Report) -> Iterator[tuple[Certificate, ...]]:
    """Each once, with the server's own certificate first; none where no way leads to a root."""
    chains = (served.attestation.completion.chain for served in report.chains if served.attestation)
    yield from dict.fromkeys(chain for chain in chains if chain)


def completed_chain(report: Report, fingerprint: str) -> tuple[Certificate, ...] | None:
    """The one whose first certificate has this SHA-256 fingerprint."""
    chains = completed_chains(report)
    return next((one for one in chains if one[0].fingerprint_sha256 == fingerprint), None)


def chain_file(chain: tuple[Certificate, ...]) -> str:
    """The chain in PEM, each certificate below its subject."""
    return "".join(map(pem, chain))


def pem(certificate: Certificate) -> str:
    """One certificate as files hold it; what stands above it, software passes over."""
    body = "\n".join(wrap(b64encode(certificate.der).decode("ascii"), PEM_WIDTH))
    return (
        f"# {printable(certificate.subject) or certificate.serial}\n"
        f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    )
