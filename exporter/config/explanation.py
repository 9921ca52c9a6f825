"""What pydantic found, in sentences with a cure."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from exporter.config.problem import Fault, KeyPath
from exporter.config.wording import alternatives, misplaced, shown

Fields: TypeAlias = Mapping[str, FieldInfo]


def find_faults(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """A fault for each error that validating `model` gave."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # the list is short of its faulty entries only
        path = detail["loc"][:-1] if detail["loc"][-1:] == ("[key]",) else detail["loc"]
        yield Fault(path=path, message=explained(detail, path, model))


def explained(detail: ErrorDetails, path: KeyPath, model: type[BaseModel]) -> str:
    """The sentence for one error."""
    kind, value = detail["type"], detail["input"]
    match kind:
        case "value_error":
            return str(detail["ctx"]["error"])
        case "extra_forbidden":
            return unknown_key(str(path[-1]), fields_at(model, path[:-1]))
        case "missing":
            return f"missing; add one{such_as(model, path[:-1], only=path[-1])}"
        case "too_short":
            return "the list is empty; add an entry"
        case _:
            instead = ", or remove the key" if path and value is None else ""
            return misplaced(value, shape(kind, value, path, model) + instead)


def shape(kind: str, value: object, path: KeyPath, model: type[BaseModel]) -> str:
    """What belongs where a value of another shape was found."""
    match kind, value:
        case "tuple_type", str(text):
            return f"a list: [{shown(text)}]"
        case "tuple_type", _:
            return "a list"
        case "model_type", _:
            return f"keys with their values{such_as(model, path)}"
    return "keys with their values"


def unknown_key(key: str, known: Fields) -> str:
    """The sentence for a key that is not in the schema."""
    if near := get_close_matches(key, known, n=1):
        return f"unknown key; did you mean `{near[0]}`?"
    return f"unknown key; use {alternatives(tuple(sorted(known)))}"


def such_as(model: type[BaseModel], path: KeyPath, *, only: str | int = "") -> str:
    """An example of a key in the mapping at `path`, if one is known."""
    for key, field in fields_at(model, path).items():
        if field.examples and only in {"", key}:
            return f", such as `{key}: {field.examples[0]}`"
    return ""


def fields_at(model: type[BaseModel], path: KeyPath) -> Fields:
    """The keys that may stand in the mapping at `path`."""
    for step in path:
        inner = model.model_fields.get(str(step))
        model = (inner and model_within(inner.annotation)) or model
    return model.model_fields


def model_within(annotation: object) -> type[BaseModel] | None:
    """The model that a field's type holds: itself, in a tuple, or as the values of a dict."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    within = (model_within(inner) for inner in get_args(annotation))
    return next((inner for inner in within if inner), None)
