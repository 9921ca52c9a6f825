"""Real servers behind links that lose, delay and reset, and behind a firewall that bans.

Needs iproute2, nftables, /dev/net/tun, and leave to make user and network namespaces: root has it,
others where the kernel lets them (`sysctl kernel.unprivileged_userns_clone` on old Debian,
`kernel.apparmor_restrict_unprivileged_userns` on Ubuntu), a container with the default profile of
Docker has not (`--security-opt seccomp=unconfined --device /dev/net/tun` gives it). No capability
outside of the namespaces is used. Under CI=true the want of it is a failure.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from prometheus_client.samples import Sample

from tests.real.conftest import Program, miss
from tests.real.programs.exporter import Metrics
from tests.real.programs.installation import ROOT

pytestmark = pytest.mark.real

Scrapes: TypeAlias = tuple[Metrics, ...]
EVERY_WAY = ("sound", "slow", "lossy", "resetting", "banning")
CUT_OFF, NO_HYBRID = "compatibility_scan_cut_off", "compatibility_no_post_quantum"
ENABLED = {
    "SSLv2": 0,
    "SSLv3": 0,
    "TLSv1.0": 1,
    "TLSv1.1": 1,
    "TLSv1.2": 1,
    "TLSv1.3": 1,
}
GROUPS = {"x25519": {1}, "secp256r1": {1}, "secp384r1": {1}}
"""As nginx is configured."""
# Another user than root: nginx as root wants to change its user, and there is no other inside.
INSIDE = ("unshare", "--net", "--user", "--map-user=1", "--map-group=1", "--keep-caps")


@pytest.fixture(scope="module")
def scrapes(program: Program, folder: Path) -> Scrapes:
    """What was published, from the start until every way was scanned and the ban was over."""
    nginx, *_ = map(program, ("nginx", "ip", "nft", "unshare"))
    scene = (*INSIDE, sys.executable, "-m", "tests.real.network.scene", nginx, folder)
    if subprocess.run([*INSIDE, "test", "-w", "/dev/net/tun"], check=False).returncode:
        miss("user and network namespaces, or /dev/net/tun, are not to be had here")
    with (folder / "scene.log").open("wb") as log:
        subprocess.run(scene, cwd=ROOT, stdout=log, stderr=log, check=True)
    seen = json.loads((folder / "scrapes.json").read_text())
    return tuple(Metrics(tuple(Sample(*each) for each in samples)) for samples in seen)


def values(scrapes: Scrapes, metric: str, label: str, **selected: str) -> dict[str, set[float]]:
    """Every value that was ever published, by the value of one label."""
    found: dict[str, set[float]] = {}
    for scrape in scrapes:
        for sample in scrape.samples:
            if sample.name == metric and selected.items() <= sample.labels.items():
                found.setdefault(sample.labels[label], set()).add(sample.value)
    return found


@pytest.mark.parametrize("way", EVERY_WAY)
def test_the_certificate_is_seen_as_it_is(scrapes: Scrapes, folder: Path, way: str) -> None:
    """Whatever lies between, and nothing else is ever published."""
    leaf = x509.load_pem_x509_certificates((folder / way / "chain.pem").read_bytes())[0]
    fingerprints = values(scrapes, "tls_certificate_info", "fingerprint_sha256", target=way)
    assert fingerprints.keys() == {leaf.fingerprint(SHA256()).hex()}
    ends = values(scrapes, "tls_certificate_not_after_timestamp_seconds", "target", target=way)
    assert ends[way] == {leaf.not_valid_after_utc.timestamp()}
    for fact in ("matches_host", "trusted"):
        assert values(scrapes, f"tls_certificate_{fact}", "target", target=way)[way] == {1}
    assert values(scrapes, "tls_chain_complete", "target", target=way)[way] == {1}
    assert values(scrapes, "tls_chain_length", "target", target=way)[way] == {2}


@pytest.mark.parametrize("way", EVERY_WAY)
def test_no_answer_of_a_scan_is_false(scrapes: Scrapes, way: str) -> None:
    """What is not known has no series."""
    versions = values(scrapes, "tls_protocol_enabled", "protocol", target=way)
    assert versions == {version: {ENABLED[version]} for version in versions}
    assert versions.keys() >= {"TLSv1.3"}
    groups = values(scrapes, "tls_key_exchange_group_enabled", "group", target=way)
    assert groups == {group: GROUPS.get(group, {0}) for group in groups}
    classes = values(scrapes, "tls_weak_cipher_enabled", "cipher_class", target=way)
    assert set().union(*classes.values()) <= {0}
    secrecy = values(scrapes, "tls_forward_secrecy", "address", target=way)
    assert set().union(*secrecy.values()) <= {1}


@pytest.mark.parametrize("way", ["sound", "slow"])
def test_a_way_that_only_takes_its_time_hides_nothing(scrapes: Scrapes, way: str) -> None:
    """Every version is settled, every class, and every group."""
    assert values(scrapes, "tls_protocol_enabled", "protocol", target=way).keys() == ENABLED.keys()
    groups = values(scrapes, "tls_key_exchange_group_enabled", "group", target=way)
    assert groups.keys() >= GROUPS.keys()
    classes = values(scrapes, "tls_weak_cipher_enabled", "cipher_class", target=way)
    assert classes.keys() == {"null", "anonymous", "export", "rc4", "des", "3des"}
    assert scrapes[-1].value("tls_scan_complete", target=way) == 1


@pytest.mark.parametrize("way", ["sound", "slow"])
def test_a_sound_server_is_never_failing(scrapes: Scrapes, way: str) -> None:
    """However its neighbours fare; and nothing is found that is not so."""
    assert "failing" not in values(scrapes, "tls_standing", "standing", target=way)
    assert values(scrapes, "tls_finding", "code", target=way).keys() <= {NO_HYBRID}


@pytest.mark.parametrize("way", ["lossy", "resetting"])
def test_the_way_is_not_taken_for_the_server(scrapes: Scrapes, way: str) -> None:
    """What is told is that there was no answer, now and then."""
    found = values(scrapes, "tls_finding", "code", target=way)
    assert found.keys() <= {
        NO_HYBRID,
        CUT_OFF,
        "server_config_no_answer",
        "port_timeout",
        "port_reset",
    }


def test_a_ban_is_told_as_what_it_is(scrapes: Scrapes) -> None:
    """For its time nothing is known, and no outage is told; afterwards all is as it was."""
    assert values(scrapes, "tls_finding", "code", target="banning").keys() == {CUT_OFF}
    severities = values(scrapes, "tls_finding", "severity", target="banning")
    assert severities.keys() == {"info"}
    standings = values(scrapes, "tls_standing", "standing", target="banning")
    assert "unknown" in standings
    assert "failing" not in standings
    assert scrapes[-1].value("tls_handshake_success", target="banning") == 1
