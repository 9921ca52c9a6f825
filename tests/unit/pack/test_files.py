"""What `tls-exporter export` prints is what each program takes."""

import json
import re
from collections.abc import Iterator
from itertools import chain, product
from typing import Any

import pytest

from alerts import FILES, FOLDER
from exporter.cli import exit_code
from exporter.cli.options import parser
from exporter.pack.alert import alerts
from exporter.pack.annotations import annotations
from exporter.pack.files import exported
from exporter.pack.grafana import dashboards, words
from exporter.pack.offer import Format, Kind
from exporter.pack.setting import Setting
from exporter.words.language import LANGUAGES
from tests.yaml_files import all_parsed, parsed

EVERYTHING = tuple(product(Kind, Format))
TEXTS = frozenset({"title", "description", "content", "label", "legendFormat"})
ELSEWHERE = Setting(
    job="prod/tls",
    language="ja",
    runbook_base="https://wiki.example.com/tls/",
    grafana="https://grafana.example.com",
)


@pytest.mark.parametrize("name", FILES)
def test_the_repository_holds_what_is_exported(name: str) -> None:
    """`make docs` writes it anew."""
    assert (FOLDER / name).read_text() == FILES[name]()


@pytest.mark.parametrize(("kind", "form"), EVERYTHING)
def test_everything_is_exported_in_every_format(kind: Kind, form: Format) -> None:
    """The same rules, whoever takes them."""
    text = exported(kind, form, Setting())
    if form is Format.MIXIN:
        field, _, rest = text.removeprefix("{\n  ").partition("+:: ")
        assert field.isidentifier()
        assert json.loads(rest.rstrip().removesuffix("}").rstrip().removesuffix(","))
    else:
        documents = all_parsed(text)
        assert all(documents)
        if form is Format.OPERATOR:
            assert all({"apiVersion", "kind", "metadata"} <= one.keys() for one in documents)


def test_a_resource_of_the_operator_has_the_rules_of_prometheus() -> None:
    """Its spec is the file, but that everything is counted and joined by the namespace, too."""
    text = exported(Kind.RULES, Format.OPERATOR, Setting())
    resource = parsed(text)
    assert resource["kind"] == "PrometheusRule"
    assert "(job, instance)" not in text
    without = parsed(text.replace("(job, instance, namespace", "(job, instance"))
    assert without["spec"] == parsed(exported(Kind.RULES, Format.PROMETHEUS, Setting()))


@pytest.mark.parametrize(("kind", "language"), [*product(Kind, LANGUAGES)])
def test_kubectl_applies_what_is_for_the_operator(kind: Kind, language: str) -> None:
    """It keeps each resource in an annotation of its own, and all of those have 256 KiB."""
    for resource in all_parsed(exported(kind, Format.OPERATOR, Setting(language=language))):
        assert len(json.dumps(resource, ensure_ascii=False).encode()) < 240_000


def test_inhibition_of_the_operator_has_each_matcher() -> None:
    """With its operator apart."""
    resource = parsed(exported(Kind.INHIBITION, Format.OPERATOR, Setting()))
    first = resource["spec"]["inhibitRules"][0]
    assert first["sourceMatch"] == [
        {"name": "alertname", "matchType": "=", "value": "TLSExporterDown"}
    ]
    assert first["equal"] == ["job", "instance"]


def test_dashboards_are_the_four_files() -> None:
    """By their names, as they are imported."""
    told = json.loads(exported(Kind.DASHBOARDS, Format.PROMETHEUS, Setting()))
    assert sorted(told) == [
        "tls-certificates.json",
        "tls-exporter.json",
        "tls-overview.json",
        "tls-target.json",
    ]
    assert told["tls-target.json"]["uid"] == "tls-target"


def test_a_setting_is_in_every_rule() -> None:
    """The job finds the exporter, links lead to where the pages are, and the text is Japanese."""
    told = parsed(exported(Kind.RULES, Format.PROMETHEUS, ELSEWHERE))
    rules = told["groups"][0]["rules"]
    known = next(one for one in rules if one.get("record") == "instance:tls_exporter_up:known")
    assert known["expr"] == 'up{job="prod/tls"}'
    for rule in rules:
        if "alert" in rule:
            said = rule["annotations"]
            assert said["runbook_url"].startswith("https://wiki.example.com/tls/")
            assert said["dashboard_url"].startswith("https://grafana.example.com/d/tls-")
            assert said["description"].isascii() is False
    assert len([rule for rule in rules if "alert" in rule]) == len(alerts())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_place_in_the_text_of_an_alert_is_filled_in(language: str) -> None:
    """By a label or the value: what stands in single braces would reach the reader as it is."""
    for alert in alerts():
        for text in annotations(alert, Setting(language=language)).values():
            assert not re.search(r"(?<![{$]){\w+}(?!})", text), alert.name


