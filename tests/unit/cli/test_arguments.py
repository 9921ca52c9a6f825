"""The command line takes what it documents, refuses everything else, and exits as it says."""

import argparse
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

import exporter
from exporter.cli import check, exit_code, main
from exporter.cli.check import exit_code as check_exit_code
from exporter.cli.check_targets import chosen
from exporter.cli.options import parser
from exporter.cli.refusal import UsageError
from exporter.config.problem import ConfigurationError
from exporter.guide.runbook import pages
from exporter.model.outcome import Failed, Skipped
from exporter.model.settings import Profile
from exporter.server.listen_address import ListenAddress
from exporter.words.reason import Reason
from exporter.words.standing import Standing
from tests.deployments import HEALTHY, SITE, Site, closed, left_out, unconnected

COMMAND = r"tls-exporter ((?:check|config|demo|serve)[^`#\n]*)"


def parsed(*arguments: str) -> argparse.Namespace:
    """The arguments as the program sees them."""
    return parser().parse_args(arguments)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of arguments that are refused, with exit code 2."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_commands_of_the_runbook_are_taken() -> None:
    """What a person is told to type is there to be typed, in both languages."""
    texts = [page.text for language in ("en", "ja") for page in pages(language).values()]
    commands = [found for text in texts for found in re.findall(COMMAND, text)]
    assert len(commands) > 20
    for command in commands:
        assert vars(parsed(*shlex.split(command)))


def test_serve_needs_only_a_configuration() -> None:
    """Everything else has a default."""
    arguments = parsed("serve", "--config.file=x.yml")
    assert arguments.config_file == Path("x.yml")
    assert arguments.listen_addresses is None
    assert not arguments.enable_lifecycle
    assert (arguments.log_level, arguments.log_format) == ("info", "logfmt")


def test_serve_listens_at_all_addresses_given() -> None:
    """The option may be repeated."""
    arguments = parsed(
        "serve",
        "--config.file=x.yml",
        "--web.listen-address=127.0.0.1:1",
        "--web.listen-address",
        "[::1]:2",
    )
    assert arguments.listen_addresses == [
        ListenAddress(host="127.0.0.1", port=1),
        ListenAddress(host="::1", port=2),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("serve", "--config.file=x", "--web.config.file=y"),
        ("serve", "--config.file=x", "--web.max-probes=3"),
        ("serve", "--config.file=x", "--shard=2/2"),
        ("serve", "--config.file=x", "--web.enable"),
        ("serve", "--config.file=x", "--log.level=loud"),
        ("serve", "--config.file=x", "--log.format=xml"),
        ("serve", "--config.file=x", "--web.listen-address=9843"),
        ("check", "--starttls=smtp", "x"),
        ("check", "--js", "x"),
        ("--vers",),
        ("watch",),
        (),
    ],
)
def test_what_is_not_documented_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """Neither options of later versions nor abbreviations are taken."""
    assert "usage: tls-exporter" in refused(capsys, *arguments)


def test_a_bad_listen_address_is_refused_with_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence shows how to write one."""
    said = refused(capsys, "serve", "--config.file=x", "--web.listen-address=9843")
    assert "'9843' is not an address to listen on: write HOST:PORT or :PORT" in said


@pytest.mark.parametrize(
    "command", [(), ("serve",), ("check",), ("demo",), ("config",), ("healthy",)]
)
def test_every_command_explains_itself(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """Its help says what it is for."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 8


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("check", "--exepcted-ip=192.0.2.1", "x"), "--expected-ip"),
        (("check", "--breif", "x"), "--brief"),
        (("serve", "--config.file=x", "--web.listen-adress", ":1"), "--web.listen-address"),
        (("chek", "x"), "check"),
        (("config", "chek"), "check"),
        (("export", "ruels"), "rules"),
        (("serve", "--config.file=x", "--log.level=eror"), "error"),
        (("serve", "--config.fil=x"), "--config.file"),
        (("--verison",), "--version"),
    ],
)
def test_what_was_meant_is_named(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], meant: str
) -> None:
    """A slip of the finger is corrected by the command whose option or word it is."""
    assert f"did you mean {meant}?" in refused(capsys, *arguments)


