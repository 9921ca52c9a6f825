"""Ephemeral keys, the length of primes, and what common clients get are asked for if still open."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from exporter.model.scan import Accepted, SuiteAnswer
from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.key_exchanges import COMMON, FORWARD_SECRET, MODERN, TRADITIONAL
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_reply import Reply
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, Refused
from exporter.words.protocol import Protocol, Support
from exporter.words.suite_properties import KeyExchange, key_exchange
from tests.unit.tls.scan.simulated_server import Configuration, scanned

SSLV3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = tuple(Protocol)[1:]
STATIC = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA
ECDHE = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
NEW = CipherSuite.TLS_AES_128_GCM_SHA256


def said_of(suites: Mapping[Protocol, tuple[CipherSuite, ...]], dh_bits: int = 1024) -> Accepted:
    """The verdicts on a server that has these suites, in its own order."""
    return verdicts(scanned(Configuration(suites=suites, dh_bits=dh_bits).answer))


@pytest.mark.parametrize(
    ("suites", "support"),
    [
        ({TLS1_3: (NEW,)}, Support.YES),
        ({TLS1_2: (STATIC, ECDHE)}, Support.YES),
        ({TLS1_0: (STATIC, DHE), TLS1_2: (STATIC,)}, Support.YES),
        ({TLS1_0: (STATIC,), TLS1_2: (STATIC,)}, Support.NO),
        ({TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_NULL_SHA,)}, Support.NO),
        ({TLS1_2: (CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA,)}, Support.NO),
        ({TLS1_2: (CipherSuite.TLS_ECDH_RSA_WITH_AES_128_CBC_SHA,)}, Support.NO),
        ({}, Support.UNKNOWN),
    ],
)
def test_forward_secrecy_is_looked_for_at_every_version(
    suites: Mapping[Protocol, tuple[CipherSuite, ...]], support: Support
) -> None:
    """One suite at one version is enough, and without a version there is no saying."""
    assert said_of(suites).forward_secrecy is support


@pytest.mark.parametrize("version", [TLS1_0, TLS1_2])
def test_a_server_that_wants_its_prime_named_is_forward_secret(version: Protocol) -> None:
    """Refusing DHE to those that name none is not to be without it."""
    server = Configuration(suites={version: (STATIC, DHE)}, needs_named_prime=True)
    said = verdicts(scanned(server.answer))
    assert said.forward_secrecy is Support.YES
    assert SuiteAnswer(protocol=version, suite=DHE.name, is_accepted=True) in said.suites
    assert SuiteAnswer(protocol=version, suite=DHE.name, is_accepted=False) not in said.suites


@pytest.mark.parametrize("bits", [512, 1024, 2048])
def test_a_prime_is_looked_for_behind_suites_that_the_server_prefers(bits: int) -> None:
    """Old clients are given it."""
    suites = {TLS1_2: (ECDHE, STATIC, DHE), TLS1_3: (NEW,)}
    assert said_of(suites, bits).dh_bits == bits


def test_without_ephemeral_dh_there_is_no_prime() -> None:
    """It is refused, or no version is on that has it."""
    assert said_of({TLS1_2: (ECDHE,)}).dh_bits is None
    assert said_of({TLS1_3: (NEW,)}).dh_bits is None


def test_what_clients_of_each_age_get_is_known() -> None:
    """Modern clients have the first, and those that lack it the second."""
    said = said_of({TLS1_2: (ECDHE, STATIC)})
    accepted = {answer.suite for answer in said.suites if answer.is_accepted}
    assert accepted == {ECDHE.name, STATIC.name}


def test_a_refusal_without_registered_primes_is_no_refusal_with_them() -> None:
    """It is one only where they were offered as well."""
    refused = SuiteAnswer(protocol=TLS1_2, suite=DHE.name, is_accepted=False)
    assert refused not in said_of({TLS1_2: (ECDHE,)}).suites
    assert refused in said_of({TLS1_2: (STATIC,)}).suites


def test_a_rare_preference_hides_no_common_suite() -> None:
    """Without TLS 1.3 browsers need one of theirs."""
    said = said_of({TLS1_2: (DHE, CipherSuite.TLS_RSA_WITH_CAMELLIA_128_CBC_SHA, STATIC)})
    assert SuiteAnswer(protocol=TLS1_2, suite=STATIC.name, is_accepted=True) in said.suites


def test_the_kinds_of_suites_are_what_their_names_say() -> None:
    """The modern are among the common and the forward secret; the traditional are the others."""
    assert set(MODERN) <= set(COMMON) & set(FORWARD_SECRET)
    assert not set(MODERN) & set(TRADITIONAL)
    assert {STATIC, DHE} <= set(TRADITIONAL)


def test_what_others_are_about_to_settle_is_not_asked_apart() -> None:
    """Suites with a prime are refused with the weak ones and with the strong ones of old."""
    server = Configuration(suites={TLS1_2: (ECDHE,), TLS1_3: (NEW,)}, offer_refusal=Closed())
    knowledge = scanned(server.answer)
    asked = [one.question for one in knowledge.exchanges if isinstance(one.question, ClientHello)]
    assert not any(
        all("_DHE_" in CipherSuite(suite).name for suite in hello.suites) for hello in asked
    )
    assert not knowledge.versions[TLS1_2].offers.open_suites.intersection({DHE, STATIC})


@pytest.mark.parametrize("refusal", [Refused(40), Closed()])
def test_suites_with_a_prime_are_asked_for_twice_at_most(refusal: Reply) -> None:
    """What is refused to who names no prime is no no, and one accident hides no prime."""
    server = Configuration(suites={TLS1_2: (ECDHE, STATIC), TLS1_3: (NEW,)}, offer_refusal=refusal)
    assert offers_of_primes(scanned(server.answer)) == 2
    with_prime = replace(server, suites={TLS1_2: (ECDHE, STATIC, DHE), TLS1_3: (NEW,)})
    accidents = [refusal]

    def answer(question: Question) -> Reply:
        return (
            accidents.pop() if accidents and is_of_primes(question) else with_prime.answer(question)
        )

    knowledge = scanned(answer)
    assert (offers_of_primes(knowledge), verdicts(knowledge).dh_bits) == (2, 2048)


def offers_of_primes(knowledge: Knowledge) -> int:
    """How many hellos offered nothing but suites with a prime."""
    return sum(is_of_primes(one.question) for one in knowledge.exchanges)


def is_of_primes(question: Question) -> bool:
    """Whether it is such a hello."""
    return isinstance(question, ClientHello) and all(
        key_exchange(CipherSuite(suite)) is KeyExchange.DHE for suite in question.suites
    )
