"""As much of JSON Schema as ours uses, read strictly: a key that is not described is a fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TYPES: dict[str, type] = {
    "object": dict,
    "integer": int,
    "array": list,
    "string": str,
    "null": type(None),
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Description:
    """The definitions of a schema."""

    definitions: dict[str, Any]

    def faults(self, node: Any, value: Any, path: str = "") -> Iterator[str]:
        """Where a value is not as the node says."""
        if reference := node.get("$ref"):
            node = self.definitions[reference.removeprefix("#/$defs/")]
        if choices := node.get("oneOf") or node.get("anyOf"):
            if all(tuple(self.faults(each, value, path)) for each in choices):
                yield f"{path}: {value!r} is none of {len(choices)} alternatives"
        elif not isinstance(value, TYPES.get(node.get("type", ""), object)):
            yield f"{path}: {value!r} is no {node['type']}"
        elif value not in node.get("enum", [node.get("const", value)]):
            yield f"{path}: {value!r} is not among those allowed"
        elif isinstance(value, dict):
            yield from self.faults_of_object(node, value, path)
        elif isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.faults(node["items"], each, f"{path}[{number}]")

    def faults_of_object(self, node: Any, value: dict[str, Any], path: str) -> Iterator[str]:
        """Keys that are not described, keys that are lacking, and what is wrong below the others."""
        described = node.get("properties", {})
        yield from (
            f"{path}.{key} is lacking" for key in set(node.get("required", ())) - set(value)
        )
        for key, each in value.items():
            below = described.get(key) or node.get("additionalProperties")
            if below is None:
                yield f"{path}.{key} is not described"
            else:
                yield from self.faults(below, each, f"{path}.{key}")
