"""Certificates of the lab's authorities, as the files that real servers are configured with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exporter.lab.authority import Authorities
from exporter.lab.certificates import SentChain

USUAL_CHAIN = SentChain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What a server is configured with: the certificates it sends, and the key of the first."""

    certificates: tuple[x509.Certificate, ...]
    chain_file: Path
    key_file: Path
    staple_file: Path | None = None
    """The OCSP response that the server is to staple, in DER."""


class Deployments:
    """Makes deployments whose chains lead to one root, or as a `ServedChain` says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._authorities = Authorities(now=datetime.now(tz=UTC))
        self.root_file = folder / "root.pem"
        self.root_file.write_bytes(self._authorities.root_pem)

    def deploy(self, host: str, chain: SentChain = USUAL_CHAIN) -> Deployment:
        """Writes a new chain for `host`, with its key."""
        credentials = self._authorities.credentials(chain, host=host)
        stem = f"{host}-{next(self._numbers)}"
        chain_file, key_file = self._folder / f"{stem}.pem", self._folder / f"{stem}.key"
        chain_file.write_bytes(pem(credentials.certificates))
        key_file.write_bytes(
            credentials.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        staple_file = self._folder / f"{stem}.ocsp" if credentials.staple else None
        if staple_file:
            staple_file.write_bytes(credentials.staple)
        return Deployment(
            certificates=credentials.certificates,
            chain_file=chain_file,
            key_file=key_file,
            staple_file=staple_file,
        )


def pem(certificates: Iterable[x509.Certificate]) -> bytes:
    """The certificates in the form that servers read."""
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)
