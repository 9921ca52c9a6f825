"""What is written of settings stands for the same settings."""

import re
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml

from exporter.config.conflict import Declared
from exporter.config.load import load_settings
from exporter.config.written import target_group, target_keys, written, written_yaml
from exporter.discovery.file_sd import listing
from exporter.discovery.inheritance import Inheritance
from exporter.model.settings import Settings
from exporter.model.target import ExpiryThresholds, Policy, ServerFiles, Target

VALID = Path(__file__).parent / "valid"
EXAMPLE = Path(__file__).parents[3] / "config.example.yml"


def reread(settings: Settings, folder: Path) -> Settings:
    """The settings of the file that is written of settings."""
    file = folder / "written.yml"
    file.write_text(yaml.safe_dump(written(settings), allow_unicode=True))
    return load_settings(file)


def assert_same(left: Settings, right: Settings) -> None:
    """But for the folder from which relative paths of trust stores begin."""
    assert replace(left, trust_stores=()) == replace(right, trust_stores=())
    stores, others = (
        [(store.name, store.pem, store.profile) for store in each.trust_stores]
        for each in (left, right)
    )
    assert stores == others


@pytest.mark.parametrize("file", sorted(VALID.glob("*.yml")), ids=lambda file: file.stem)
def test_what_is_written_is_read_as_the_same(file: Path, tmp_path: Path) -> None:
    """Every key comes back as it was meant."""
    settings = load_settings(file)
    assert_same(reread(settings, tmp_path), settings)


def test_the_example_with_all_its_spare_settings_comes_back(tmp_path: Path) -> None:
    """It shows every key."""
    (tmp_path / "corp-ca.pem").write_bytes((VALID / "roots.pem").read_bytes())
    file = tmp_path / "config.yml"
    file.write_text(re.sub(r"^( *)#(?=\S)", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE))
    settings = load_settings(file)
    assert_same(reread(settings, tmp_path), settings)


def test_defaults_are_spelled_out() -> None:
    """Nobody has to look them up; what is automatic is left out, as no value stands for it."""
    text = written(Settings())
    assert text["limits"] == {
        "concurrency": 200,
        "per_host_concurrency": 4,
        "connections_per_second": 500.0,
    }
    assert text["fetch"] == {
        "aia": False,
        "ocsp": False,
        "crl": False,
        "ari": False,
        "allow_private_addresses": False,
        "timeout": "10s",
        "max_bytes": "10MiB",
    }
    defaults = text["defaults"]
    assert isinstance(defaults, dict)
    assert (defaults["interval"], defaults["trust"]) == ("5m", ["mozilla"])
    assert "clients" not in defaults


def test_a_target_has_the_keys_that_differ() -> None:
    """What follows from others, or stands in the defaults, is not repeated."""
    plain = Target(name="a.example:443", host="a.example", server_name="a.example")
    assert target_keys(plain, Policy()) == {"host": "a.example"}
    assert target_keys(plain, Policy(interval=60.0)) == {"host": "a.example", "interval": "5m"}


def test_a_target_comes_back_from_its_group() -> None:
    """Another exporter that asks for our targets watches the same, if its defaults are ours."""
    target = Target(
        name="shop",
        host="2001:db8::1",
        port=8443,
        server_name="shop.example",
        addresses=("203.0.113.10",),
        expected_ips=(ip_network("203.0.113.0/24"),),
        server=ServerFiles(nginx="/etc/nginx/nginx.conf", user="www-data"),
        labels={"team": "pay"},
        policy=Policy(interval=60.0, expiry=ExpiryThresholds(warn=86_400.0, critical=0.0), alpn=()),
    )
    group = target_group(target, Policy())
    assert group["targets"] == ["[2001:db8::1]:8443"]
    assert group["labels"]["__tls_interval"] == "1m"
    declared = Declared(trust_stores=frozenset({"mozilla"}), resolvers=frozenset({"system"}))
    inheritance = Inheritance(defaults=Policy(), declared=declared)
    listed = listing("sd.json", yaml.safe_dump([group]), inheritance)
    assert listed.problems == ()
    assert [found.target for found in listed.found] == [target]


def test_secrets_are_hidden(tmp_path: Path) -> None:
    """Where their files are is no secret."""
    (tmp_path / "config.yml").write_text(
        """
        discovery:
          http_sd:
            - url: https://a.example/targets
              basic_auth: {username: me, password: geheim}
            - url: https://b.example/targets
              authorization: {credentials: geheim}
            - url: https://c.example/targets
              authorization: {credentials_file: token}
        """
    )
    settings = load_settings(tmp_path / "config.yml")
    text = written_yaml(settings)
    assert "geheim" not in text + repr(settings)
    assert yaml.safe_load(text)["discovery"]["http_sd"] == [
        {
            "url": "https://a.example/targets",
            "basic_auth": {"username": "me", "password": "<secret>"},
            "tls_config": {"insecure_skip_verify": False},
            "refresh_interval": "1m",
        },
        {
            "url": "https://b.example/targets",
            "authorization": {"type": "Bearer", "credentials": "<secret>"},
            "tls_config": {"insecure_skip_verify": False},
            "refresh_interval": "1m",
        },
        {
            "url": "https://c.example/targets",
            "authorization": {"type": "Bearer", "credentials_file": f"{tmp_path}/token"},
            "tls_config": {"insecure_skip_verify": False},
            "refresh_interval": "1m",
        },
    ]
