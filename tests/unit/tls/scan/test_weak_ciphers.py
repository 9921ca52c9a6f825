"""Weak classes are found at whatever version has them, in few connections."""

from dataclasses import replace

import pytest

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.scan.weak_ciphers import WEAK_SUITES
from exporter.tls.server_reply import Reply
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused, TimedOut
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from tests.unit.tls.scan.simulated_server import Configuration, retold, scanned

SSLV2, SSLV3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = Protocol
NULL, ANONYMOUS, EXPORT, RC4, DES, TRIPLE_DES = CipherClass
STRONG = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
NEW = (CipherSuite.TLS_AES_128_GCM_SHA256,)


def found(knowledge: Knowledge) -> set[CipherClass]:
    """The classes said to be accepted; of the others nothing may be left open."""
    said = dict(verdicts(knowledge).weak_ciphers)
    assert Support.UNKNOWN not in said.values()
    return {kind for kind, support in said.items() if support is Support.YES}


def offers_of_weak_suites(knowledge: Knowledge) -> list[tuple[Protocol, int]]:
    """The version and number of suites of each hello about weak suites."""
    hellos = (one.question for one in knowledge.exchanges)
    return [
        (hello.highest, len(hello.suites))
        for hello in hellos
        if isinstance(hello, ClientHello) and set(hello.suites) <= set(WEAK_SUITES)
    ]


def test_a_server_without_weak_suites_is_asked_four_times_for_each_version() -> None:
    """Then all the classes are settled at once."""
    server = Configuration(suites={TLS1_1: (STRONG,), TLS1_2: (STRONG,), TLS1_3: NEW})
    knowledge = scanned(server.answer)
    assert found(knowledge) == set()
    versions = [version for version, _ in offers_of_weak_suites(knowledge)]
    twice = [version for version in (TLS1_2, TLS1_1, TLS1_3) for _ in range(2)]
    assert versions == [*twice, *twice]


def test_a_class_at_one_old_version_is_found() -> None:
    """Newer versions, which have refused it with all the others, are not asked again."""
    weak = (STRONG, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA)
    suites = {TLS1_0: weak, TLS1_1: (STRONG,), TLS1_2: (STRONG,), TLS1_3: NEW}
    knowledge = scanned(Configuration(suites=suites).answer)
    assert found(knowledge) == {TRIPLE_DES}
    sizes = [size for version, size in offers_of_weak_suites(knowledge) if version is TLS1_0]
    whole, rest = sizes[0], sizes[-1]
    assert sizes == [whole, rest, rest, rest, rest]


def test_every_class_is_found_though_the_server_prefers_one() -> None:
    """What was found is left out of the next hello."""
    preferred = sorted(WEAK_SUITES, key=lambda suite: "3DES" not in suite.name)
    suites = (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, *preferred)
    knowledge = scanned(Configuration(suites={TLS1_2: suites}).answer)
    assert found(knowledge) == set(CipherClass)
    sizes = [size for version, size in offers_of_weak_suites(knowledge) if version is TLS1_2]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) <= len(CipherClass)


def test_one_suite_may_be_weak_in_two_ways() -> None:
    """Then both classes are found at once."""
    suites = {TLS1_0: (STRONG, CipherSuite.TLS_DH_anon_EXPORT_WITH_RC4_40_MD5)}
    assert found(scanned(Configuration(suites=suites).answer)) == {ANONYMOUS, EXPORT, RC4}


def test_suites_without_encryption_exist_in_tls1_3_too() -> None:
    """RFC 9150."""
    suites = {TLS1_3: (*NEW, CipherSuite.TLS_SHA256_SHA256)}
    assert found(scanned(Configuration(suites=suites).answer)) == {NULL}


@pytest.mark.parametrize(
    ("ciphers", "classes"),
    [((), set()), ((Sslv2Cipher.SSL_CK_DES_64_CBC_WITH_MD5,), {DES})],
)
def test_the_ciphers_of_sslv2_count(
    ciphers: tuple[Sslv2Cipher, ...], classes: set[CipherClass]
) -> None:
    """One reply lists all that the server has."""
    server = Configuration(suites={TLS1_2: (STRONG,)}, sslv2_ciphers=ciphers)
    assert found(scanned(server.answer)) == classes


@pytest.mark.parametrize("reply", [TimedOut(), Refused(80), Refused(112)])
def test_one_version_of_which_it_is_not_known_leaves_the_no_open(reply: Reply) -> None:
    """Whatever its weak suites are met with that is no refusal; what was found stays."""
    weak = (STRONG, CipherSuite.TLS_RSA_WITH_RC4_128_SHA)
    server = Configuration(suites={TLS1_0: (STRONG,), TLS1_2: weak})

    def answer(question: Question) -> Reply:
        match question:
            case ClientHello(versions=(Protocol.TLS1_0,), is_partial=True, suites=suites) if set(
                suites
            ) & set(WEAK_SUITES):
                return reply
            case _:
                return server.answer(question)

    said = dict(verdicts(scanned(answer)).weak_ciphers)
    assert said[RC4] is Support.YES
    assert {said[kind] for kind in CipherClass if kind is not RC4} == {Support.UNKNOWN}


def test_suites_refused_by_silence_are_settled_by_a_last_control_hello() -> None:
    """Nothing but the suites is proven by it."""
    server = Configuration(suites={TLS1_2: (STRONG,)})

    def answer(question: Question) -> Reply:
        is_weak = isinstance(question, ClientHello) and set(question.suites) <= set(WEAK_SUITES)
        return Closed() if is_weak else server.answer(question)

    knowledge = scanned(answer, is_bounded=False)
    before, after = verdicts(retold(knowledge.exchanges[:-1])), verdicts(knowledge)
    assert replace(before, suites=after.suites, weak_ciphers=after.weak_ciphers) == after
    assert {support for _, support in before.weak_ciphers} == {Support.UNKNOWN}
    assert {support for _, support in after.weak_ciphers} == {Support.NO}
