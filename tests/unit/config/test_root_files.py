"""Root certificates are read from whatever has them: bundles, files and folders, several at once."""

import os
import ssl
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest

from exporter.config import root_files
from exporter.config.root_files import Roots, date_in, read_roots
from exporter.model.settings import Bundle, TrustSource
from exporter.x509.trust_store import opened
from tests.unit.x509.pki import ca

ONE, TWO, THREE = ca("One"), ca("Two"), ca("Three")
A_DAY = datetime(2026, 5, 1, 12, tzinfo=UTC)


def read(folder: Path, *paths: str, bundle: Bundle | None = None) -> Roots:
    """What these hold now."""
    return read_roots(TrustSource(bundle=bundle, paths=paths, folder=str(folder)))


def subjects(roots: Roots) -> list[str]:
    """Of the certificates, in their order."""
    return [one.facts.subject.split(",")[0] for one in opened(roots.pem)[0]]


def test_mozilla_s_roots_bear_the_version_and_the_date_of_their_package() -> None:
    """The date of the file would be that of the installation."""
    roots = read(Path(), bundle=Bundle.CERTIFI)
    year, month, day = map(int, certifi.__version__.split(".")[:3])
    assert roots.version.startswith(f"certifi {year}.")
    assert roots.written_at == datetime(year, month, day, tzinfo=UTC)
    assert len(subjects(roots)) == certifi.contents().count("BEGIN CERTIFICATE")


@pytest.mark.parametrize("version", ["next", "2026.13.1", "3.1"])
def test_a_version_that_is_no_date_has_none(version: str) -> None:
    """Then the file's date counts."""
    assert date_in(version) is None


def test_files_in_pem_and_in_der_are_one_store(tmp_path: Path) -> None:
    """Relative paths begin at the folder of the configuration; what stands twice is there once."""
    (tmp_path / "one.pem").write_bytes(ONE.pem + TWO.pem)
    (tmp_path / "two.cer").write_bytes(TWO.der)
    (tmp_path / "three.der").write_bytes(THREE.der)
    roots = read(tmp_path, "one.pem", "two.cer", str(tmp_path / "three.der"))
    assert subjects(roots) == ["CN=One", "CN=Two", "CN=Three"]


def test_a_bundle_and_a_file_are_one_store(tmp_path: Path) -> None:
    """What the machines of a company trust: Mozilla's roots and the company's own."""
    (tmp_path / "corp.pem").write_bytes(ONE.pem)
    roots = read(tmp_path, "corp.pem", bundle=Bundle.CERTIFI)
    assert subjects(roots)[-1] == "CN=One"
    assert len(subjects(roots)) == certifi.contents().count("BEGIN CERTIFICATE") + 1
    assert roots.version.startswith("sha256:")


def test_a_folder_as_c_rehash_makes_it(tmp_path: Path) -> None:
    """Links lead to files that count once; links to nowhere, lists, keys, notes and folders are let be."""
    (tmp_path / "one.pem").write_bytes(ONE.pem)
    (tmp_path / "two.crt").write_bytes(TWO.der)
    (tmp_path / "4f316efb.0").symlink_to("one.pem")
    (tmp_path / "5ad8a5d6.0").symlink_to("gone.pem")
    (tmp_path / "4f316efb.r0").write_text(
        "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
    )
    (tmp_path / "README").write_text("Put roots here.")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "three.pem").write_bytes(THREE.pem)
    assert subjects(read(tmp_path, ".")) == ["CN=One", "CN=Two"]


def test_a_folder_does_without_a_file_that_is_of_no_use(tmp_path: Path) -> None:
    """It is told; but one that is half written will be whole soon, and is waited for."""
    (tmp_path / "one.pem").write_bytes(ONE.pem)
    (tmp_path / "two.pem").write_text(ssl.DER_cert_to_PEM_cert(b"junk"))
    roots = read(tmp_path, ".")
    assert subjects(roots) == ["CN=One"]
    assert roots.passed_over[0].startswith("./two.pem: certificate 1 of 1: The certificate cannot")
    (tmp_path / "two.pem").write_bytes(TWO.pem[:200])
    with pytest.raises(ValueError, match=r"\./two\.pem: it ends amid certificate 1"):
        read(tmp_path, ".")
    (tmp_path / "one.pem").write_text("nothing")
    (tmp_path / "two.pem").write_text(ssl.DER_cert_to_PEM_cert(b"junk"))
    with pytest.raises(ValueError, match=r"\./two\.pem: certificate 1 of 1"):
        read(tmp_path, ".")
    (tmp_path / "two.pem").unlink()
    with pytest.raises(ValueError, match="no file of the folder holds a certificate"):
        read(tmp_path, ".")


