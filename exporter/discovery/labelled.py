"""The target that labels stand for, once the rules of its source have changed them."""

from exporter.config.conflict import find_port_conflict, find_target_conflicts
from exporter.config.field import AUTHORITY
from exporter.config.kind import Values
from exporter.config.problem import Fault, Faults, KeyPath, Message
from exporter.discovery.group import SETTING, shared_keys
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.relabelling import Labels, relabelled

ADDRESS = "__address__"
FILE = "__meta_filepath"
URL = "__meta_url"
SCHEME = "__scheme__"
PARAMETER = "__param_target"
"""Where rules for blackbox_exporter put the host, to have its own address in `__address__`."""


def keys_after(labels: Labels, inheritance: Inheritance) -> Values | tuple[Fault, ...] | None:
    """The keys of the target, or what is wrong under which label; None where a rule drops it."""
    found = {name: text.encode(errors="replace").decode() for name, text in labels.items()}
    left = relabelled({SCHEME: "https", **found}, inheritance.rules)
    if left is None:
        return None
    faults = Faults()
    keys = shared_keys(left, (), faults)
    source = PARAMETER if PARAMETER in left else ADDRESS

    def tell(path: KeyPath, message: Message) -> None:
        key, *rest = path
        faults.add((source if key == "host" else f"{SETTING}{key}", *rest), message)

    find_target_conflicts(keys, inheritance.defaults, inheritance.declared, tell)
    keys["host"] = AUTHORITY.read(left.get(source, ""), (source,), faults)
    find_port_conflict(keys, tell)
    return tuple(faults) or keys
