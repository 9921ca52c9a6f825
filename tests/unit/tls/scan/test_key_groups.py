"""Every group is found by leaving out what was found, and the preferred one by turning round."""

import pytest

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.simulated_server import UNWILLING, Configuration, retold, scanned

SSLV3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = tuple(Protocol)[1:]
RSA = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
ECDSA = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
WITHOUT = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
POST_QUANTUM = {
    Group.MLKEM512,
    Group.MLKEM768,
    Group.MLKEM1024,
    Group.SecP256r1MLKEM768,
    Group.X25519MLKEM768,
    Group.SecP384r1MLKEM1024,
    Group.curveSM2MLKEM768,
}
SOME = (Group.secp384r1, Group.x25519, Group.secp256r1)
AT_TLS1_3 = {TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,)}


def by_support(knowledge: Knowledge) -> dict[Support, set[str]]:
    """The names of the groups, by what is said of them."""
    said = verdicts(knowledge).groups
    return {one: {group for group, support in said if support is one} for one in Support}


@pytest.mark.parametrize("suites", [AT_TLS1_3, {TLS1_2: (RSA,)}], ids=["TLS 1.3", "TLS 1.2"])
def test_groups_refused_by_silence_are_settled_by_a_last_control_hello(
    suites: dict[Protocol, tuple[CipherSuite, ...]],
) -> None:
    """Nothing but the groups is proven by it."""
    server = Configuration(suites=suites, groups=SOME)

    def answer(question: Question) -> Reply:
        reply = server.answer(question)
        groups = question.groups if isinstance(question, ClientHello) else SOME
        is_silent = reply == UNWILLING and not set(SOME).intersection(groups)
        return Closed() if is_silent else reply

    knowledge = scanned(answer, is_bounded=False)
    before, after = retold(knowledge.exchanges[:-1]), by_support(knowledge)
    assert by_support(before)[Support.UNKNOWN] == after[Support.NO] - by_support(before)[Support.NO]
    assert by_support(before)[Support.UNKNOWN] != after[Support.UNKNOWN] == set()


@pytest.mark.parametrize("prefers_its_own_order", [True, False])
@pytest.mark.parametrize("suites", [AT_TLS1_3, {TLS1_2: (RSA,)}], ids=["TLS 1.3", "TLS 1.2"])
def test_all_groups_are_found_and_all_others_refused(
    suites: dict[Protocol, tuple[CipherSuite, ...]], *, prefers_its_own_order: bool
) -> None:
    """Whatever order counts; nothing is left open."""
    server = Configuration(suites=suites, groups=SOME, prefers_its_own_order=prefers_its_own_order)
    said = by_support(scanned(server.answer))
    assert said[Support.YES] == {"secp256r1", "secp384r1", "x25519"}
    assert said[Support.UNKNOWN] == set()
    assert {"x448", "secp521r1"} <= said[Support.NO]


@pytest.mark.parametrize("suites", [AT_TLS1_3, {TLS1_2: (RSA,)}], ids=["TLS 1.3", "TLS 1.2"])
@pytest.mark.parametrize(
    ("groups", "prefers_its_own_order", "preferred"),
    [
        (SOME, True, "secp384r1"),
        (SOME[1:], True, "x25519"),
        (SOME, False, ""),
        (SOME[1:], False, ""),
        ((Group.secp521r1,), False, "secp521r1"),
    ],
)
def test_a_group_is_preferred_if_our_order_does_not_matter(
    suites: dict[Protocol, tuple[CipherSuite, ...]],
    groups: tuple[Group, ...],
    *,
    prefers_its_own_order: bool,
    preferred: str,
) -> None:
    """It is chosen from both ends of the list."""
    server = Configuration(
        suites=suites, groups=groups, prefers_its_own_order=prefers_its_own_order
    )
    assert verdicts(scanned(server.answer)).preferred_group == preferred


def test_post_quantum_groups_are_asked_for_first() -> None:
    """All of them in one hello, unless the first answer had one."""
    first = about_groups(scanned(Configuration(suites=AT_TLS1_3, groups=SOME).answer))[0]
    assert set(first.groups) == POST_QUANTUM
    server = Configuration(suites=AT_TLS1_3, groups=(Group.X25519MLKEM768, *SOME))
    knowledge = scanned(server.answer)
    assert set(about_groups(knowledge)[0].groups) > POST_QUANTUM - {Group.X25519MLKEM768}
    assert dict(verdicts(knowledge).groups)["X25519MLKEM768"] is Support.YES


