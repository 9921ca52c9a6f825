"""Certificates of kinds that the lab's authorities do not make, by OpenSSL's command."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from cryptography import x509

from tests.real.programs.deployment import Deployment, pem

CONFIGURATION = "[req]\ndistinguished_name = name\n[name]\n"
"""Without the extensions that OpenSSL's own file would add."""
AUTHORITY = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign")
SERVER = ("basicConstraints=critical,CA:FALSE", "extendedKeyUsage=serverAuth")
KEY_IDENTIFIERS = ("subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid")
DSA_PARAMETERS = """\
-----BEGIN DSA PARAMETERS-----
MIICKQKCAQEA36jjEqG+AjGwbrhTJPDcBapSo3ZiDen8+R1oCOmdinji/tk3idXy
nIPhfgWrwQTxvquu8/3to9NDIJxO+mAdNGIw2mAVkqy4oSRiUlD3mESpCimmnt6h
ut4Hg6AhvWEDg6LQi+oYdo5G0bIdzYZ89Ag+VqvXxT9EdCdeySeZmIXGJZO74R8Y
Cz2Hq+hwnA09KaiHLpFMMQtzBVJXPd+pVR9GT+hwtZ4wY7/2ilVuFn0331UN9o+w
D3nL8iLbwoya3yJSJWaGLmV+DDH4I/91nQhjmcxJ7T7s1LfvatkARq5iRbJ1kp1C
uh3eAlEeDcOZEkF33wkSQkR0CXqCnmcZ8wIdAMm/LqJsjMlnjPAnsHkQzMpp5mq3
tth48XDqg/ECggEBANxVr7PDC+uHSAnQGvctrKEvM9ghaS8axvTuaVqFuANn2ZBS
5CSPghsbt9RF29TlcwkL80DN/l+LDQzaaVwFrCtS7kmRfsdsDQyKA22AIoFjqymo
tDf/5K+4MQPcoNYQqR8Kp9PbpFniCRLJz3v2V8H5cUybJuBsy0EJvJhwXvfUPt8h
LB3WWEQE0+gdQ9lOH39daophYtxJOWr3WAGZmBJEssS0g5CKMWSMUtFMOHmKwCq5
l3VrPWSd4Y5llBhJu8vfAcKZ8dLNmcY9nreHYY62KyreFGml8yJww4eAZDWgTI6p
41wPN/wynwnq0hsofI5DvzSPWxs1KV8+8oe/XM4=
-----END DSA PARAMETERS-----
"""
"""2048 bits, as they take OpenSSL a second to find."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A certificate to be made, and those between it and the root."""

    key: str = "RSA -pkeyopt rsa_keygen_bits:2048"
    """The algorithm, with its options of `openssl genpkey`."""
    subject: str = "/CN=scanned.test"
    digest: str = "sha256"
    """Of the signature on it."""
    extensions: tuple[str, ...] = (*SERVER, "subjectAltName=DNS:scanned.test")
    intermediates: int = 1
    digest_of_intermediates: str = "sha256"
    """Of the signatures on those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate with its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """OpenSSL's command, with a folder for what it makes."""

    openssl: Path
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def made(
        self, order: Order, digest: str, extensions: tuple[str, ...], issuer: Held | None
    ) -> Held:
        """A new certificate with a new key, signed by the issuer, or by itself."""
        stem = self.folder / f"made-{next(self.numbers)}"
        held = Held(certificate=stem.with_suffix(".pem"), key=stem.with_suffix(".key"))
        self._make_key(order.key, held.key)
        configuration = self.folder / "openssl.cnf"
        configuration.write_text(CONFIGURATION)
        signed_by = ("-CA", issuer.certificate, "-CAkey", issuer.key) if issuer else ()
        self._run(
            *("req", "-x509", "-config", configuration, "-key", held.key, "-days", "90"),
            *(f"-{digest}", "-subj", order.subject, "-out", held.certificate, *signed_by),
            *(word for extension in extensions for word in ("-addext", extension)),
        )
        return held

    def _make_key(self, key: str, file: Path) -> None:
        if key != "DSA":
            return self._run("genpkey", "-algorithm", *key.split(), "-out", file)
        parameters = self.folder / "dsa-parameters.pem"
        parameters.write_text(DSA_PARAMETERS)
        return self._run("genpkey", "-paramfile", parameters, "-out", file)

    def _run(self, *arguments: str | Path) -> None:
        subprocess.run([self.openssl, *arguments], check=True, capture_output=True)


class OpenSSLAuthority:
    """A root of its own, with whatever is ordered below it."""

    def __init__(self, openssl: Path, folder: Path) -> None:
        self._maker = Maker(openssl=openssl, folder=folder)
        self._root = self._authority("Root of Oddities", "sha256", None)
        self.root_file = self._root.certificate

    def deploy(self, order: Order) -> Deployment:
        """What a server is configured with; the root is not sent."""
        chain: tuple[Held, ...] = ()
        issuer = self._root
        for number in range(order.intermediates):
            name = f"Intermediate {number + 1}"
            issuer = self._authority(name, order.digest_of_intermediates, issuer)
            chain = (issuer, *chain)
        extensions = (*order.extensions, *KEY_IDENTIFIERS)
        leaf = self._maker.made(order, order.digest, extensions, issuer)
        certificates = tuple(
            x509.load_pem_x509_certificate(held.certificate.read_bytes()) for held in (leaf, *chain)
        )
        chain_file = leaf.certificate.with_suffix(".chain.pem")
        chain_file.write_bytes(pem(certificates))
        return Deployment(certificates=certificates, chain_file=chain_file, key_file=leaf.key)

    def _authority(self, name: str, digest: str, issuer: Held | None) -> Held:
        order = Order(key="EC -pkeyopt ec_paramgen_curve:P-256", subject=f"/CN={name}")
        return self._maker.made(order, digest, (*AUTHORITY, *KEY_IDENTIFIERS), issuer)
