"""A configuration file becomes settings, or all that is wrong with it is told at once."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

import certifi
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.config.duration import duration
from exporter.config.host import authority, ip_text
from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError, Problem
from exporter.model.settings import (
    FileDiscovery,
    Profile,
    ResolverSettings,
    ServerDiscovery,
    Settings,
)
from exporter.model.target import Policy, ServerFiles

EXAMPLE = Path(__file__).parents[3] / "config.example.yml"
KEYS = st.sampled_from([*re.findall(r"[a-z_]+(?=:)", EXAMPLE.read_text()), "mozilla", "<<"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 70000)
    | st.sampled_from(["5m", "www.example.com", "www.example.com:1", "1.1.1.1", "*.yml", "certifi"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)


def test_an_empty_mapping_is_a_whole_configuration(settings_of: Callable[[str], Settings]) -> None:
    """Whatever is left out has its default, which is that of the model."""
    loaded = settings_of("{}")
    (built_in,) = loaded.trust_stores
    assert (built_in.name, built_in.profile) == ("mozilla", Profile.WEB)
    assert loaded == Settings(trust_stores=(built_in,))


def test_a_trust_store_may_take_the_place_of_the_built_in_one(
    settings_of: Callable[[str], Settings],
) -> None:
    """The name `mozilla` is not reserved."""
    loaded = settings_of("trust_stores: {mozilla: {bundle: certifi, profile: private}}")
    assert [(store.name, store.profile) for store in loaded.trust_stores] == [
        ("mozilla", Profile.PRIVATE)
    ]


def test_the_default_resolver_is_the_system_s(settings_of: Callable[[str], Settings]) -> None:
    """Without the key, and with it, `system` has no address."""
    system = (ResolverSettings(name="system"),)
    assert settings_of("{}").resolvers == system
    assert settings_of("resolvers: [{name: system}]").resolvers == system


def test_file_patterns_start_at_the_configuration_s_folder(tmp_path: Path) -> None:
    """Characters of the folder's own name are no pattern."""
    folder = tmp_path / "a[1]*"
    folder.mkdir()
    file = folder / "config.yml"
    file.write_text("discovery: {file_sd: [{files: ['targets/*.yml', /etc/x.yml]}]}")
    assert load_settings(file).file_discoveries == (
        FileDiscovery(
            patterns=(f"{tmp_path}/a[[]1][*]/targets/*.yml", "/etc/x.yml"), refresh_interval=60.0
        ),
    )


def test_a_server_s_configuration_is_a_source_of_targets(
    settings_of: Callable[[str], Settings],
) -> None:
    """Its files are those that its targets will have."""
    given = "{haproxy: /etc/haproxy, user: haproxy, root: /host, refresh_interval: 5m}"
    text = f"discovery: {{server_files: [{{nginx: /etc/nginx.conf}}, {given}]}}"
    assert settings_of(text).server_discoveries == (
        ServerDiscovery(server=ServerFiles(nginx="/etc/nginx.conf"), refresh_interval=60.0),
        ServerDiscovery(
            server=ServerFiles(haproxy=("/etc/haproxy",), user="haproxy", root="/host"),
            refresh_interval=300.0,
        ),
    )


def test_a_trust_store_file_starts_at_the_configuration_s_folder(
    tmp_path: Path, settings_of: Callable[[str], Settings]
) -> None:
    """The file is read when the configuration is loaded."""
    (tmp_path / "roots.pem").write_bytes(certifi.contents().encode())
    mozilla, corp = settings_of("trust_stores: {corp: {file: roots.pem}}").trust_stores
    assert corp.pem == mozilla.pem


def test_the_cas_of_servers_of_documents_are_read_beside_the_configuration(tmp_path: Path) -> None:
    """Every target has them, as it has the rest of `fetch`."""
    (tmp_path / "own.pem").write_bytes(Path(certifi.where()).read_bytes())
    file = tmp_path / "config.yml"
    file.write_text("fetch: {ari: true, ca_file: own.pem}\ntargets: [{host: a.example}]")
    (target,) = load_settings(file).targets
    assert target.policy.fetch.ca_file == str(tmp_path / "own.pem")
    assert target.policy.fetch.authorities.count(b"BEGIN CERTIFICATE") > 100


def test_targets_inherit_nothing_from_faulty_defaults(
    problems_of: Callable[[str], list[str]],
) -> None:
    """A fault in the defaults is told once, not again for each target."""
    text = """
        defaults: {interval: 30, timeout: 5m}
        targets:
          - {host: a.example, timeout: 10m}
          - {host: b.example, interval: 1m, timeout: 2m}
        """
    assert problems_of(text) == [
        "2: defaults.interval: 30 has no unit",
        "5: targets[1].timeout: 2m is more than `interval`, 1m",
    ]


