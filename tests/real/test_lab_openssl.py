"""OpenSSL, as a second opinion, sees in the lab's deployments what their scenarios expect."""

import asyncio
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.lab.deployment import FIRST_ADDRESS, TlsServer
from exporter.lab.expectation import ABSENT
from exporter.lab.running import running_lab
from exporter.lab.scenario import Scenario
from exporter.lab.scenarios import all_scenarios
from tests.real.conftest import Program
from tests.real.programs.deployment import pem
from tests.real.programs.openssl import VERSION_OPTIONS, Conversation, OpenSSL

SCENARIOS = all_scenarios()

pytestmark = pytest.mark.real

ERROR = re.compile(r"^error (\d+) at (\d+) depth lookup", re.MULTILINE)
NO_ERROR = 0
ERRORS_OF_REASON = {
    "expired": 10,  # certificate has expired
    "not_yet_valid": 9,  # certificate is not yet valid
    "self_signed": 18,  # self-signed certificate
    "incomplete_chain": 20,  # unable to get local issuer certificate
    "untrusted_root": 20,
}
NO_ISSUER = 20
HOSTNAME_MISMATCH = 62
UNREADABLE_BY_S_CLIENT = {
    # With TLS 1.2, s_client takes the demand for a client certificate as a failure.
    "mutual-tls",
    "mutual-tls12",
    # It tells the cipher of the ServerHello, whatever becomes of the handshake.
    "late-refusal",
    # It resets one of four connections, and what versions it has is not scanned.
    "one-in-four",
    # It ends the handshake at the message with the certificates, as the finding says.
    TOO_LARGE := "too-large",
}
LENGTHS = {
    scenario.name: metric.value
    for scenario in SCENARIOS
    for metric in scenario.expectation.all_metrics()
    if metric.family == "tls_chain_length"
    and metric.value is not ABSENT
    and dict(metric.labels).get("address", FIRST_ADDRESS) == FIRST_ADDRESS
}
Verify = Callable[[SentChain, str], int]


def served_chain(scenario: Scenario) -> SentChain | None:
    """What the scenario's first server sends; None where it sends no certificate."""
    server = scenario.deployment.servers.get(FIRST_ADDRESS)
    chain = server.chain if isinstance(server, TlsServer) else None
    # Of two, the one that fails is not the one that this client is sent.
    return None if chain and chain.second else chain


SERVED = [
    pytest.param(scenario, chain, id=scenario.name)
    for scenario in SCENARIOS
    if (chain := served_chain(scenario))
]


PRESENTING = LENGTHS.keys() | {scenario.name for scenario in SCENARIOS if served_chain(scenario)}


def expected_error(scenario: Scenario) -> int:
    """The verdict that the scenario's metrics of the first address amount to."""
    errors = {NO_ERROR}
    for expected in scenario.expectation.metrics:
        labels = dict(expected.labels)
        if expected.value is ABSENT or labels.get("address", FIRST_ADDRESS) != FIRST_ADDRESS:
            continue
        if expected.family == "tls_certificate_trust_failure":
            errors.add(ERRORS_OF_REASON[labels["reason"]])
        if expected.family == "tls_certificate_matches_host" and expected.value == 0:
            errors.add(HOSTNAME_MISMATCH)
    if "chain_key_identifier_differs" in scenario.expectation.findings:
        errors.add(NO_ISSUER)  # as it says: OpenSSL looks at the identifier, others do not
    return max(errors)


@pytest.fixture(scope="module")
def verify(program: Program, folder: Path) -> Verify:
    """`openssl verify` for a chain served to a host; the number of its error, or none."""
    authorities = Authorities(now=datetime.now(tz=UTC))
    anchors, leaf_file, above_file = (folder / f"{name}.pem" for name in ("root", "leaf", "above"))
    anchors.write_bytes(authorities.root_pem)

    def error_number(chain: SentChain, host: str) -> int:
        leaf, *above = authorities.credentials(chain, host=host).certificates
        leaf_file.write_bytes(pem([leaf]))
        above_file.write_bytes(pem(above))
        name_option = "-verify_ip" if host == FIRST_ADDRESS else "-verify_hostname"
        command: list[str | Path] = [program("openssl"), "verify", "-x509_strict"]
        files: list[str | Path] = ["-CAfile", anchors]
        if above:
            files += ["-untrusted", above_file]
        said = subprocess.run(
            [*command, "-purpose", "sslserver", *files, name_option, host, leaf_file],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        errors = [int(number) for number, _ in ERROR.findall(said.stderr)]
        assert bool(errors) == bool(said.returncode), said.stderr
        return max(errors, default=NO_ERROR)

    return error_number


@pytest.mark.parametrize(("scenario", "chain"), SERVED)
def test_openssl_judges_the_chain_as_expected(
    verify: Verify, scenario: Scenario, chain: SentChain
) -> None:
    """Trusted, or refused for the reason that the scenario says, by its strict rules too."""
    assert verify(chain, scenario.host) == expected_error(scenario)


def test_openssl_finds_faults_that_no_scenario_has(verify: Verify) -> None:
    """The verdicts are OpenSSL's own: a name that is not the certificate's is refused."""
    chain = SentChain(leaf=Leaf(names=("other.test",), key=ServerKey.RSA_2048))
    assert verify(chain, "www.test") == HOSTNAME_MISMATCH


@pytest.fixture(scope="module")
def seen(openssl: OpenSSL) -> Mapping[str, Mapping[str, Conversation]]:
    """One connection of s_client for each version, to each first server of the lab that answers."""
    return asyncio.run(conversations(openssl))


async def conversations(openssl: OpenSSL) -> Mapping[str, Mapping[str, Conversation]]:
    """The same, by scenario and version."""
    async with running_lab() as lab:
        return {
            target.name: await asyncio.to_thread(
                openssl.conversations, target.port, target.server_name
            )
            for scenario, target in zip(lab.scenarios, lab.settings.targets, strict=True)
            if scenario.name in PRESENTING
        }


def test_openssl_comes_through_with_the_versions_expected(
    seen: Mapping[str, Mapping[str, Conversation]],
) -> None:
    """To each server of the lab that answers."""
    expected = {
        scenario.name: {
            dict(metric.labels)["protocol"]
            for metric in scenario.expectation.all_metrics()
            if metric.family == "tls_protocol_enabled" and metric.value == 1
        }
        & VERSION_OPTIONS.keys()
        for scenario in SCENARIOS
        if served_chain(scenario) and scenario.name not in UNREADABLE_BY_S_CLIENT
    }
    told = {
        name: {version for version, one in seen[name].items() if one.protocol} for name in expected
    }
    assert told == expected


def test_openssl_receives_as_many_certificates_as_expected(
    seen: Mapping[str, Mapping[str, Conversation]],
) -> None:
    """`tls_chain_length` of every scenario's first server, counted in what s_client was sent."""
    expected = {name: 0 if name == TOO_LARGE else length for name, length in LENGTHS.items()}
    told = {name: max(len(one.chain) for one in seen[name].values()) for name in expected}
    assert told == expected