def about_groups(knowledge: Knowledge) -> list[ClientHello]:
    """The hellos at TLS 1.3 about groups."""
    hellos = (one.question for one in knowledge.exchanges)
    return [
        hello
        for hello in hellos
        if isinstance(hello, ClientHello)
        and hello.is_partial
        and len(hello.suites) > 2
        and not hello.key_shares
    ]


def test_the_curve_of_a_certificate_is_always_offered() -> None:
    """OpenSSL would refuse a hello without it, and the other groups would seem to be off."""
    server = Configuration(suites={TLS1_2: (ECDSA,)}, groups=(Group.secp256r1, Group.x25519))
    said = by_support(scanned(server.answer))
    assert "x25519" not in said[Support.NO]
    assert said[Support.YES] >= {"secp256r1"}


def test_a_server_with_two_kinds_of_key_is_offered_the_curve_of_its_certificate_too() -> None:
    """Suites with RSA do not need it; those with ECDSA would be refused without."""
    rsa = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
    server = Configuration(suites={TLS1_2: (ECDSA, rsa)}, groups=SOME, prefers_its_own_order=False)
    knowledge = scanned(server.answer)
    questions = (one.question for one in knowledge.exchanges)
    partial = [one for one in questions if isinstance(one, ClientHello) and one.is_partial]
    hellos = [one for one in partial if one.versions == (TLS1_2,)]
    about_groups = [one for one in hellos if {ECDSA, rsa} <= set(one.suites)]
    assert len(about_groups) == 3
    assert all(Group.secp256r1 in hello.groups for hello in about_groups)
    assert by_support(knowledge)[Support.YES] == {"secp384r1", "x25519", "secp256r1"}


def test_without_a_suite_that_uses_groups_there_are_none() -> None:
    """Then every group is refused, and no hello is about groups."""
    said = by_support(scanned(Configuration(suites={TLS1_2: (WITHOUT,)}).answer))
    assert said[Support.YES] | said[Support.UNKNOWN] == set()
    assert said[Support.NO]


@pytest.mark.parametrize(
    "weak",
    [CipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA, CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA],
)
def test_weak_suites_use_groups_too(weak: CipherSuite) -> None:
    """A server whose only curves come with a weak suite does not refuse them."""
    groups = (Group.secp256r1, Group.secp384r1)
    server = Configuration(suites={TLS1_2: (WITHOUT, weak)}, groups=groups)
    said = by_support(scanned(server.answer))
    assert "secp256r1" in said[Support.YES]
    assert "secp384r1" not in said[Support.NO]


def test_ssl_cannot_be_asked_for_groups() -> None:
    """Its hello has no place for them; the server's own choice is seen, and not preferred."""
    suites = {SSLV3: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,)}
    said = verdicts(scanned(Configuration(suites=suites, groups=SOME).answer))
    known = {group for group, _ in said.groups} - {group.name for group in POST_QUANTUM}
    assert known == {"secp384r1"}
    assert dict(said.groups)["secp384r1"] is Support.YES
    assert said.preferred_group == ""


def test_a_server_that_ignores_our_groups_proves_nothing() -> None:
    """JDK chooses a curve that was not offered, below TLS 1.3."""
    server = Configuration(suites={TLS1_2: (RSA,)}, groups=(Group.secp256r1,))

    def answer(question: Question) -> Reply:
        match question:
            case ClientHello(versions=(Protocol.TLS1_2,), suites=suites) if RSA in suites:
                return ServerHello(version=0x0303, suite=RSA, group=23)
            case _:
                return server.answer(question)

    said = by_support(scanned(answer))
    assert said[Support.YES] == {"secp256r1"}
    assert said[Support.NO] == {group.name for group in POST_QUANTUM}


def test_no_version_before_tls1_3_has_post_quantum_groups() -> None:
    """Where TLS 1.3 is off, they are."""
    said = dict(verdicts(scanned(Configuration(suites={TLS1_2: (RSA,)}).answer)).groups)
    assert {said[group.name] for group in POST_QUANTUM} == {Support.NO}