def test_what_is_like_nothing_is_only_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong guess would be worse than none."""
    said = refused(capsys, "check", "--zzz", "x")
    assert "unrecognized arguments: --zzz\n" in said


def test_the_options_are_read_without_what_probes() -> None:
    """`--help` is at hand at once: reading the whole program takes a second."""
    program = "import sys; from exporter.cli.options import parser; parser(); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    modules = said.stdout.decode().split()
    assert "exporter.cli.options.check" in modules
    assert not {"asyncio", "aiohttp", "cryptography", "pydantic", "rich", "yaml"} & {*modules}


def test_a_configuration_is_refused_without_what_only_a_right_one_needs() -> None:
    """Clients of HTTP and what probes cost more time than to refuse it: only a list of logs needs pydantic."""
    program = "import sys; import exporter.cli.config; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    modules = said.stdout.decode().split()
    assert "exporter.config.network" in modules
    assert not {"aiohttp", "httpx2", "httpcore2", "h2", "pydantic", "dns", "asyncio"} & {*modules}


def test_the_help_of_check_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """A script can rely on them."""
    with pytest.raises(SystemExit):
        parser().parse_args(["check", "--help"])
    said = capsys.readouterr().out
    assert all(f"\n  {code}  " in said for code in (0, 1, 2, 3))


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """As bug reports need it."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"tls-exporter {exporter.__version__}\n"


def test_an_interrupt_ends_a_command_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C is no error of the program."""

    def interrupted(_arguments: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "run", interrupted)
    assert exit_code(parsed("check", "www.example.com")) == 130
    assert capsys.readouterr() == ("", "")


def test_a_host_is_checked_with_the_defaults() -> None:
    """By Mozilla's roots, with the system's resolver."""
    settings, (target,) = chosen(parsed("check", "www.example.com:8443"))
    assert (target.host, target.port) == ("www.example.com", 8443)
    assert target.server_name == "www.example.com"
    assert target.policy.trust == ("mozilla",)
    assert target.policy.timeout == 10
    assert target.policy.scan_interval > 0
    assert [store.name for store in settings.trust_stores] == ["mozilla"]
    assert [resolver.is_system for resolver in settings.resolvers] == [True]


def test_options_hold_for_every_host() -> None:
    """As a configuration would say it."""
    _, targets = chosen(
        parsed(
            "check",
            "--ip=203.0.113.10",
            "--ip=2001:db8::10",
            "--server-name=www.example.com",
            "--expected-ip=203.0.113.0/24",
            "--timeout=1h",
            "a.example.com",
            "[2001:db8::1]:8443",
        )
    )
    assert [target.host for target in targets] == ["a.example.com", "2001:db8::1"]
    for target in targets:
        assert target.addresses == ("203.0.113.10", "2001:db8::10")
        assert target.server_name == "www.example.com"
        assert target.expected_ips == (ip_network("203.0.113.0/24"),)
        assert target.policy.timeout == 3600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a HOST[:PORT] to check, or a --config.file"),
        (("a b",), "a b: "),
        (("x.example:70000",), "x.example:70000: "),
        (("--ip=x", "www.example.com"), "--ip: "),
        (("--server-name=a b", "www.example.com"), "--server-name: "),
        (("--expected-ip=x", "www.example.com"), "--expected-ip: "),
        (("--timeout=fast", "www.example.com"), "--timeout: "),
        (("--ca-file=/nowhere.pem", "www.example.com"), "--ca-file: /nowhere.pem: does not exist"),
        (("--ca-file=", "www.example.com"), "--ca-file: "),
        (("--config.file=x.yml", "--ip=::1"), "--ip is for hosts"),
        (("--config.file=x.yml", "--ca-file=x"), "--ca-file is for hosts"),
    ],
)
def test_a_bad_argument_is_named_with_what_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    """The sentence begins with the option, or with the host."""
    with pytest.raises(UsageError) as error:
        chosen(parsed("check", *arguments))
    assert str(error.value).startswith(said)


def test_a_bad_argument_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Each problem is one line on standard error."""
    assert exit_code(parsed("check", "--ip=x", "--timeout=fast", "www.example.com")) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["--ip", "--timeout"]


def test_a_ca_file_takes_the_place_of_mozilla_s_roots(tmp_path: Path) -> None:
    """A private CA is judged by the lenient profile."""
    file = tmp_path / "ca.pem"
    file.write_bytes(mozilla_root())
    settings, (target,) = chosen(parsed("check", f"--ca-file={file}", "www.example.com"))
    (store,) = settings.trust_stores
    assert (store.pem.strip(), store.profile) == (file.read_bytes(), Profile.PRIVATE)
    assert target.policy.trust == (store.name,)
    folder, _ = chosen(parsed("check", f"--ca-file={tmp_path}", "www.example.com"))
    assert folder.trust_stores[0].pem == store.pem


def mozilla_root() -> bytes:
    """One certificate in PEM form."""
    settings, _ = chosen(parsed("check", "www.example.com"))
    begin, end = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
    return begin + settings.trust_stores[0].pem.partition(begin)[2].partition(end)[0] + end


