"""Certificate policies that are asked for, inhibited and mapped (RFC 5280, section 6.1)."""

from tests.real.situations.situation import (
    ANCHOR,
    ISSUING,
    SERVER,
    Changes,
    Situations,
    authority,
    chain,
    sent,
    server,
)
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import org

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
    for said, (issuing, served) in CERTIFIED.items():
        for name, more in RESTRICTIONS.items():
            changes = {
                ISSUING: Changes(more=(*named(issuing), *more)),
                SERVER: Changes(more=named(served)),
            }
            yield f"policies {said}, {name}, issuing CA", chain(changes)
        for skipped in (0, 1, 2, 3):
            changes = {
                ANCHOR: Changes(more=(required(skipped),)),
                ISSUING: Changes(more=named(issuing)),
                SERVER: Changes(more=named(served)),
            }
            yield f"policies {said}, asked for after {skipped}, anchor", chain(changes)

    yield from below_two()


def below_two() -> Situations:
    """An upper CA that restricts and a lower one that has a policy, lacks it, maps it, or is the same CA."""
    root = authority(org("Anchor"), None, {})
    for restricted, above in UPPER.items():
        for lower, below in LOWER.items():
            for said, policy in SERVERS.items():
                upper = authority(org("Upper"), root, Changes(more=(*named(ONE), *above)))
                subject = org("Upper") if lower.startswith("itself") else org("Lower")
                between = authority(subject, upper, Changes(more=below))
                leaf = server(between, Changes(more=named(policy)))
                chain_of_four = sent(leaf, between, upper, anchors=(root,))
                yield f"policies below two, {restricted}, {lower}, {said}", chain_of_four


def named(policy: str | None) -> tuple[bytes, ...]:
    """The extension that names it."""
    return (der.policies(policy),) if policy else ()


def required(skipped: int) -> bytes:
    """Asks for a policy below so many more certificates."""
    return constraints(der.tlv(0x80, bytes([skipped])))


def constraints(*said: bytes) -> bytes:
    """What a CA asks for of the policies below."""
    return der.extension("2.5.29.36", der.seq(*said), critical=True)


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
    return constraints(der.tlv(0x81, bytes([skipped])))


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
    "any mapped": (mapped(ANY, OTHER),),
    "mapped to any": (mapped(ONE, ANY),),
}
UPPER: dict[str, tuple[bytes, ...]] = {
    f"asked for after {skipped}, {name}": more
    for skipped in (0, 2)
    for name, more in {
        "no more": (required(skipped),),
        "any inhibited": (required(skipped), inhibited(0)),
        "any inhibited after one": (required(skipped), inhibited(1)),
        "mapping inhibited": (constraints(der.tlv(0x80, bytes([skipped])), der.tlv(0x81, b"\0")),),
        "mapped": (required(skipped), mapped(ONE, OTHER)),
    }.items()
}
LOWER: dict[str, tuple[bytes, ...]] = {
    "the same": named(ONE),
    "another": named(OTHER),
    "any": named(ANY),
    "none": (),
    "mapped below": (*named(ONE), mapped(ONE, OTHER)),
    "itself with any": named(ANY),
    "itself, asked for": (*named(ONE), required(0)),
}
"""The one called itself has the name of the upper CA: it is not counted (section 6.1.4)."""
SERVERS = {"the same": ONE, "another": OTHER, "any": ANY, "none": None}