def test_the_version_of_files_is_that_of_their_certificates(tmp_path: Path) -> None:
    """Another order, a comment or another file's name make no other store; another root does."""
    versions = []
    for content in (ONE.pem + TWO.pem, b"# ours\n" + TWO.pem + ONE.pem, ONE.pem):
        (tmp_path / "roots.pem").write_bytes(content)
        versions.append(read(tmp_path, "roots.pem").version)
    assert versions[0] == versions[1] != versions[2]
    assert len(versions[0]) == len("sha256:") + 16


def test_a_store_is_as_old_as_its_newest_file(tmp_path: Path) -> None:
    """A folder to which a root is added is a new one."""
    for number, name in enumerate(("a.pem", "b.pem")):
        (tmp_path / name).write_bytes((ONE, TWO)[number].pem)
        os.utime(tmp_path / name, (A_DAY.timestamp() + number, A_DAY.timestamp() + number))
    assert read(tmp_path, ".").written_at == datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC)


def test_what_is_passed_over_is_told_with_its_file(tmp_path: Path) -> None:
    """One certificate of several files is junk; it is no part of the store."""
    (tmp_path / "a.pem").write_bytes(ONE.pem)
    (tmp_path / "b.pem").write_bytes(TWO.pem + ssl.DER_cert_to_PEM_cert(b"junk").encode())
    roots = read(tmp_path, "a.pem", "b.pem")
    (odd,) = roots.passed_over
    assert odd.startswith("b.pem: certificate 2 of 2: The certificate cannot be decoded")
    assert subjects(roots) == ["CN=One", "CN=Two"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "roots.pem: it holds no PEM certificate"),
        (b"hello", "roots.pem: it holds no PEM certificate"),
        (b"\x30\x03\x02\x01\x05", "roots.pem: certificate 1 of 1: The certificate cannot be dec"),
        (ONE.pem[:200], "roots.pem: it ends amid certificate 1; write it to another file"),
        (ONE.pem * 20_000, "roots.pem: larger than 10 MiB"),
    ],
)
def test_a_file_that_is_of_no_use_says_why(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Empty, foreign, damaged, half written, too large."""
    (tmp_path / "roots.pem").write_bytes(content)
    with pytest.raises(ValueError, match=f"^{sentence}"):
        read(tmp_path, "roots.pem")


def test_a_path_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    """With the cure."""
    with pytest.raises(ValueError, match=r"^gone\.pem: does not exist; correct the path"):
        read(tmp_path, "gone.pem")
    with pytest.raises(ValueError, match=r"^a{300}: cannot be read: File name too long"):
        read(tmp_path, "a" * 300)


def test_the_system_s_roots_are_those_of_openssl_s_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE is heeded, as by every program that uses OpenSSL."""
    (tmp_path / "system.pem").write_bytes(THREE.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "system.pem"))
    assert subjects(read(Path(), bundle=Bundle.SYSTEM)) == ["CN=Three"]


def test_the_system_s_roots_are_found_where_distributions_keep_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python that was built elsewhere knows none of them; the first file that there is counts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))
    (tmp_path / "tls-ca-bundle.pem").write_bytes(TWO.pem)
    files = (str(tmp_path / "ca-certificates.crt"), str(tmp_path / "tls-ca-bundle.pem"))
    monkeypatch.setattr(root_files, "SYSTEM_FILES", files)
    assert subjects(read(Path(), bundle=Bundle.SYSTEM)) == ["CN=Two"]
    (tmp_path / "tls-ca-bundle.pem").unlink()
    with pytest.raises(ValueError, match=r"^this machine has no root certificates"):
        read(Path(), bundle=Bundle.SYSTEM)


def test_the_system_s_folder_of_roots_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_DIR is heeded as well."""
    (tmp_path / "one.pem").write_bytes(ONE.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(root_files, "SYSTEM_FILES", ())
    assert subjects(read(Path(), bundle=Bundle.SYSTEM)) == ["CN=One"]
