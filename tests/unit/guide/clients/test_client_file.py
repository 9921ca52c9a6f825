"""A client's file says what it differs in, and what is wrong with it is told with file and key."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from exporter.guide.clients.client import Client, Distrust, MissingIntermediates, Root
from exporter.guide.clients.client_file import clients_in, file_name
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

OLD, NEW = (Root(name=name, fingerprint_sha256=name * 32) for name in ("0a", "0b"))
ROOTS = {"Old Root": OLD, "New Root": NEW}
BROWSER: dict[str, Any] = {
    "stands_for": "tests",
    "is_mainstream": True,
    "protocols": ["TLSv1.2", "TLSv1.3"],
    "suites": ["TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"],
    "groups": ["x25519"],
    "signature_schemes": ["ED25519"],
    "missing_intermediates": "fetches",
    "lacking_roots": ["New Root"],
    "sources": ["a test"],
}
OTHER: dict[str, Any] = {
    "like": "Browser",
    "stands_for": "other tests",
    "is_mainstream": False,
    "sources": ["another test"],
}
AFTER = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
# TLS 1.2 with GREASE, one suite with the signal, x25519 and P-256, no signature schemes.
HELLO = (
    f"1603010041 0100003d 0303{'00' * 32} 00 0006 0a0a c02f 00ff 0100"
    "000e 1a1a0000 000a0006 0004 001d 0017"
)


def read(**tables: Mapping[str, Any]) -> list[Client]:
    """The clients of these files."""
    return list(clients_in(tables, ROOTS))


def test_a_file_is_named_after_its_client() -> None:
    """In lower case, without spaces or a dot that would hide it."""
    assert file_name("IE 11 on Windows 8.1") == "ie-11-on-windows-8.1.toml"
    assert file_name(".NET on Windows 10") == "net-on-windows-10.toml"


def test_names_stand_for_what_they_name() -> None:
    """Public names of versions, registered names of the rest; what is not said has its default."""
    assert read(Browser=BROWSER) == [
        Client(
            name="Browser",
            stands_for="tests",
            is_mainstream=True,
            protocols=(Protocol.TLS1_2, Protocol.TLS1_3),
            suites=(
                CipherSuite.TLS_AES_128_GCM_SHA256,
                CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
            ),
            groups=(Group.x25519,),
            signature_schemes=(SignatureScheme.ED25519,),
            missing_intermediates=MissingIntermediates.FETCHES,
            lacking_roots=(NEW,),
            sources=("a test",),
        )
    ]


def test_limits_and_distrust_are_read() -> None:
    """One date may go for several roots."""
    distrusts = [{"after": AFTER, "roots": ["Old Root", "New Root"]}]
    limits = {"smallest_rsa": 2048, "smallest_dh": 1024, "largest_dh": 4096}
    (client,) = read(Browser={**BROWSER, **limits, "longest_lifetime": 398, "distrusts": distrusts})
    assert (client.smallest_rsa, client.smallest_dh, client.largest_dh) == (2048, 1024, 4096)
    assert client.longest_lifetime == 398
    assert client.distrusts == (Distrust(roots=(OLD, NEW), after=AFTER),)


def test_a_client_like_another_says_only_what_differs() -> None:
    """The other may stand behind it; for whom it stands, and its sources, are its own."""
    other, browser = read(Other=OTHER | {"groups": ["secp256r1"]}, Browser=BROWSER)
    assert (other.stands_for, other.is_mainstream) == ("other tests", False)
    assert other.sources == ("another test",)
    assert (other.suites, other.lacking_roots) == (browser.suites, browser.lacking_roots)
    assert (other.groups, browser.groups) == ((Group.secp256r1,), (Group.x25519,))


def test_less_and_more_change_a_list_in_its_place() -> None:
    """What is added comes last; what is left out leaves the order."""
    change = {
        "less": {"suites": ["TLS_AES_128_GCM_SHA256"], "lacking_roots": ["New Root"]},
        "more": {"groups": ["secp256r1"], "lacking_roots": ["Old Root"]},
    }
    _, other = read(Browser=BROWSER, Other=OTHER | change)
    assert other.suites == (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,)
    assert other.groups == (Group.x25519, Group.secp256r1)
    assert other.lacking_roots == (OLD,)


def test_what_a_client_takes_is_handed_on() -> None:
    """A third differs from the second as that from the first."""
    third = OTHER | {"like": "Other", "more": {"groups": ["secp384r1"]}}
    clients = read(Browser=BROWSER, Other=OTHER | {"more": {"groups": ["secp256r1"]}}, Third=third)
    assert clients[2].groups == (Group.x25519, Group.secp256r1, Group.secp384r1)


def test_a_captured_hello_says_what_the_file_does_not() -> None:
    """It goes before what another client offers; GREASE and signals have no name."""
    own = {"hello": HELLO, "protocols": ["TLSv1.2"], "signature_schemes": ["ED448"]}
    _, other = read(Browser=BROWSER, Other=OTHER | own)
    assert other.protocols == (Protocol.TLS1_2,)
    assert other.suites == (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,)
    assert other.groups == (Group.x25519, Group.secp256r1)
    assert other.signature_schemes == (SignatureScheme.ED448,)


def test_a_hello_names_versions_weakest_first() -> None:
    """As the catalogue does; an older client speaks all up to its highest."""
    _, other = read(Browser=BROWSER, Other=OTHER | {"hello": HELLO})
    assert other.protocols == tuple(list(Protocol)[1:5])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, "colour: Unexpected keyword argument"),
        ({"name": "Other"}, "name: the file has it"),
        ({"sources": []}, "sources: Tuple should have at least 1 item after validation, not 0"),
        ({"stands_for": ""}, "stands_for: String should have at least 1 character"),
        ({"sources": "a test"}, "sources: Input should be a valid tuple"),
        ({"is_mainstream": "perhaps"}, "is_mainstream: Input should be a valid boolean"),
        ({"smallest_rsa": "short"}, "smallest_rsa: Input should be a valid integer"),
        ({"protocols": ["TLS1.2"]}, "protocols.0: Input should be 'SSLv2', 'SSLv3'"),
        ({"suites": ["AES128-SHA"]}, "suites.0: `AES128-SHA` is not known"),
        ({"groups": ["P-256"]}, "groups.0: `P-256` is not known"),
        ({"signature_schemes": ["RSA"]}, "signature_schemes.0: `RSA` is not known"),
        ({"lacking_roots": ["Root"]}, "lacking_roots.0: `Root` is not known"),
        ({"missing_intermediates": "asks"}, "missing_intermediates: Input should be 'fails'"),
        ({"distrusts": [{"after": AFTER}]}, "distrusts.0.roots: Field required"),
        (
            {"distrusts": [{"after": "soon", "roots": ["Old Root"]}]},
            "distrusts.0.after: Input should be a valid datetime",
        ),
        ({"like": "Nobody"}, "like: no client is named `Nobody`"),
        ({"like": "Other"}, "like: `Other` takes from this client"),
        ({"hello": "1603"}, "hello: 2 bytes expected, 1 left"),
        ({"hello": "a hello"}, "hello: non-hexadecimal number found in fromhex()"),
        ({"less": {"groups": ["x448"]}}, "less: groups: `x448` is not there anyway"),
        ({"more": {"groups": ["x25519"]}}, "more: groups: `x25519` is there already"),
        ({"more": {"sources": ["x"]}}, "more: sources.[key]: Input should be 'protocols'"),
        ({"more": ["x"]}, "more: Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(change: dict[str, Any], message: str) -> None:
    """So that whoever wrote it need not search."""
    with pytest.raises(ValueError, match=r"^other\.toml: ") as caught:
        read(Other=OTHER | change, Browser=BROWSER)
    assert str(caught.value).startswith(f"other.toml: {message}")


def test_what_is_wrong_with_another_is_told_of_the_other() -> None:
    """And not of whoever takes it first."""
    with pytest.raises(ValueError, match=r"^browser\.toml: groups\.0: `P-256` is not known$"):
        read(Other=OTHER, Browser=BROWSER | {"groups": ["P-256"]})


def test_clients_that_take_from_each_other_are_told() -> None:
    """At the one that closes the circle."""
    with pytest.raises(ValueError, match=r"^third\.toml: like: `Other` takes from this client$"):
        read(Other=OTHER | {"like": "Third"}, Third=OTHER | {"like": "Other"})


@pytest.mark.parametrize("key", ["groups", "missing_intermediates", "sources"])
def test_what_nothing_says_is_missing(key: str) -> None:
    """A client that takes from none says all that has no default."""
    with pytest.raises(ValueError, match=rf"^browser\.toml: {key}: Field required$"):
        read(Browser={other: value for other, value in BROWSER.items() if other != key})


@pytest.mark.parametrize("key", ["stands_for", "is_mainstream", "sources"])
def test_what_is_not_taken_from_another_is_missing(key: str) -> None:
    """However alike two clients are."""
    with pytest.raises(ValueError, match=rf"^other\.toml: {key}: Field required$"):
        read(
            Browser=BROWSER, Other={other: value for other, value in OTHER.items() if other != key}
        )


def test_dates_of_a_root_program_are_shared() -> None:
    """Beside those that a client's own file adds, and for those that are like it."""
    shared = {"after": AFTER, "roots": [{"name": "Third", "fingerprint_sha256": "0c" * 32}]}
    own = {"after": AFTER, "roots": ["Old Root"]}
    browser = {**BROWSER, "distrusts_as": "program", "distrusts": [own]}
    third = Root(name="Third", fingerprint_sha256="0c" * 32)
    programs = {"program": {"distrusts": [shared]}}
    for client in clients_in({"Browser": browser, "Other": OTHER}, ROOTS, programs):
        assert client.distrusts == (
            Distrust(roots=(third,), after=AFTER),
            Distrust(roots=(OLD,), after=AFTER),
        )
    with pytest.raises(
        ValueError, match=r"^browser\.toml: distrusts_as: no program is named `program`$"
    ):
        clients_in({"Browser": browser}, ROOTS)
