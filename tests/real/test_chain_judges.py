"""More than a thousand chains before OpenSSL, Go, GnuTLS and cryptography: where all agree, so do we."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

import pytest

from exporter.model.settings import Profile
from exporter.words.protocol import Support
from tests.real.chain_agreement import Agreement, agreements, by_family
from tests.real.conftest import Program

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]
DOTTED = "name *asked for with a dot*"
TOO_GOOD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Of keys its handshake tells; a certificate ends with the second that it names.
        "OpenSSL": (
            "key ML-DSA-*, server",
            "ends now, *",
            DOTTED,
            "Netscape's type unreadable, *",
            "broken directory name",
        ),
        "Go": ("path length 0 above itself renewed",),
        # What it asks for of names that hosts do not have, and of what a CA promises for those below.
        "GnuTLS": (
            "path length 0 above itself renewed",
            DOTTED,
            "must staple *, *",
            "issuer's other names unreadable, *",
            "a* of addresses excluded, a name outside, *",
            "hosts of addresses excluded, a name outside, *",
            "a directory excluded, a name outside, *",
            "another name permitted, *",
            "a registered identifier permitted, *",
            "anchored by the leaf",
            "a key usage of three octets, *",
            "a key usage with more behind, *",
            "30 namesakes before the right one",
            "?? of no octets",
            "dns of no octets",
            "broken directory name",
            "directory with an empty part",
            "x400 address",
            "edi party",
        ),
    }
)
"""Chains that a client refuses and `tls_client_supported` does not know it of: all, by how they are called."""
PAGE = Path(__file__).parents[2] / "docs/chain-agreement.md"


@pytest.fixture(scope="module")
def found(program: Program) -> tuple[Agreement, ...]:
    """What everybody says of every chain; certtool and openssl come with their libraries."""
    program("certtool"), program("openssl")
    return agreements(program("go"))


@pytest.mark.parametrize("profile", Profile)
def test_what_all_judges_accept_is_not_refused(
    found: tuple[Agreement, ...], profile: Profile
) -> None:
    """Privately by OpenSSL, Go and GnuTLS, on the web by the browsers' rules as well."""
    assert [one for one in found if one.is_refused_alone(profile)] == []


@pytest.mark.parametrize("profile", Profile)
def test_what_all_judges_refuse_is_not_trusted(
    found: tuple[Agreement, ...], profile: Profile
) -> None:
    """As above."""
    assert [one for one in found if one.is_trusted_alone(profile)] == []


def test_what_tools_of_private_cas_make_is_trusted(found: tuple[Agreement, ...]) -> None:
    """By every judge of them, and by us."""
    made = [one for one in found if one.family == "Tools of private CAs"]
    assert len(made) == 3
    for one in made:
        assert one.accepting(("OpenSSL", "Go", "GnuTLS")) == ("OpenSSL", "Go", "GnuTLS"), one
        assert one.ours[Profile.PRIVATE] is Support.YES


def test_the_judges_do_judge(found: tuple[Agreement, ...]) -> None:
    """Each accepts and refuses hundreds, and the sound chain is accepted by all."""
    assert len(found) >= 1700
    sound = next(one for one in found if one.name == "plain")
    assert sound.accepting() == ("OpenSSL", "Go", "GnuTLS", "cryptography")
    for judge in ("OpenSSL", "Go", "GnuTLS", "cryptography"):
        assert 300 < sum(judge in one.accepting() for one in found) < 1400


def test_the_page_has_every_family(found: tuple[Agreement, ...]) -> None:
    """With as many chains as there are."""
    text = PAGE.read_text()
    for family, ones in by_family(found):
        assert f"\n| {family} | {len(ones)} |" in text


@pytest.mark.parametrize("judge", TOO_GOOD)
def test_of_no_other_chain_a_client_is_said_to_take_what_it_refuses(
    found: tuple[Agreement, ...], judge: str
) -> None:
    """Of two thousand, and each of the exceptions is one."""
    too_good = [
        one.name for one in found if judge in one.contradicted and one.rows[judge] is Support.YES
    ]
    patterns = TOO_GOOD[judge]
    assert [name for name in too_good if not any(fnmatchcase(name, one) for one in patterns)] == []
    assert [one for one in patterns if not any(fnmatchcase(name, one) for name in too_good)] == []


@pytest.mark.parametrize("judge", ["OpenSSL", "Go", "GnuTLS"])
def test_of_editions_each_client_is_told_the_way_it_goes(
    found: tuple[Agreement, ...], judge: str
) -> None:
    """Loops, cross-signatures and namesakes before the right one and after it.

    GnuTLS puts no more than 16 certificates in order, which no server sends.
    """
    too_many = {"30 namesakes before the right one"}
    told = [one for one in found if one.family == "Crossings" and one.name not in too_many]
    assert len(told) > 30
    assert [one.name for one in told if judge in one.contradicted] == []
    assert sum(one.rows[judge] is Support.UNKNOWN for one in told) < 6


def test_of_policies_each_client_is_told_what_it_asks_for(found: tuple[Agreement, ...]) -> None:
    """Go alone processes them (RFC 5280, section 6.1), in all of hundreds of paths as we do."""
    told = [one for one in found if one.family == "Policies"]
    assert len(told) > 300
    assert [(one.name, one.contradicted) for one in told if one.contradicted] == []
