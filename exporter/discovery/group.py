"""One group of a file_sd file: hosts, with the labels and the settings that they share."""

from exporter.config.field import LabelValue
from exporter.config.node import plain
from exporter.config.plain_data import Plain
from exporter.config.problem import Fault, KeyPath
from exporter.config.scalar import unquoted
from exporter.config.schema import Keys, key
from exporter.config.yaml_reader import read_yaml

SETTING = "__tls_"
TEXT_SETTINGS = frozenset(
    {"name", "server_name", "interval", "timeout", "scan_interval", "minimum_protocol"}
)
"""Keys of a target that hold text; the labels for all others are read as YAML."""
OWN_PLACE = frozenset({"host", "labels"})


class GroupKeys(Keys):
    """A group as it is written."""

    targets: tuple[LabelValue, ...] = key(
        "Hosts, written as the key `host` of a target.", examples=["[www.example.com:443]"]
    )
    labels: dict[LabelValue, LabelValue] = key(
        "Labels of these targets; `__tls_<key>` sets their <key>.", default_factory=dict
    )


def shared_keys(group: GroupKeys) -> tuple[Plain, tuple[Fault, ...]]:
    """The keys that all targets of the group have, and what is wrong with their labels."""
    keys: dict[str, object] = {"labels": own_labels(group)}
    faults = []
    for label, text in group.labels.items():
        if label.startswith(SETTING):
            name = label.removeprefix(SETTING)
            try:
                keys[name] = setting(name, text)
            except ValueError as error:
                faults.append(Fault(path=("labels", label), message=str(error)))
    return keys, tuple(faults)


def own_labels(group: GroupKeys) -> dict[str, str]:
    """The labels without those that serve Prometheus only or are settings."""
    return {label: text for label, text in group.labels.items() if not label.startswith("__")}


def setting(name: str, text: str) -> object:
    """What a label sets, written as it would stand behind the key in the configuration."""
    if name in OWN_PLACE:
        raise ValueError("no setting; write hosts under `targets`, and labels without the prefix")
    if name in TEXT_SETTINGS:
        return text
    root, repeated = read_yaml(text, unquoted)
    if repeated:
        raise ValueError(repeated[0].message)
    return plain(root)


def place_in_group(path: KeyPath, index: int) -> KeyPath:
    """Where the group says what is wrong at `path` of its target number `index`."""
    key, *rest = path
    if key == "host":
        return "targets", index
    return path if key == "labels" else ("labels", f"{SETTING}{key}", *rest)