def test_the_targets_of_a_configuration_are_checked_all_or_by_name(tmp_path: Path) -> None:
    """Those that its files name are among them."""
    file, found = tmp_path / "x.yml", tmp_path / "found.yml"
    file.write_text(
        "targets: [{host: a.example}, {host: b.example, name: b}]\n"
        "discovery: {file_sd: [{files: [found.yml]}]}\n"
    )
    found.write_text("- targets: [c.example]\n")
    _, everything = chosen(parsed("check", f"--config.file={file}"))
    assert [target.name for target in everything] == ["a.example:443", "b", "c.example:443"]
    _, some = chosen(parsed("check", f"--config.file={file}", "c.example:443", "b"))
    assert [target.name for target in some] == ["c.example:443", "b"]
    with pytest.raises(UsageError, match="no target of the name 'd'"):
        chosen(parsed("check", f"--config.file={file}", "d"))
    with pytest.raises(UsageError, match=r"'c.exmaple:443' \(did you mean c.example:443\?\)$"):
        chosen(parsed("check", f"--config.file={file}", "c.exmaple:443"))
    file.write_text("targets: [{hots: a.example}]\n")
    with pytest.raises(ConfigurationError):
        chosen(parsed("check", f"--config.file={file}"))


def test_what_keeps_targets_from_being_checked_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are checked all the same."""
    file, found = tmp_path / "x.yml", tmp_path / "found.yml"
    file.write_text("discovery: {file_sd: [{files: [found.yml]}]}\n")
    found.write_text("- targets: [c.example, http://d.example]\n")
    _, targets = chosen(parsed("check", f"--config.file={file}"))
    assert [target.name for target in targets] == ["c.example:443"]
    assert capsys.readouterr().err == (
        f"warning: {found}:1: [0].targets[1]: http://d.example is not https; write https://HOST, or "
        "HOST:PORT\n"
    )


OTHER = replace(SITE, address="203.0.113.9")
NO_FILES = Failed(reason=Reason.INTERNAL_ERROR, detail="OSError: [Errno 24] Too many open files")


def stands(*standings: Standing) -> int:
    """The exit code for targets that stand so."""
    return check_exit_code([HEALTHY.report(standing=standing) for standing in standings])


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (Standing.FAILING, 1),
        (Standing.PARTLY_UNKNOWN, 3),
        (Standing.UNKNOWN, 3),
        (Standing.WARNING, 0),
        (Standing.HEALTHY, 0),
    ],
)
def test_the_exit_code_follows_the_standing(standing: Standing, code: int) -> None:
    """And nothing else."""
    assert stands(standing) == code


@pytest.mark.parametrize(
    ("sites", "code"),
    [
        ((SITE,), 0),
        ((SITE, unconnected(NO_FILES, site=OTHER)), 3),
        ((SITE, left_out(site=OTHER)), 3),
        ((SITE, closed(site=OTHER)), 1),
        ((closed(), left_out(site=OTHER)), 1),
        ((unconnected(NO_FILES),), 3),
        ((unconnected(Skipped(needs="a route")),), 3),
    ],
)
def test_an_address_of_which_nothing_is_known_is_no_success(
    sites: tuple[Site, ...], code: int
) -> None:
    """Whether it was lost to our own limits or left out: 3, unless something known is wrong."""
    assert check_exit_code([replace(HEALTHY, sites=sites).judged()]) == code


def test_a_defect_of_check_is_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The traceback is for a bug report; 1 would claim that something was found."""

    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("of this program")

    monkeypatch.setattr(check, "single_round", broken)
    assert exit_code(parsed("check", "www.example.com")) == 3
    assert caplog.records[0].exc_info


def test_the_gravest_result_is_the_exit_code() -> None:
    """Of several targets, 1 wins over 3, and 3 over 0."""
    assert stands(Standing.HEALTHY, Standing.WARNING) == 0
    assert stands(Standing.HEALTHY, Standing.PARTLY_UNKNOWN) == 3
    assert stands(Standing.UNKNOWN, Standing.FAILING, Standing.HEALTHY) == 1
    assert stands() == 0


@pytest.mark.parametrize("form", ["--json", "--brief", "--complete-chain"])
def test_a_configuration_without_targets_is_no_health(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was probed, so it ends with 2, and says which file is to have some."""
    file = tmp_path / "tls-exporter.yml"
    file.write_text("discovery: {file_sd: [{files: [gone.yml]}]}")
    assert exit_code(parsed("check", form, f"--config.file={file}")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f"{tmp_path}/gone.yml: no file matches; correct it, unless one is to come",
        f"{file} has no targets: nothing is checked",
    ]
