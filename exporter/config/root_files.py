"""Root certificates read from files, folders and what the machine has."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import certifi

from exporter.config.file import LARGEST, read_bytes, reason, written_at
from exporter.model.settings import Bundle, TrustSource
from exporter.x509.trust_store import HalfWritten, has_certificates, opened

MOST_FILES = 4096
"""Of one folder."""
SYSTEM_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/pki/tls/certs/ca-bundle.crt",  # older Fedora and RHEL
    "/etc/ssl/cert.pem",  # BSD, macOS
)
"""Where systems keep their roots if OpenSSL does not say (Go's crypto/x509/root_linux.go has the same)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """The certificates of a source."""

    pem: bytes
    """Those that can be read, each once."""
    version: str
    written_at: datetime
    passed_over: tuple[str, ...]
    """A sentence for each other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a source."""

    name: str
    content: bytes
    written_at: datetime
    is_of_folder: bool
    """Then others do without it."""


def read_roots(source: TrustSource) -> Roots:
    """What is there now; a ValueError says what is wrong with it."""
    parts = list(parts_of(source))
    certificates: dict[bytes, None] = {}
    passed_over: list[str] = []
    for part in parts:
        try:
            found, odd = opened(part.content)
        except ValueError as error:
            if not part.is_of_folder or isinstance(error, HalfWritten):
                raise ValueError(f"{part.name}: {error}") from error
            found, odd = (), (str(error),)
        certificates |= dict.fromkeys(one.facts.der for one in found)
        passed_over += [f"{part.name}: {one}" for one in odd]
    if not certificates:
        raise ValueError("; ".join(passed_over))
    whole = sha256(b"".join(sorted(certificates))).hexdigest()
    package = version(Bundle.CERTIFI) if source.bundle is Bundle.CERTIFI else ""
    return Roots(
        pem="".join(map(ssl.DER_cert_to_PEM_cert, certificates)).encode(),
        version=f"certifi {package}" if package and not source.paths else f"sha256:{whole[:16]}",
        written_at=date_in(package) or max(part.written_at for part in parts),
        passed_over=tuple(passed_over),
    )


def parts_of(source: TrustSource) -> Iterator[Part]:
    """All files of a source that have certificates."""
    match source.bundle:
        case Bundle.CERTIFI:
            yield part(Path(certifi.where()), "certifi")
        case Bundle.SYSTEM:
            yield from parts_at(system_roots(), "the system's roots")
    for path in source.paths:
        yield from parts_at(Path(source.folder, path), path)


def parts_at(path: Path, name: str) -> Iterator[Part]:
    """A file, or the files of a folder that have certificates, those that are linked once."""
    try:
        is_folder = path.is_dir()
        files = sorted(one for one in path.iterdir() if one.is_file()) if is_folder else []
    except OSError as error:
        raise ValueError(f"{name}: {reason(error)}") from error
    if not is_folder:
        yield part(path, name)
        return
    if len(files) > MOST_FILES:
        raise ValueError(f"{name}: more than {MOST_FILES} files; name a folder of roots alone")
    parts, seen, size = list[Part](), set[bytes](), 0
    for file in files:
        held = part(file, f"{name}/{file.name}", is_of_folder=True)
        if not has_certificates(held.content) or held.content in seen:
            continue
        seen.add(held.content)
        parts.append(held)
        if (size := size + len(held.content)) > LARGEST:
            raise ValueError(
                f"{name}: larger than {LARGEST >> 20} MiB; name a folder of roots alone"
            )
    if not parts:
        raise ValueError(f"{name}: no file of the folder holds a certificate; correct the path")
    yield from parts


def part(path: Path, name: str, *, is_of_folder: bool = False) -> Part:
    """A file, in PEM whatever it is in."""
    try:
        content = read_bytes(path)
        changed = written_at(path.stat())
    except OSError as error:
        raise ValueError(f"{name}: {reason(error)}") from error
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    is_der = content[:1] == b"\x30" and not has_certificates(content)
    pem = ssl.DER_cert_to_PEM_cert(content).encode() if is_der else content
    return Part(name=name, content=pem, written_at=changed, is_of_folder=is_of_folder)


def system_roots() -> Path:
    """The file or folder from which the programs of this machine take their roots."""
    told = ssl.get_default_verify_paths()
    files = (told.cafile, *SYSTEM_FILES, told.capath)
    for path in (Path(file) for file in files if file):
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            return path
    raise ValueError(
        "this machine has no root certificates where systems keep them; install its package of them "
        "(ca-certificates), or name a `file`"
    )


def date_in(package: str) -> datetime | None:
    """The day that a package's version begins with."""
    try:
        year, month, day = map(int, package.split(".")[:3])
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
