"""What was seen of an address is told in lines, and what is not known is said so."""

from dataclasses import replace

import pytest

from exporter.model.client import ClientVerdict
from exporter.views.facts import endpoint_facts
from exporter.words.protocol import Support
from tests.unit.views.maker import Maker


def told(make: Maker, **changes: object) -> dict[str, str]:
    """The lines about an address whose scan found this."""
    seen = make.endpoint(scan=replace(make.scan(), **changes))  # type: ignore[arg-type]  # as named
    return {fact.label: fact.text for fact in endpoint_facts(seen, make.clients)}


def test_what_is_accepted_is_told_with_what_is_preferred(make: Maker) -> None:
    """The preferred group comes first."""
    lines = told(make, preferred_group="x25519")
    assert lines["Groups"].startswith("accepts x25519 (preferred), X25519MLKEM768, secp256r1")
    assert lines["DH prime"] == "2048 bits"
    assert lines["Scan"].endswith(", 14 connections")


def test_many_groups_are_counted(make: Maker) -> None:
    """Four of those refused are named, and four of those unknown."""
    answers = (Support.NO, Support.UNKNOWN)
    groups = tuple(
        (f"{answer.name.lower()}{number}", answer) for answer in answers for number in range(6)
    )
    text = told(make, groups=groups)["Groups"]
    assert text == (
        "refuses no0, no1, no2, no3 and 2 more; "
        "unknown: unknown0, unknown1, unknown2, unknown3 and 2 more"
    )


def test_classes_and_versions_are_all_named(make: Maker) -> None:
    """However many are not known."""
    null, *others = make.scan().weak_ciphers
    weak = (null, *((kind, Support.UNKNOWN) for kind, _ in others))
    text = told(make, weak_ciphers=weak)["Weak ciphers"]
    assert text == "refuses null; unknown: anonymous, export, rc4, des, 3des"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Support.NO, "refuses all 6 classes"),
        (Support.UNKNOWN, "not known"),
        (Support.YES, "accepts null, anonymous, export, rc4, des, 3des"),
    ],
)
def test_one_answer_to_everything_is_told_in_short(make: Maker, answer: Support, text: str) -> None:
    """What is not known does not sound like a no."""
    weak = tuple((kind, answer) for kind, _ in make.scan().weak_ciphers)
    assert told(make, weak_ciphers=weak)["Weak ciphers"] == text


def test_a_scan_cut_short_says_so(make: Maker) -> None:
    """Without primes, groups or ciphers there is no line about them."""
    lines = told(make, is_complete=False, groups=(), weak_ciphers=(), dh_bits=None)
    assert lines["Scan"].endswith("14 connections, cut short")
    assert not {"Groups", "Weak ciphers", "DH prime"} & set(lines)


def test_a_scan_that_reached_its_bound_says_so(make: Maker) -> None:
    """Nobody cut it short."""
    line = told(make, is_complete=False, connections=24)["Scan"]
    assert line.endswith("24 connections, the most that a scan opens")
    assert told(make, connections=24)["Scan"].endswith("24 connections")


def test_a_scan_from_before_a_change_is_not_told(make: Maker) -> None:
    """A new one is needed."""
    lines = told(make, protocols=make.scan(TLS1_3=Support.NO).protocols)
    assert lines["Scan"] == "needs a new scan, as the server was changed after the last one"
    assert "Protocols" not in lines


def test_clients_are_told_apart(make: Maker) -> None:
    """Those that get through, those that do not and why, those of which it is not known."""
    lines = told(make)
    assert lines["Clients"] == "Firefox, OpenSSL 3.5"
    assert lines["Shut out"] == "Android 7.0: x448 only and has no ISRG Root X1"
    assert lines["Not known"] == "Java 8: not all was asked"


def test_what_shuts_every_client_out_is_told_once(make: Maker) -> None:
    """Without their names."""
    make.clients = tuple(
        ClientVerdict(client=name, support=Support.NO, obstacles=("is not trusted",))
        for name in ("Chrome", "Go")
    )
    lines = told(make)
    assert lines["Shut out"] == "every client: is not trusted"
    assert not {"Clients", "Not known"} & set(lines)
