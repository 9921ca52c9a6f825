"""Certificates as the tools of private CAs make them that have no package here; the others are run themselves."""

from datetime import timedelta

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    SERVER,
    Changes,
    Situation,
    Situations,
    chain,
    sent,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import dn, dns, made
from tests.unit.x509.pki import NOW, new_key

MICROSOFT = "1.3.6.1.4.1.311"
CLIENT = "1.3.6.1.5.5.7.3.2"
DIRECTORY = "ldap:///CN=Example,CN=AIA,DC=example,DC=com?cACertificate?base"
DAY = der.seq(der.utc_time(NOW - timedelta(minutes=1)), der.utc_time(NOW + timedelta(days=1)))


def situations() -> Situations:
    """One of each."""
    yield "step-ca", step_ca()
    yield "AD CS", active_directory()
    yield "dotnet dev-certs", dotnet()


def step_ca() -> Situation:
    """Root, intermediate of path length 0, and a leaf of a day that names its provisioner."""
    provisioner = der.seq(der.integer(1), der.octets(b"admin"), der.octets(b"key"))
    own = der.extension("1.3.6.1.4.1.37476.9000.64.1", provisioner)
    uses = der.purposes(der.SERVER, CLIENT)
    return chain(
        {
            ANCHOR: limited(1),
            ISSUING: limited(0),
            SERVER: Changes(validity=DAY, without=("basic", "purpose"), more=(uses, own)),
        }
    )


def limited(length: int) -> Changes:
    """A CA with a path length."""
    return Changes(without=("basic",), more=(der.basic(*der.AUTHORITY, der.integer(length)),))


def active_directory() -> Situation:
    """Versions of the CA's key, the template of the leaf, and addresses in a directory."""
    version = der.extension(f"{MICROSOFT}.21.1", der.integer(0))
    template = der.seq(der.oid(f"{MICROSOFT}.21.8.1.2"), der.integer(100), der.integer(3))
    policy = der.seq(der.seq(der.oid(der.SERVER)))
    place = der.tlv(0xA0, der.tlv(0xA0, der.uri(DIRECTORY)))
    access = der.seq(der.seq(der.oid("1.3.6.1.5.5.7.48.2"), der.uri(DIRECTORY)))
    of_leaf = (
        der.extension(f"{MICROSOFT}.21.7", template),
        der.extension(f"{MICROSOFT}.21.10", policy),
        der.extension("2.5.29.31", der.seq(der.seq(place))),
        der.extension("1.3.6.1.5.5.7.1.1", access),
    )
    return chain(
        {
            ANCHOR: Changes(without=("aki",), more=(version,)),
            ISSUING: Changes(more=(version,)),
            SERVER: Changes(without=("basic",), more=of_leaf),
        }
    )


def dotnet() -> Situation:
    """One certificate for localhost that is no CA, and its own anchor."""
    key = new_key()
    itself = made(
        dn(("CN", "localhost")),
        key=key,
        extensions=(
            der.basic(),
            der.usage(0, 2),
            der.purposes(der.SERVER, critical=True),
            der.alternative(dns("localhost"), critical=True),
            der.extension(f"{MICROSOFT}.84.1.1", b"\x02"),
            der.subject_key(key),
        ),
    )
    return sent(itself, anchors=(itself,), host="localhost")
