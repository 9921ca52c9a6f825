"""`config check` tells everything that is wrong, `config schema` what may be written."""

import json
from pathlib import Path

import pytest

from exporter.cli import exit_code
from exporter.cli.options import parser
from exporter.config.schema import json_schema
from exporter.discovery import replies
from exporter.discovery.inventory import NoAnswerError
from exporter.model.inventory import Inventory

VALID = """\
resolvers: [{name: system}, {name: other, address: 192.0.2.1}]
targets:
  - host: www.example.com
  - host: shop.example.com
discovery: {file_sd: [{files: ["*.json"]}]}
"""


def run(*arguments: str) -> int:
    """The exit code of `tls-exporter config` with these arguments."""
    return exit_code(parser().parse_args(["config", *arguments]))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A valid configuration in the working directory."""
    monkeypatch.chdir(tmp_path)
    path = Path("config.yml")
    path.write_text(VALID)
    return path


def test_a_valid_configuration_is_summed_up(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what it holds."""
    Path("web.json").write_text("[]")
    assert run("check", str(file)) == 0
    assert capsys.readouterr() == (
        "config.yml is valid: 2 targets, 2 resolvers, 1 trust store\n",
        "",
    )


def test_targets_from_files_are_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files that exist now are read."""
    Path("web.json").write_text('[{"targets": ["a.example"]}]')
    assert run("check", str(file)) == 0
    assert "3 targets (1 from discovery), " in capsys.readouterr().out


def test_an_inventory_that_does_not_answer_here_is_a_warning(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may answer where the exporter runs."""

    async def silent(_inventory: Inventory, _interval: float) -> str:
        raise NoAnswerError("no answer within 30 s; see what keeps it")

    monkeypatch.setattr(replies, "ask", silent)
    file.write_text("discovery: {http_sd: [{url: 'https://inventory.example/targets'}]}")
    assert run("check", str(file)) == 0
    output, errors = capsys.readouterr()
    assert output == "config.yml is valid: 0 targets, 1 resolver, 1 trust store\n"
    assert errors.splitlines() == [
        "warning: https://inventory.example/targets: no answer within 30 s; see what keeps it",
        "warning: nothing is to be watched: there are no targets",
    ]


def test_everything_wrong_goes_to_standard_error(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each problem, and exit code 2."""
    file.write_text("targets: [{host: '*.example', prot: 443}]")
    assert run("check", str(file)) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.splitlines() == [
        "config.yml:1: targets[0].host: *.example is a wildcard; name one host that it covers",
        "config.yml:1: targets[0].prot: unknown key; did you mean `port`?",
    ]


def test_a_broken_file_of_targets_is_a_problem(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What discovery would complain about is told before it runs."""
    Path("web.json").write_text('[{"targets": ["a.example", "www.example.com"]}')
    Path("shop.json").write_text('[{"targets": ["shop.example.com"], "labels": {"team": "web"}}]')
    assert run("check", str(file)) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert [line.partition(": ")[0] for line in errors.splitlines()] == [
        "shop.json:1",
        "web.json:2",
    ]


def test_what_is_right_and_hardly_meant_is_warned_of(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pattern without a file, and nothing to watch: exit code 0, as files may be to come."""
    pattern = Path("files", "*.yml").absolute()
    file.write_text(f"discovery: {{file_sd: [{{files: ['{pattern}']}}]}}")
    assert run("check", str(file)) == 0
    output, errors = capsys.readouterr()
    assert output == "config.yml is valid: 0 targets, 1 resolver, 1 trust store\n"
    assert errors.splitlines() == [
        f"warning: {pattern}: no file matches; correct it, unless one is to come",
        "warning: nothing is to be watched: there are no targets",
    ]


def test_labels_that_a_scrape_replaces_are_warned_of(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what becomes of them, and whose they are: each label once."""
    file.write_text(
        "targets:\n"
        "  - {host: a.example, labels: {job: web, team: x}}\n"
        "  - {host: b.example, labels: {job: web, namespace: shop}}\n"
    )
    assert run("check", str(file)) == 0
    assert capsys.readouterr().err.splitlines() == [
        (
            "warning: label job of a.example:443, b.example:443: Prometheus sets one of this name on "
            "what it scrapes, and makes this exported_job; take another name"
        ),
        (
            "warning: label namespace of b.example:443: the prometheus-operator sets one of this name on "
            "what it scrapes, and makes this exported_namespace; take another name"
        ),
    ]


def test_files_of_a_web_server_that_are_not_there_are_warned_of(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each once, seen from the root that is given; the exporter may run elsewhere, so that it is no error."""
    here = Path.cwd()
    (here / "there.conf").touch()
    file.write_text(
        "targets:\n"
        f"  - {{host: a.example, server: {{nginx: {here}/there.conf}}}}\n"
        f"  - {{host: b.example, server: {{root: {here}, nginx: /gone.conf}}}}\n"
        f"  - {{host: c.example, server: {{root: {here}, nginx: /gone.conf}}}}\n"
        f"  - {{host: d.example, server: {{files: [{{certificate: {here}/there.conf, key: {here}/there.conf/key}}]}}}}\n"
    )
    assert run("check", str(file)) == 0
    assert capsys.readouterr().err.splitlines() == [
        (
            f"warning: {here}/gone.conf, of b.example:443, c.example:443: no such file; correct `server`, "
            "unless it is where the exporter runs"
        ),
        (
            f"warning: {here}/there.conf/key, of d.example:443: no such file; correct `server`, "
            "unless it is where the exporter runs"
        ),
    ]


def test_the_schema_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Editors can take it from standard output."""
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out) == json_schema()
