"""Editions of CAs that sign each other: loops, namesakes, and more paths than can be tried."""

from tests.real.situations.situation import Changes, Situations, authority, sent, server
from tests.unit.x509 import elements as der
from tests.unit.x509.elements import org
from tests.unit.x509.pki import new_key

ENDED = der.seq(der.utc_time(der.after(-90)), der.utc_time(der.after(-1)))


def situations() -> Situations:
    """Each in both orders."""
    root = authority(org("Anchor"), None, {})
    stranger = authority(org("Stranger"), None, {})
    first, second = new_key(), new_key()
    one = authority(org("One"), root, {"key": first})
    two = authority(org("Two"), one, {"key": second})
    one_by_two = authority(org("One"), two, {"key": first})
    leaf = server(two, {})
    for name, listed in {
        "a loop beside the way": (two, one_by_two, one),
        "a loop alone": (two, one_by_two),
    }.items():
        yield name, sent(leaf, *listed, anchors=(root,))
        yield f"{name}, turned", sent(leaf, *reversed(listed), anchors=(root,))
    for count in (5, 30):
        unknown = [authority(org(f"Stranger {n}"), None, {}) for n in range(count)]
        crossed = [authority(org("One"), above, {"key": first}) for above in unknown]
        below = server(one, {})
        yield (
            f"{count} cross-signatures before the right one",
            sent(below, *crossed, one, anchors=(root,)),
        )
        yield (
            f"{count} cross-signatures after the right one",
            sent(below, one, *crossed, anchors=(root,)),
        )
        yield f"{count} cross-signatures alone", sent(below, *crossed, anchors=(root,))
        twins = [authority(org("One"), root, {}) for _ in range(count)]
        yield f"{count} namesakes before the right one", sent(below, *twins, one, anchors=(root,))
        yield f"{count} namesakes alone", sent(below, *twins, anchors=(root,))
    for width, depth in ((2, 5), (4, 4)):
        keys = [new_key() for _ in range(depth)]
        names = [org(f"Level {n}") for n in range(depth)]
        tops = [authority(org(f"Top {n}"), None, {}) for n in range(width)]
        above, all_of = tops, []
        for named, key in zip(names, keys, strict=True):
            above = [authority(named, issuer, {"key": key}) for issuer in above[:width]]
            all_of += above
        below = server(above[0], {})
        yield (
            f"{width} by {depth} to the last of the roots",
            sent(below, *reversed(all_of), anchors=(tops[-1],)),
        )
        yield (
            f"{width} by {depth} to a stranger",
            sent(below, *reversed(all_of), anchors=(stranger,)),
        )
    renamed = authority(org("One, renamed"), root, {"key": first})
    yield "the key under another name", sent(server(one, {}), renamed, anchors=(root,))
    yield "the key under both names", sent(server(one, {}), renamed, one, anchors=(root,))
    self_issued = authority(org("One"), one, {})
    by_new = server(self_issued, {})
    yield "a CA renewed by itself", sent(by_new, self_issued, one, anchors=(root,))
    yield "a CA renewed by itself, the old one missing", sent(by_new, self_issued, anchors=(root,))
    for name, change in {
        "has ended": Changes(validity=ENDED),
        "is no CA": Changes(without=("basic",), more=(der.basic(),)),
        "has another use": Changes(without=("usage",), more=(der.usage(0),)),
        "allows no name": Changes(more=(der.constraints(permitted=(der.dns("none.example"),)),)),
        "allows no CA": Changes(
            without=("basic",), more=(der.basic(*der.AUTHORITY, der.integer(0)),)
        ),
    }.items():
        poor = authority(org("One"), root, {**change, "key": first})
        yield f"an edition that {name} first", sent(leaf, two, poor, one, anchors=(root,))
        yield f"an edition that {name} last", sent(leaf, two, one, poor, anchors=(root,))
        yield (
            f"a root that {name} beside one",
            sent(
                leaf,
                two,
                one,
                anchors=(authority(org("Anchor"), None, {**change, "key": root.key}), root),
            ),
        )
