"""The files of the pack, as Prometheus, its operator or a mixin take them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from exporter.pack.grafana import Json, dashboards
from exporter.pack.matcher import matcher
from exporter.pack.offer import Format, Kind
from exporter.pack.rules import rules
from exporter.pack.setting import Setting

FOLDER = Path(__file__).parent
INHIBITION = "inhibition.yml"
NAME = "tls-exporter"
JOB = "tls-exporter"
PORT = 9843
OF_AN_INSTANCE = "(job, instance"
"""How rules begin the labels by which they count and join."""
POD_AS_INSTANCE = {"sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "instance"}
"""The name of a StatefulSet's pod stays, where its address would begin every series anew."""
HEADINGS = {
    "rules": """\
# Prometheus alert rules for tls-exporter, as `tls-exporter export rules` writes them.
#
# What counts as a finding, thresholds included, is decided in one place: the exporter's configuration (`expiry`,
# `minimum_protocol`, `expected_ips`, `trust`, for all targets or for one). These rules decide who is woken, and when.
#
# severity: critical = visitors fail or soon will, page somebody; warning = repair in working hours; info = know it.
# step: the step of the troubleshooting guide. The labels of a target's own configuration pass through for routing.
#
# Two external labels of Prometheus, both optional, make the links:
#   tls_exporter_url: where people reach the exporter (default: http:// and the instance label)
#   grafana_url: where people reach Grafana (default: no link to it)
""",
    "config": "# For prometheus.yml: what scrapes tls-exporter, and the rules that look at it.\n",
}


def exported(kind: Kind, form: Format, setting: Setting) -> str:
    """The text of a file."""
    match form:
        case Format.PROMETHEUS:
            return as_files(kind, setting)
        case Format.OPERATOR:
            return "---\n".join(map(as_yaml, resources(kind, setting)))
        case Format.MIXIN:
            return as_jsonnet(mixin(kind, setting))


def as_files(kind: Kind, setting: Setting) -> str:
    """As the programs themselves read it; dashboards by the names of their files."""
    match kind:
        case Kind.RULES:
            return HEADINGS["rules"] + as_yaml(rules(setting))
        case Kind.INHIBITION:
            return setting.matching((FOLDER / INHIBITION).read_text(encoding="utf-8"))
        case Kind.DASHBOARDS:
            return as_json(dashboards(setting))
        case Kind.CONFIG:
            return HEADINGS["config"] + as_yaml(scraping(setting))


def resources(kind: Kind, setting: Setting) -> list[Json]:
    """As custom resources of prometheus-operator."""
    match kind:
        case Kind.RULES:
            return [resource("v1", "PrometheusRule", with_namespaces(rules(setting)))]
        case Kind.INHIBITION:
            spec = {"inhibitRules": [inhibition_resource(rule) for rule in inhibit_rules(setting)]}
            return [resource("v1alpha1", "AlertmanagerConfig", spec)]
        case Kind.DASHBOARDS:
            return [config_map(name, dashboard) for name, dashboard in dashboards(setting).items()]
        case Kind.CONFIG:
            return [monitor(setting)]


def with_namespaces(found: Json) -> Json:
    """The rules, whose alerts keep the namespace: the operator routes and inhibits by it."""
    text = json.dumps(found).replace(OF_AN_INSTANCE, f"{OF_AN_INSTANCE}, namespace")
    kept: Json = json.loads(text)
    return kept


def monitor(setting: Setting) -> Json:
    """What the operator is to scrape: of a PodMonitor it makes the job NAMESPACE/NAME."""
    namespace, _, name = (setting.job or NAME).rpartition("/")
    selector = {"matchLabels": {"app.kubernetes.io/name": NAME if namespace else name}}
    endpoints = [{"port": "http", "interval": "1m", "relabelings": [POD_AS_INSTANCE]}]
    if namespace:
        spec: Json = {"selector": selector, "podMetricsEndpoints": endpoints}
        metadata = {"name": name, "namespace": namespace}
        found = resource("v1", "PodMonitor", spec)
        return {**found, "metadata": {**found["metadata"], **metadata}}
    spec = {"jobLabel": "app.kubernetes.io/name", "selector": selector, "endpoints": endpoints}
    return resource("v1", "ServiceMonitor", spec)


def mixin(kind: Kind, setting: Setting) -> Json:
    """As a mixin has it, by the names of its hidden fields."""
    match kind:
        case Kind.RULES:
            return {"prometheusAlerts": rules(setting)}
        case Kind.INHIBITION:
            return {"alertmanagerConfig": {"inhibit_rules": inhibit_rules(setting)}}
        case Kind.DASHBOARDS:
            return {"grafanaDashboards": dashboards(setting)}
        case Kind.CONFIG:
            return {"prometheusConfig": scraping(setting)}


def scraping(setting: Setting) -> Json:
    """What Prometheus needs to know of the exporter."""
    job = setting.job or JOB
    static = [{"targets": [f"localhost:{PORT}"]}]
    return {
        "rule_files": ["tls.rules.yml"],
        "scrape_configs": [
            {"job_name": job, "scrape_interval": "1m", "static_configs": static},
        ],
    }


def inhibit_rules(setting: Setting) -> list[Json]:
    """Those of Alertmanager's configuration."""
    found: list[Json] = yaml.safe_load(as_files(Kind.INHIBITION, setting))["inhibit_rules"]
    return found


def inhibition_resource(rule: Json) -> Json:
    """An inhibition rule as prometheus-operator has it."""
    return {
        "sourceMatch": [matcher(one).resource() for one in rule["source_matchers"]],
        "targetMatch": [matcher(one).resource() for one in rule["target_matchers"]],
        "equal": rule["equal"],
    }


def config_map(name: str, dashboard: Json) -> Json:
    """A dashboard as Grafana's sidecar finds it: without a blank, as `kubectl apply` takes 256 KiB."""
    text = json.dumps(dashboard, ensure_ascii=False, separators=(",", ":"))
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name.removesuffix(".json"), "labels": {"grafana_dashboard": "1"}},
        "data": {name: text},
    }


def resource(version: str, kind: str, spec: Json) -> Json:
    """A custom resource of prometheus-operator."""
    labels = {"app.kubernetes.io/name": NAME}
    return {
        "apiVersion": f"monitoring.coreos.com/{version}",
        "kind": kind,
        "metadata": {"name": NAME, "labels": labels},
        "spec": spec,
    }


class Dumper(yaml.SafeDumper):
    """Writes text of several lines as it stands."""


def text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Text as YAML."""
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, text_node)


def as_yaml(value: Json) -> str:
    """A document."""
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def as_json(value: object) -> str:
    """A document with the line end of a text file."""
    return f"{json.dumps(value, indent=2, ensure_ascii=False)}\n"


def as_jsonnet(fields: Mapping[str, Any]) -> str:
    """An object whose fields are added to those of a mixin."""
    return "".join(
        ("{\n", *(f"  {name}+:: {as_json(one)},\n" for name, one in fields.items()), "}\n")
    )
