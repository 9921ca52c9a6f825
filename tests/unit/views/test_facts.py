"""What was seen of an address is told in lines, and what is not known is said so."""

from dataclasses import replace

from exporter.model.protocol import Support
from exporter.views.facts import endpoint_facts
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


def test_many_unknown_answers_are_counted(make: Maker) -> None:
    """Four are named."""
    groups = tuple((f"group{number}", Support.UNKNOWN) for number in range(6))
    text = told(make, groups=groups)["Groups"]
    assert text == (
        "accepts none of those asked; unknown: group0, group1, group2, group3 and 2 more"
    )


def test_a_scan_cut_short_says_so(make: Maker) -> None:
    """Without primes, groups or ciphers there is no line about them."""
    lines = told(make, is_complete=False, groups=(), weak_ciphers=(), dh_bits=None)
    assert lines["Scan"].endswith("14 connections, cut short")
    assert not {"Groups", "Weak ciphers", "DH prime"} & set(lines)


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
