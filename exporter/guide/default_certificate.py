"""Certificates that software makes for itself until it is given one: they are known by their names."""

from collections.abc import Mapping
from types import MappingProxyType

from exporter.model.certificate import Certificate

MAKERS: Mapping[str, str] = MappingProxyType(
    {
        "CN=Kubernetes Ingress Controller Fake Certificate": "ingress-nginx",
        "CN=TRAEFIK DEFAULT CERT": "Traefik",
        "CN=cert-manager.local": "cert-manager, which has not got the real one yet",
        "CN=Plesk": "Plesk",
        "O=SomeOrganization": "Apache's mod_ssl, as packages of Fedora and its kin make it",
    }
)
"""By one part of the subject."""
UNNAMED = {"CN=localhost", "CN=localhost.localdomain"}
"""Names that many programs give to what they make for themselves; a CA may as well be asked for them."""
SNAKEOIL_DAYS = 3650


def default_maker(certificate: Certificate) -> str:
    """Whose default certificate it is; empty where it is none that is known."""
    if is_snakeoil(certificate):
        return "Debian's package ssl-cert (snakeoil), by its form"
    parts = certificate.subject.split(",")
    if certificate.is_self_signed and not UNNAMED.isdisjoint(parts):
        return "a fresh installation"
    return next((MAKERS[part] for part in parts if part in MAKERS), "")


def is_snakeoil(certificate: Certificate) -> bool:
    """Whether it has the form that `make-ssl-cert` gives it: the machine's name, ten years, no usages."""
    return (
        certificate.is_self_signed
        and not certificate.is_ca
        and certificate.subject == f"CN={','.join(certificate.dns_names)}"
        and certificate.lifetime.days == SNAKEOIL_DAYS
        and certificate.key == "RSA 2048"
        and certificate.key_usage is None
        and not certificate.is_for_servers
    )
