"""`openssl verify` as a second opinion on every chain of the X.509 tests."""

import re
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519

from exporter.model.certificate import ChainAssessment, TrustVerdict
from exporter.words.reason import TrustReason
from exporter.x509.appraiser import Appraiser
from exporter.x509.decode import certificate
from tests.real.conftest import Program
from tests.unit.x509 import cases
from tests.unit.x509.case import Case
from tests.unit.x509.pki import (
    NOW,
    Issued,
    Key,
    ca,
    leaf,
    new_key,
    pem_of,
    rsa_key,
    store_of,
    weakly_signed,
)

pytestmark = pytest.mark.real

STRENGTH_OF_DEBIAN = "2"
"""The security level that Debian gives to TLS; `openssl verify` alone takes a lower one."""


def pem(certificates: Iterable[Issued]) -> bytes:
    """The certificates as PEM."""
    return b"".join(pem_of(one.der) for one in certificates)


def is_verified(openssl: Path, folder: Path, case: Case, *options: str) -> bool:
    """Whether OpenSSL leads the leaf to an anchor; any anchor will do, as in our stores."""
    leaf_file, sent_file, anchor_file = (folder / name for name in ("leaf", "sent", "anchors"))
    leaf_file.write_bytes(pem(case.sent[:1]))
    sent_file.write_bytes(pem(case.sent))
    anchor_file.write_bytes(pem(case.anchors))
    command: list[str | Path] = [openssl, "verify", "-no-CApath", "-no-CAstore", "-partial_chain"]
    command += ["-purpose", "sslserver", "-auth_level", STRENGTH_OF_DEBIAN, *options]
    command += ["-CAfile", anchor_file, "-untrusted", sent_file, leaf_file]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def own_verdict(case: Case) -> TrustVerdict:
    """What we say of the chain."""
    appraiser = Appraiser([store_of(*case.anchors, profile=case.profile)], timer=lambda: 0.0)
    chain = tuple(one.der for one in case.sent)
    appraisal = appraiser.appraise(chain, server_name="www.example.com", trust=("store",), now=NOW)
    assert isinstance(appraisal.assessment, ChainAssessment)
    return appraisal.assessment.trust[0]


@pytest.mark.parametrize("case_of", cases.ALL, ids=lambda case: case.__name__)
def test_openssl_comes_to_the_same_verdict(
    program: Program, tmp_path: Path, case_of: Callable[[], Case]
) -> None:
    """Trusted or not is what OpenSSL says, but where `openssl_differs` says why it does not."""
    case = case_of()
    by_openssl = is_verified(
        program("openssl"), tmp_path, case, "-attime", f"{NOW.timestamp():.0f}"
    )
    is_agreement = own_verdict(case).is_trusted == by_openssl
    assert is_agreement == (not case.openssl_differs)


@pytest.mark.parametrize("case_of", cases.REFUSED, ids=lambda case: case.__name__)
def test_dates_alone_are_at_fault_where_openssl_accepts_without_them(
    program: Program, tmp_path: Path, case_of: Callable[[], Case]
) -> None:
    """What OpenSSL accepts but for its dates is refused as expired or as not yet valid."""
    case = case_of()
    by_openssl = is_verified(program("openssl"), tmp_path, case, "-no_check_time")
    failure = own_verdict(case).failure
    assert failure is not None
    is_dated = failure.reason in {TrustReason.EXPIRED, TrustReason.NOT_YET_VALID}
    assert by_openssl == (is_dated or bool(case.openssl_differs))


@pytest.mark.parametrize(
    "new",
    [
        new_key,
        partial(ec.generate_private_key, ec.SECP384R1()),
        rsa_key,
        partial(dsa.generate_private_key, 1024),
        ed25519.Ed25519PrivateKey.generate,
        ed448.Ed448PrivateKey.generate,
    ],
    ids=["P-256", "P-384", "RSA", "DSA", "Ed25519", "Ed448"],
)
def test_facts_are_those_that_openssl_prints(program: Program, new: Callable[[], Key]) -> None:
    """Serial number, fingerprint, end and signature algorithm read the same."""
    assert_same_facts(program("openssl"), leaf(ca("Root", key=new())))


@pytest.mark.parametrize("digest", ["md5", "sha1"])
def test_weak_signatures_have_the_names_that_openssl_prints(program: Program, digest: str) -> None:
    """Old signature algorithms are called as in OpenSSL's output too."""
    root = ca("Root", key=rsa_key())
    assert_same_facts(program("openssl"), weakly_signed(leaf(root), digest, issuer=root))


def assert_same_facts(openssl: Path, one: Issued) -> None:
    """Compare what we decode with the text of `openssl x509`."""
    shown = ["-serial", "-enddate", "-dateopt", "iso_8601", "-fingerprint", "-sha256", "-text"]
    said = subprocess.run(
        [openssl, "x509", "-noout", *shown],
        input=pem([one]),
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    facts = certificate(one.der)
    assert int(found(r"^serial=(\w+)$", said), 16) == int(facts.serial, 16)
    assert found(r"^sha256 Fingerprint=(\S+)$", said).replace(":", "").lower() == (
        facts.fingerprint_sha256
    )
    end = datetime.fromisoformat(found(r"^notAfter=(.+)$", said)).astimezone(UTC)
    assert end == facts.not_after
    assert found(r"^ *Signature Algorithm: (\S+)$", said) == facts.signature


def found(pattern: str, text: str) -> str:
    """The first group of the pattern's first match."""
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"{pattern} is not in {text}"
    return match[1]
