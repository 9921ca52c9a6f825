"""A mapping whose keys are declared, each with its kind, its default and its meaning."""

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, MISSING, dataclass, field, fields
from functools import partial

from exporter.config.kind import JsonSchema, Kind, Many, Value, Values, or_nothing
from exporter.config.problem import Faults, KeyPath
from exporter.config.wording import alternatives, misplaced, nearest, shown

NOT_BUILT_YET = frozenset(
    {
        "client_certificate",
        "match_host",
        "modules",
        "probe_endpoint",
        "proxy",
        "starttls",
    }
)
"""Keys that the README speaks of, and that nobody should take for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Key:
    """What may stand behind a key, and what it means."""

    kind: Kind
    meaning: str
    _: KW_ONLY
    example: str = ""
    is_required: bool = False

    def such_as(self, name: str) -> str:
        """The example under this name, if there is one."""
        return f", such as `{name}: {self.example}`" if self.example else ""

    def schema(self, default: object) -> JsonSchema:
        """The JSON Schema of what stands behind it; without a default, that is None or empty."""
        described = {**self.kind.schema(), "description": self.meaning}
        match self.kind, default:
            case _, None | "":
                return described
            case Value(write=write), _:
                return {**described, "default": write(default)}
            case Many(item=Value(write=write)), [*items]:
                return {**described, "default": [write(item) for item in items]}
        return described


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A mapping of declared keys; any other key is an error."""

    known: Mapping[str, Key]
    model: type | None = None
    """The dataclass whose fields have the defaults."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Keys that Prometheus has at this place, each with what to do without it."""
    constraint: JsonSchema = field(default_factory=dict)
    """What the JSON Schema says of several keys."""

    def read(self, value: object, path: KeyPath, faults: Faults) -> Values | None:
        """The keys that were written, each read on its own."""
        if not isinstance(value, dict):
            wanted = f"keys with their values{self.example()}{or_nothing(value, path)}"
            faults.add(path, misplaced(value, wanted))
            return None
        for name, key in self.known.items():
            if key.is_required and name not in value:
                faults.add((*path, name), f"missing; add one{key.such_as(name)}")
        read: Values = {}
        for name, inner in value.items():
            if name in self.known:
                read[name] = self.known[name].kind.read(inner, (*path, name), faults)
            elif name in self.elsewhere:
                faults.add(
                    (*path, name),
                    f"Prometheus has it, this exporter has not; {self.elsewhere[name]}",
                )
            else:
                faults.add((*path, name), partial(unknown_key, name, self.known))
        return read

    def write(self, value: object, /) -> dict[str, object]:
        """The keys for the fields of a value of the model, but for empty ones that hold where nothing is said."""
        usual = self.defaults()
        held = {name: getattr(value, name) for name in self.known}
        return {
            name: self.known[name].kind.write(each)
            for name, each in held.items()
            if each is not None
            and (each or isinstance(each, float | int) or each != usual.get(name))
        }

    def example(self) -> str:
        """An example of a key, if one is known."""
        return next(filter(None, (key.such_as(name) for name, key in self.known.items())), "")

    def defaults(self) -> Values:
        """What the fields of the model hold where nothing is said."""
        held = fields(self.model) if self.model else ()
        plain = {each.name: each.default for each in held if each.default is not MISSING}
        made = {
            each.name: each.default_factory()
            for each in held
            if each.default_factory is not MISSING
        }
        return {**plain, **made}

    def schema(self) -> JsonSchema:
        """An object that is closed."""
        defaults = self.defaults()
        known = {name: key.schema(defaults.get(name)) for name, key in self.known.items()}
        required = [name for name, key in self.known.items() if key.is_required]
        return {
            "type": "object",
            "properties": known,
            **({"required": required} if required else {}),
            "additionalProperties": False,
            **self.constraint,
        }


def unknown_key(name: str, known: Iterable[str]) -> str:
    """The sentence for a key that is not declared."""
    if name in NOT_BUILT_YET:
        return "not built yet; remove it (README.md lists what is to come)"
    if any(each.isspace() and each != " " for each in name):
        return f"{shown(name)} holds a blank that is no space; type it anew"
    if near := nearest(name, known):
        return f"unknown key; did you mean `{near}`?"
    return f"unknown key; use {alternatives(tuple(sorted(known)))}"
