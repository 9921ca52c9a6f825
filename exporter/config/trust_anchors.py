"""Trust stores read: Mozilla's roots from certifi, others from PEM files."""

from collections.abc import Mapping
from pathlib import Path

import certifi

from exporter.config.file import read_bytes
from exporter.config.problem import Fault
from exporter.config.schema import TrustStoreKeys
from exporter.model.settings import TrustAnchors
from exporter.x509.trust_store import trust_store

BUILT_IN = "mozilla"


def read_trust_stores(
    stores: Mapping[str, TrustStoreKeys], folder: Path
) -> tuple[tuple[TrustAnchors, ...], tuple[Fault, ...]]:
    """The built-in trust store and those configured, and what is wrong with their files."""
    anchors = {BUILT_IN: TrustAnchors(name=BUILT_IN, pem=mozilla_roots())}
    faults = []
    for name, keys in stores.items():
        try:
            anchors[name] = read_anchors(name, keys, folder)
        except ValueError as error:
            faults.append(Fault(path=("trust_stores", name, "file"), message=str(error)))
    return tuple(anchors.values()), tuple(faults)


def read_anchors(name: str, keys: TrustStoreKeys, folder: Path) -> TrustAnchors:
    """One trust store; a ValueError says what is wrong with its file."""
    if not keys.file:
        return TrustAnchors(name=name, pem=mozilla_roots(), profile=keys.profile)
    try:
        pem = read_bytes(folder / keys.file)
        anchors = TrustAnchors(name=name, pem=pem, profile=keys.profile)
        trust_store(anchors)
    except ValueError as error:
        raise ValueError(f"{keys.file}: {error}") from error
    return anchors


def mozilla_roots() -> bytes:
    """The certificates in PEM form that the package certifi carries."""
    return certifi.contents().encode()