def test_a_conflict_in_the_defaults_is_not_repeated_for_targets(
    problems_of: Callable[[str], list[str]],
) -> None:
    """Targets that override neither key are not to blame."""
    assert problems_of("defaults: {timeout: 6m}\ntargets: [{host: a.example}]\n") == [
        "1: defaults.timeout: 6m is more than `interval`, 5m"
    ]


def test_a_fault_hides_no_other_of_the_same_target(
    problems_of: Callable[[str], list[str]],
) -> None:
    """Contradictions are found although single keys are wrong, and the other way round."""
    text = """
        targets:
          - host: www.example.com:8443
            port: 443
            max_addresses: 0
            timeout: 10m
            addresses: [203.0.113.1, nowhere, 203.0.113.1]
            name: www
            trust: [mozilla, 7, mozilla]
          - name: www
            port: x
        """
    assert problems_of(text) == [
        "4: targets[0].port: 443 differs from the port in `host`, 8443",
        "5: targets[0].max_addresses: 0 is below 1",
        "6: targets[0].timeout: 10m is more than `interval`, 5m",
        "7: targets[0].addresses[1]: nowhere is not an IP address",
        "7: targets[0].addresses[2]: 203.0.113.1 is also addresses[0]",
        "9: targets[0].trust[1]: found the number 7, not text",
        "9: targets[0].trust[2]: mozilla is there already",
        "10: targets[1].host: missing",
        "10: targets[1].name: www is also the name of targets[0] on line 8",
        "11: targets[1].port: found the text x",
    ]


def test_every_value_is_parsed_once(settings_of: Callable[[str], Settings]) -> None:
    """Two durations and two hosts are two of each, whatever is judged by them."""
    text = """
        defaults: {interval: 10m, timeout: 20s}
        targets:
          - {host: a.example, port: 8443, addresses: [203.0.113.1]}
          - {host: b.example:8443, trust: [mozilla]}
        """
    calls = Counter[CodeType]()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        calls[frame.f_code] += event == "call"

    sys.setprofile(count)
    try:
        settings_of(text)
    finally:
        sys.setprofile(None)
    assert calls[duration.__code__] == 2
    assert calls[authority.__code__] == 2
    assert calls[ip_text.__code__] == 1


def test_of_very_many_faults_a_hundred_are_told(problems_of: Callable[[str], list[str]]) -> None:
    """What no person would read is counted, without a thought on what was meant by each."""
    problems = problems_of("".join(f"intervall{number}: 1\n" for number in range(4_999)))
    assert len(problems) == 101
    assert problems[0] == "1: intervall0: unknown key"
    assert problems[99] == "100: intervall99: unknown key"
    assert problems[100] == "0: : 4,899 more"


def test_what_is_wrong_beyond_the_hundredth_fault_is_not_taken_for_right(
    problems_of: Callable[[str], list[str]],
) -> None:
    """Defaults and trust stores are not used where nobody kept what is wrong with them."""
    unknown = "".join(f"x{number}: 1\n" for number in range(100))
    wrong = "defaults: {expiry: 1, timeout: 1}\ntrust_stores: {corp: {file: []}}\n"
    problems = problems_of(f"{unknown}{wrong}targets: [{{host: a.example, timeout: 1h}}]\n")
    assert problems[100] == "0: : 3 more"


def test_a_hundred_faults_are_told_in_full(problems_of: Callable[[str], list[str]]) -> None:
    """Nothing is said of the rest where there is none."""
    assert len(problems_of("".join(f"x{number}: 1\n" for number in range(100)))) == 100


def test_a_problem_of_an_unreadable_file_has_no_line(tmp_path: Path) -> None:
    """A path that leads nowhere is a problem like any other."""
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path / "missing.yml")
    assert str(caught.value) == (
        f"{tmp_path}/missing.yml: does not exist; correct the path or create it"
    )


def test_each_load_gives_equal_settings(settings_of: Callable[[str], Settings]) -> None:
    """A reload that changes nothing is seen as such."""
    text = "targets: [{host: www.example.com, labels: {a: b}, expected_ips: [203.0.113.0/24]}]"
    assert settings_of(text) == settings_of(text)
    assert settings_of(text).targets[0].policy == Policy()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_data_is_a_configuration_or_refused(data: dict[str, object], tmp_path: Path) -> None:
    """No data has another outcome than settings or problems of one line each."""
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    assert all(str(problem).isprintable() for problem in problems_in(file))


def problems_in(file: Path) -> tuple[Problem, ...]:
    """What is wrong with a configuration; nothing where it loads."""
    try:
        load_settings(file)
    except ConfigurationError as error:
        return error.problems
    return ()
