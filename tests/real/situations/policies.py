"""Certificate policies that are asked for, inhibited and mapped (RFC 5280, section 6.1)."""

from tests.real.situations.situation import ANCHOR, ISSUING, SERVER, Changes, Situations, chain
from tests.unit.x509 import elements as der

ANY, ONE, OTHER = "2.5.29.32.0", "1.2.3.4", "1.2.3.5"
CERTIFIED = {
    "none": (None, None),
    "one and the same": (ONE, ONE),
    "one and another": (ONE, OTHER),
    "any and one": (ANY, ONE),
    "one and any": (ONE, ANY),
    "one and none": (ONE, None),
    "none and one": (None, ONE),
}
"""Of the issuing CA and of the server."""


def situations() -> Situations:
    """Each pair of policies, with and without what restricts them at either CA."""
    for said, (issuing, server) in CERTIFIED.items():
        for name, more in RESTRICTIONS.items():
            changes = {
                ISSUING: Changes(more=(*named(issuing), *more)),
                SERVER: Changes(more=named(server)),
            }
            yield f"policies {said}, {name}, issuing CA", chain(changes)
        for skipped in (0, 1, 2, 3):
            changes = {
                ANCHOR: Changes(more=(required(skipped),)),
                ISSUING: Changes(more=named(issuing)),
                SERVER: Changes(more=named(server)),
            }
            yield f"policies {said}, asked for after {skipped}, anchor", chain(changes)


def named(policy: str | None) -> tuple[bytes, ...]:
    """The extension that names it."""
    return (der.policies(policy),) if policy else ()


def required(skipped: int) -> bytes:
    """Asks for a policy below so many more certificates."""
    return der.extension("2.5.29.36", der.seq(der.tlv(0x80, bytes([skipped]))), critical=True)


def inhibited(skipped: int) -> bytes:
    """Takes no any-policy below so many more certificates."""
    return der.extension("2.5.29.54", der.integer(skipped), critical=True)


def mapped(theirs: str, ours: str) -> bytes:
    """Takes one policy for another."""
    return der.extension(
        "2.5.29.33", der.seq(der.seq(der.oid(theirs), der.oid(ours))), critical=True
    )


def unmapped(skipped: int) -> bytes:
    """Takes none for another below so many more certificates."""
    return der.extension("2.5.29.36", der.seq(der.tlv(0x81, bytes([skipped]))), critical=True)


RESTRICTIONS: dict[str, tuple[bytes, ...]] = {
    "nothing asked for": (),
    "asked for": (required(0),),
    "asked for after one": (required(1),),
    "any inhibited": (inhibited(0),),
    "asked for, any inhibited": (required(0), inhibited(0)),
    "mapped": (mapped(ONE, OTHER),),
    "asked for, mapped": (required(0), mapped(ONE, OTHER)),
    "asked for, any mapped": (required(0), mapped(ANY, OTHER)),
    "mapping inhibited": (unmapped(0),),
}
