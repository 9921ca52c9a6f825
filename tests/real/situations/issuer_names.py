"""An issuer's name, written otherwise in the certificate that it issued."""

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    SERVER,
    Changes,
    Situations,
    at,
    chain,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import dn

WRITTEN = {
    "in another string type": (
        dn(("O", "Trust"), ("CN", "CA")),
        dn(("O", der.tlv(0x13, b"Trust")), ("CN", "CA")),
    ),
    "in T61": (dn(("O", "Trust")), dn(("O", der.tlv(0x14, b"Trust")))),
    "in BMP": (dn(("O", "Trust")), dn(("O", der.tlv(0x1E, "Trust".encode("utf-16-be"))))),
    "in another case": (dn(("O", "Trust")), dn(("O", "TRUST"))),
    "with more space": (dn(("O", "A Trust")), dn(("O", " A  Trust "))),
    "with a line end for a space": (dn(("O", "A Trust")), dn(("O", "A\nTrust"))),
    "with a no-break space": (dn(("O", "A Trust")), dn(("O", "A\u00a0Trust"))),
    "in another case beyond ASCII": (dn(("O", "\u00dcber")), dn(("O", "\u00fcber"))),
    "in two letters for one": (dn(("O", "Stra\u00dfe")), dn(("O", "STRASSE"))),
    "decomposed": (dn(("O", "M\u00fcller")), dn(("O", "Mu\u0308ller"))),
    "with one letter more": (dn(("O", "Trust")), dn(("O", "Trusts"))),
    "in another order": (
        dn(("O", "Trust"), ("CN", "CA")),
        dn(("CN", "CA"), ("O", "Trust")),
    ),
    "with a part less": (dn(("O", "Trust"), ("CN", "CA")), dn(("O", "Trust"))),
    "in one part of two attributes": (
        dn(("O", "Trust"), ("CN", "CA")),
        der.seq(der.tlv(0x31, der.attribute("O", "Trust"), der.attribute("CN", "CA"))),
    ),
    "empty": (dn(("O", "Trust")), der.seq()),
}
ODD = {
    "empty": der.seq(),
    "of one empty part": der.seq(der.tlv(0x31)),
    "in T61": dn(("O", der.tlv(0x14, b"H\xf4tel"))),
    "in broken UTF-8": dn(("O", der.tlv(0x0C, b"H\xf4tel"))),
    "with an ampersand": dn(("O", der.tlv(0x13, b"A & B"))),
    "that is no list": b"\x30\x02\x05\x00",
    "of a country of three letters": dn(("C", "DEU")),
    "of two hundred letters": dn(("CN", "o" * 200)),
}


def situations() -> Situations:
    """At either link, and odd names of all three."""
    for name, (subject, issuer) in WRITTEN.items():
        of_issuing = {ISSUING: Changes(subject=subject), SERVER: Changes(issuer=issuer)}
        of_anchor = {ANCHOR: Changes(subject=subject), ISSUING: Changes(issuer=issuer)}
        yield f"issuer {name}, server", chain(of_issuing)
        yield f"issuer {name}, issuing CA", chain(of_anchor)
    for name, subject in ODD.items():
        for place in (SERVER, ISSUING, ANCHOR):
            yield f"subject {name}, {place}", at(place, Changes(subject=subject))
