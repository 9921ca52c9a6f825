"""Certificates that software makes for itself until it is given one: they are known by their names."""

from collections.abc import Mapping
from types import MappingProxyType

from exporter.model.certificate import Certificate

MAKERS: Mapping[str, str] = MappingProxyType(
    {
        "Kubernetes Ingress Controller Fake Certificate": "ingress-nginx",
        "TRAEFIK DEFAULT CERT": "Traefik",
        "cert-manager.local": "cert-manager, which has not got the real one yet",
        "Plesk": "Plesk",
        "localhost": "a fresh installation",
        "localhost.localdomain": "a fresh installation",
    }
)
"""By a whole common name."""


def default_maker(certificate: Certificate) -> str:
    """Whose default certificate it is; empty where it is none that is known."""
    parts = (part.partition("=") for part in certificate.subject.split(","))
    names = (value for kind, _, value in parts if kind == "CN")
    return next((MAKERS[name] for name in names if name in MAKERS), "")
