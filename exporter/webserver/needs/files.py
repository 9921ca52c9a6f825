"""Files and folders that a server opens as it starts: as root, so that what we may not read it may."""

from dataclasses import dataclass
from posixpath import join

from exporter.webserver.directive import NotThereError, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededFile:
    """A file with sound blocks of PEM; without labels, one with any content."""

    labels: frozenset[str] = frozenset()
    spoken: str = ""
    """What such blocks are called."""
    is_single: bool = False
    """Whether the server reads the first of them alone."""

    def trouble(self, written: str, folder: str, source: Source) -> str:
        """Why the file is not taken."""
        path = join(folder, written)
        try:
            if not self.labels:
                source.must_be_there(path)
                return ""
            held = source.blocks(path)
        except NotThereError as error:
            return f"{path}: {error}"
        if held is None:
            return ""
        blocks = [one for one in held if one.label in self.labels]
        if not blocks:
            return f"{path} holds no {self.spoken}"
        read = blocks[:1] if self.is_single else blocks
        damaged = next((one for one in read if not one.is_sound), None)
        return f"{path}: block {damaged.number} ({damaged.label}) is damaged" if damaged else ""


@dataclass(frozen=True, slots=True)
class NeededFolder:
    """A folder with any content."""

    def trouble(self, written: str, folder: str, source: Source) -> str:
        """That there is none."""
        path = join(folder, written)
        return "" if source.listing(path) is not None else f"{path}: there is no such folder"


CONTENT, FOLDER = NeededFile(), NeededFolder()
CERTIFICATES = NeededFile(
    labels=frozenset(("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")),
    spoken="certificate",
)
REVOCATIONS = NeededFile(
    labels=CERTIFICATES.labels | {"X509 CRL"}, spoken="certificate or revocation list"
)
PARAMETERS = NeededFile(
    labels=frozenset(("DH PARAMETERS", "X9.42 DH PARAMETERS")),
    spoken="Diffie-Hellman parameters",
    is_single=True,
)
