"""deploy/kubernetes holds resources that Kubernetes takes, and that fit each other and what `export` prints."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from exporter.cli.options import parser
from exporter.config.load import load_settings
from exporter.pack.files import exported
from exporter.pack.offer import Format, Kind
from exporter.pack.setting import Setting
from tests.yaml_files import read_yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
RESOURCES = ("service.yaml", "statefulset.yaml")


def resource(name: str) -> dict[str, Any]:
    """One of the resources."""
    found: dict[str, Any] = read_yaml(FOLDER / name)
    return found


@pytest.mark.parametrize("version", ["1.28", "1.37"])
@pytest.mark.parametrize("name", RESOURCES)
def test_kubernetes_takes_the_resources(name: str, version: str) -> None:
    """By its own schemas, which know no other keys."""
    assert kubernetes_validate.validate(resource(name), version, strict=True)


def test_every_file_is_named() -> None:
    """By the kustomization, which is what people apply."""
    kustomization = resource("kustomization.yaml")
    (generated,) = kustomization["configMapGenerator"]
    assert {*kustomization["resources"], *generated["files"], "kustomization.yaml"} == {
        file.name for file in FOLDER.iterdir()
    }
    (volume,) = resource("statefulset.yaml")["spec"]["template"]["spec"]["volumes"]
    assert volume["configMap"]["name"] == generated["name"]


def test_the_exporter_takes_its_options_and_its_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the container is started; its share is one of as many as there are replicas."""
    monkeypatch.setattr("exporter.cli.options.serve.gethostname", lambda: "tls-exporter-0")
    spec = resource("statefulset.yaml")["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    taken = parser().parse_args(container["args"])
    assert taken.config_file == Path("/etc/tls-exporter/config.yml")
    assert f"--shard=auto/{spec['replicas']}" in container["args"]
    assert len(load_settings(FOLDER / "config.yml").targets) == 1


def test_the_service_and_the_monitor_find_the_pods() -> None:
    """By the same label and the name of a port; series bear the pod's name, which stays."""
    service, pods = resource("service.yaml"), resource("statefulset.yaml")["spec"]["template"]
    assert service["spec"]["selector"] == pods["metadata"]["labels"]
    monitor = yaml.safe_load(exported(Kind.CONFIG, Format.OPERATOR, Setting()))["spec"]
    assert monitor["selector"]["matchLabels"] == service["metadata"]["labels"]
    (endpoint,), (port,) = monitor["endpoints"], service["spec"]["ports"]
    assert endpoint["port"] == port["name"]
    assert endpoint["relabelings"] == [
        {"sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "instance"}
    ]
