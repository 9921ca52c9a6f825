"""The database of certificates that browsers read on Linux."""

import subprocess
from pathlib import Path

from cryptography import x509

from tests.real.programs.deployment import pem


def database_with(root_file: Path, certutil: Path, folder: Path) -> None:
    """Makes a database that trusts the roots of the file for servers."""
    folder.mkdir(parents=True, exist_ok=True)
    database = ("-d", f"sql:{folder}")
    run(certutil, "-N", *database, "--empty-password")
    roots = x509.load_pem_x509_certificates(root_file.read_bytes())
    for number, root in enumerate(roots):
        run(certutil, "-A", *database, "-n", f"root {number}", "-t", "C,,", said=pem((root,)))


def run(*command: str | Path, said: bytes = b"") -> None:
    """The command, told its input."""
    subprocess.run(command, input=said, capture_output=True, check=True)
