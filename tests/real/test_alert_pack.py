"""What Prometheus's and Alertmanager's own tools say of the files that we ship for them."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exporter.pack.files import exported
from exporter.pack.offer import Format, Kind
from exporter.pack.setting import Setting
from tests.alerts.pack import ALERTMANAGER, PACK, RULES
from tests.real.conftest import Program
from tests.real.programs.prometheus import COMPOSED
from tests.yaml_files import parsed

pytestmark = pytest.mark.real

ALERT_NAME = re.compile(r"\bTLS\w+")
IN_A_NAMESPACE = {
    'instance="exporter:9843"': 'instance="exporter:9843",namespace="prod"',
    "{instance: exporter:9843": "{namespace: prod, instance: exporter:9843",
}
"""How the pack's tests are written of an exporter in a cluster."""
Verdict = tuple[int, str]
"""The exit code, and what was said."""


@pytest.fixture
def verdict(program: Program) -> Callable[..., Verdict]:
    """What a program makes of its arguments."""

    def run(name: str, *arguments: str | Path) -> Verdict:
        completed = subprocess.run(
            [program(name), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return completed.returncode, completed.stdout

    return run


def test_promtool_has_nothing_against_the_rules(verdict: Callable[..., Verdict]) -> None:
    """With every lint that it knows, each of them fatal."""
    code, said = verdict("promtool", "check", "rules", "--lint=all", "--lint-fatal", RULES)
    assert code == 0, said


@pytest.mark.parametrize("file", sorted(PACK.glob("tests/*.test.yml")), ids=lambda file: file.name)
def test_the_alerts_fire_and_are_silent_as_they_should(
    verdict: Callable[..., Verdict], file: Path, tmp_path: Path
) -> None:
    """The pack's own tests pass, text of the alerts included."""
    files = narrowed(file.read_text(), RULES.read_text(), tmp_path)
    code, said = verdict("promtool", "test", "rules", *files)
    assert code == 0, said


def test_alerts_of_the_operator_keep_the_namespace(
    verdict: Callable[..., Verdict], tmp_path: Path
) -> None:
    """Those of the exporter's own troubles as well, which are counted: by it the operator routes and inhibits."""
    tests = (PACK / "tests" / "exporter.test.yml").read_text()
    for before, after in IN_A_NAMESPACE.items():
        tests = tests.replace(before, after)
    rules = exported(Kind.RULES, Format.OPERATOR, Setting())
    code, said = verdict("promtool", "test", "rules", *narrowed(tests, rules, tmp_path))
    assert code == 0, said


def narrowed(written: str, pack: str, folder: Path) -> Iterator[Path]:
    """A file for each test, with what is recorded and the alerts that it names: all cost minutes."""
    # JSON is YAML, too.
    tests = parsed(written)
    known = parsed(pack)
    rules = known.get("spec", known)["groups"][0]["rules"]
    for number, test in enumerate(tests["tests"]):
        named = {*ALERT_NAME.findall(str(test)), None}
        group = {"name": "one", "rules": [one for one in rules if one.get("alert") in named]}
        (folder / f"{number}.rules.yml").write_text(json.dumps({"groups": [group]}))
        alone = {"rule_files": [f"{number}.rules.yml"], "tests": [test]}
        (folder / f"{number}.yml").write_text(json.dumps(tests | alone))
        yield folder / f"{number}.yml"


def test_prometheus_would_start_with_its_configuration(verdict: Callable[..., Verdict]) -> None:
    """Its rules are elsewhere in the container, so only the syntax can be seen here."""
    code, said = verdict("promtool", "check", "config", "--syntax-only", COMPOSED)
    assert code == 0, said


def test_alertmanager_would_start_with_the_example(verdict: Callable[..., Verdict]) -> None:
    """Routes, receivers and inhibition rules are well-formed."""
    code, said = verdict("amtool", "check-config", ALERTMANAGER)
    assert code == 0, said


@pytest.mark.parametrize(
    ("severity", "receiver"), [("critical", "page"), ("warning", "team"), ("info", "nobody")]
)
def test_a_severity_has_its_receiver(
    verdict: Callable[..., Verdict], severity: str, receiver: str
) -> None:
    """As the routes of the example say."""
    code, said = verdict(
        "amtool",
        "config",
        "routes",
        "test",
        f"--config.file={ALERTMANAGER}",
        f"--verify.receivers={receiver}",
        f"severity={severity}",
    )
    assert code == 0, said
