"""Trust stores read: Mozilla's roots from certifi, others from PEM files."""

from pathlib import Path

import certifi

from exporter.config.file import read_bytes
from exporter.config.kind import Values
from exporter.config.problem import Faults
from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.trust_store import trust_store

BUILT_IN = "mozilla"


def read_trust_stores(stores: Values, folder: Path, faults: Faults) -> tuple[TrustAnchors, ...]:
    """The built-in trust store and those configured whose keys are right.

    A file is read as a private PKI's unless it says otherwise: what instructions make is trusted.
    """
    mozilla = mozilla_roots()  # once: it has a quarter of a mebibyte
    anchors = {BUILT_IN: TrustAnchors(name=BUILT_IN, pem=mozilla, profile=Profile.WEB)}
    for name, keys in stores.items():
        if faults.is_within("trust_stores", name):
            continue
        try:
            pem = read_roots(keys["file"], folder) if "file" in keys else mozilla
        except ValueError as error:
            faults.add(("trust_stores", name, "file"), str(error))
            continue
        usual = Profile.PRIVATE if "file" in keys else Profile.WEB
        profile = keys.get("profile", usual)
        anchors[name] = TrustAnchors(name=name, pem=pem, profile=profile)
    return tuple(anchors.values())


def read_roots(file: str, folder: Path) -> bytes:
    """The certificates in a PEM file; a ValueError says what is wrong with it."""
    try:
        pem = read_bytes(folder / file)
        trust_store(TrustAnchors(name=file, pem=pem, profile=Profile.WEB))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error
    return pem


def mozilla_roots() -> bytes:
    """The certificates in PEM form that the package certifi carries."""
    return certifi.contents().encode()