def test_japanese_texts_have_no_blank_within_a_sentence() -> None:
    """Nor after one: a line that was broken in a data file leaves none. Units are Japanese, too."""
    told = {alert.name: annotations(alert, Setting(language="ja")) for alert in alerts()}
    for name, said in told.items():
        for text in said.values():
            assert not re.search(r"[、。] |[^ -~] [^ -~]", text), name
            assert re.search(r"humanizeDuration(?! \| reReplaceAll)", text) is None, name
        links = {link for link in (said.get("page_url"), said.get("runbook_url")) if link}
        assert all(link.partition("#")[0].endswith("lang=ja") for link in links), name


def test_severities_have_the_operator_s_names() -> None:
    """In rules, in inhibition and in the list of firing alerts; findings keep theirs."""
    setting = Setting(severities={"critical": "page", "warning": "ticket"})
    told = parsed(exported(Kind.RULES, Format.PROMETHEUS, setting))
    labels = [one["labels"] for one in told["groups"][0]["rules"] if "alert" in one]
    assert {one["severity"] for one in labels} == {"page", "ticket", "info"}
    assert 'severity="ticket"' in exported(Kind.INHIBITION, Format.PROMETHEUS, setting)
    assert 'severity="warning"' not in exported(Kind.INHIBITION, Format.MIXIN, setting)
    overview = dashboards(setting)["tls-overview.json"]
    asked = [query["expr"] for panel in overview["panels"] for query in panel.get("targets", ())]
    assert [one for one in asked if "ALERTS{" in one and 'severity="page"' in one]
    assert [one for one in asked if "tls_finding{" in one and 'severity="warning"' in one]


def test_dashboards_are_made_for_a_setting() -> None:
    """The job is chosen, links lead to the operator's pages."""
    made = json.dumps(dashboards(ELSEWHERE), ensure_ascii=False)
    assert '"current": {"text": ["prod/tls"], "value": ["prod/tls"]}' in made
    assert '"https://grafana.example.com/d/tls-target?var-target=' in made
    assert '"https://wiki.example.com/tls/port"' in made
    assert '"/d/' not in made
    assert "${exporter_url}/guide" not in made


def test_every_text_of_the_dashboards_has_a_japanese_form() -> None:
    """Titles, what panels say at length, headings, legends and words for a value, but for names; no form is left over."""
    english = dashboards(Setting()).values()
    known = words("ja")
    lacking = {one for board in english for one in shown(board)} - known.keys()
    spelled = {one for one in lacking if re.search("[a-z]{2}", re.sub(r"{{\w+}}", "", one))}
    assert spelled == {
        "null",
        "anonymous",
        "export",
        "rc4",
        "des",
        "3des",
        "none",
        "OpenSSL",
        "Python",
    }
    written = json.dumps(list(english), ensure_ascii=False)
    assert [one for one in known if json.dumps(one, ensure_ascii=False) not in written] == []


def shown(part: Any) -> Iterator[str]:
    """The texts of a dashboard."""
    if isinstance(part, list):
        yield from chain.from_iterable(map(shown, part))
    if not isinstance(part, dict):
        return
    yield from part.get("renameByName", {}).values()
    for key, value in part.items():
        if key in TEXTS or (key == "text" and "color" in part):
            yield value
        yield from shown(value)


def test_the_scrape_configuration_has_the_job() -> None:
    """Of which the rules are."""
    told = parsed(exported(Kind.CONFIG, Format.PROMETHEUS, ELSEWHERE))
    assert told["scrape_configs"][0]["job_name"] == "prod/tls"


def test_the_command_prints_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """With the options of its command line."""
    arguments = parser().parse_args(["export", "inhibition", "--format=operator"])
    assert exit_code(arguments) == 0
    assert capsys.readouterr().out == exported(Kind.INHIBITION, Format.OPERATOR, Setting())


def test_the_command_writes_dashboards_into_a_folder(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A file each."""
    folder = tmp_path_factory.mktemp("grafana") / "dashboards"
    assert exit_code(parser().parse_args(["export", "dashboards", f"--directory={folder}"])) == 0
    assert len(list(folder.glob("tls-*.json"))) == 4


@pytest.mark.parametrize(
    "arguments",
    [["export", "rules", "--directory=x"], ["export", "dashboards", "--directory=/dev/null/x"]],
)
def test_a_folder_that_does_not_go_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sentence, with exit code 2."""
    assert exit_code(parser().parse_args(arguments)) == 2
    assert "directory" in capsys.readouterr().err or arguments[1] == "dashboards"


def test_a_link_without_a_scheme_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It would lead nowhere."""
    with pytest.raises(SystemExit):
        parser().parse_args(["export", "rules", "--grafana=grafana.example.com"])
    assert "begin with http:// or https://" in capsys.readouterr().err


def test_a_job_of_a_namespace_is_a_pod_monitor() -> None:
    """The operator calls its job so; a slash is in no label of Kubernetes."""
    setting = Setting(job="monitoring/tls-exporter")
    found = parsed(exported(Kind.CONFIG, Format.OPERATOR, setting))
    assert found["kind"] == "PodMonitor"
    assert (found["metadata"]["namespace"], found["metadata"]["name"]) == (
        "monitoring",
        "tls-exporter",
    )
    assert found["spec"]["selector"] == {"matchLabels": {"app.kubernetes.io/name": "tls-exporter"}}
    assert found["spec"]["podMetricsEndpoints"][0]["port"] == "http"
