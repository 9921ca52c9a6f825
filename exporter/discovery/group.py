"""One group of a file_sd file: hosts, with the labels and the settings that they share."""

from collections.abc import Container
from functools import partial

from exporter.config.field import TEXT, text
from exporter.config.kind import Kind, Many, Named, Values
from exporter.config.problem import Faults, KeyPath
from exporter.config.scalar import unquoted
from exporter.config.section import Key, Section, unknown_key
from exporter.config.target_schema import TARGET
from exporter.config.yaml_reader import read_yaml
from exporter.discovery.relabelling import Labels
from exporter.words.label_name import LABEL_NAMES

HOST = text("a host name or an IP address", str)
SETTING = "__tls_"
OWN_PLACE = frozenset({"host", "labels"})
LABELS = TARGET.known["labels"].kind
GROUP = Section(
    known={
        "targets": Key(
            Many(item=HOST),
            "Hosts, written as the key `host` of a target.",
            example="[www.example.com:443]",
            is_required=True,
        ),
        "labels": Key(
            Named(name=TEXT, value=TEXT, example="team: web"),
            "Labels of these targets; `__tls_<key>` sets their <key>.",
        ),
    }
)


def shared_keys(labels: Labels, path: KeyPath, faults: Faults) -> Values:
    """The keys that all targets have by these labels, which stand at `path`."""
    own = {exported(label, labels): value for label, value in labels.items() if label[:2] != "__"}
    keys: Values = {"labels": LABELS.read(own, path, faults)}
    for label, value in labels.items():
        if label.startswith(SETTING):
            name = label.removeprefix(SETTING)
            keys[name] = read_setting(name, value, (*path, label), faults)
    return keys


def exported(label: str, others: Container[str]) -> str:
    """The label, or the name that it gets in Prometheus where a series has a label of its name."""
    name = label
    while name in LABEL_NAMES or (name != label and name in others):
        name = f"exported_{name}"
    return name


def read_setting(name: str, text: str, path: KeyPath, faults: Faults) -> object:
    """What a label at `path` sets, written as it would stand behind the key of this name."""
    if name in OWN_PLACE:
        faults.add(path, "no setting; write hosts under `targets`, and labels without the prefix")
    elif name not in TARGET.known:
        faults.add(path, partial(unknown_key, name, TARGET.known))
    else:
        return value_of(TARGET.known[name].kind, text, path, faults)
    return None


def value_of(kind: Kind, text: str, path: KeyPath, faults: Faults) -> object:
    """The value of a kind; what does not hold text is written in YAML."""
    try:
        plain = text if kind.schema()["type"] == "string" else yaml_value(text)
    except ValueError as error:
        faults.add(path, str(error))
        return None
    return kind.read(plain, path, faults)


def yaml_value(text: str) -> object:
    """The value that a text is in YAML."""
    root, repeated = read_yaml(text, unquoted)
    for fault in repeated:
        raise ValueError(fault.message)
    return root.value


def path_in_group(path: KeyPath) -> KeyPath:
    """Where the group says what is wrong at `path` of each of its targets."""
    key, *rest = path
    return ("labels", f"{SETTING}{key}", *rest)
