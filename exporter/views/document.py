"""JSON that follows the model: a class is an object, its fields are the keys, bytes are told by their length."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache, partial, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    create_model,
)

from exporter.model.certificate import Certificate, TrustVerdict
from exporter.model.evidence import Seen
from exporter.model.finding import Finding, FindingKind
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.report import Report
from exporter.model.scan import Scan
from exporter.views.field_texts import field_texts
from exporter.views.paths import finding_path

LEFT_OUT: dict[type, tuple[str, ...]] = {
    Certificate: ("der", "public_key"),
    FileChain: ("chain", "appraisal"),
    Finding: ("kind", "causes", "host"),
    FindingKind: ("remedies", "remedy"),
    Report: ("scans", "trust_stores"),
    Scan: ("other_key_types", "precedent", "confirmations"),
    ServedChain: ("chain", "appraisal"),
    TrustVerdict: ("anchors",),
}
"""Fields without a key."""
TOLD_AS_WELL: dict[type, tuple[str, ...]] = {
    FileChain: ("assessment",),
    Finding: ("remedy",),
    Report: ("first_failing_step",),
    Scan: ("weakest",),
    ServedChain: ("key_type", "assessment"),
    TrustVerdict: ("is_trusted",),
}
"""Properties with a key."""


class Document(BaseModel):
    """A part of an answer, read from what the model calls alike."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        json_schema_serialization_defaults_required=True,
        use_attribute_docstrings=True,
    )


@cache
def document(kind: type, *, is_tagged: bool = False) -> type[Document]:
    """What is told of a class of the model; under `kind` its name, where another may stand there."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()
    tag = {"kind": (Literal[name], name)} if is_tagged else {}
    keys = {**tag, **dict(members(kind))}
    return create_model(
        kind.__name__,
        __base__=Document,
        __doc__=kind.__doc__,
        __cls_kwargs__={"json_schema_extra": partial(describe, kind)},
        **keys,
    )


def describe(kind: type, schema: dict[str, Any]) -> None:
    """Has the schema of a class say of each key what the model says of the field."""
    texts = field_texts(kind)
    if kind is Finding:
        texts = {"runbook": str(finding_path.__doc__), **field_texts(FindingKind), **texts}
    for name, key in schema["properties"].items():
        if name in texts:
            key["description"] = texts[name]


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """The keys of a class with their types."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name not in LEFT_OUT.get(kind, ()):
            yield field.name, (told(hints[field.name]), ...)
    for name in TOLD_AS_WELL.get(kind, ()):
        yield name, (told(get_type_hints(getattr(kind, name).fget)["return"]), ...)
    if kind is Finding:
        yield from of_finding_kind()


def of_finding_kind() -> Iterator[tuple[str, Any]]:
    """What a finding's kind says, beside what the finding does; and where its page of the guide is."""
    for name, hint in get_type_hints(FindingKind).items():
        if name not in LEFT_OUT[FindingKind]:
            yield name, (hint, Field(validation_alias=AliasPath("kind", name)))
    link = Annotated[str, AfterValidator(finding_path)]
    yield "runbook", (link, Field(validation_alias=AliasPath("kind", "code")))


def told(hint: Any) -> Any:
    """The type of a key, for a type of the model."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is bytes:
        return Annotated[int, BeforeValidator(len)]
    if is_dataclass(origin or hint):
        return document(origin or hint)
    if origin in {Union, UnionType}:
        return told_of_several(arguments)
    if origin is tuple and get_origin(arguments[0]) is tuple:
        key, value = get_args(arguments[0])
        name = Annotated[str, BeforeValidator(str)] if is_dataclass(key) else key
        return Annotated[dict[name, value], BeforeValidator(dict)]  # type: ignore[valid-type]  # pairs
    return origin[tuple(map(told, arguments))] if arguments else hint


def told_of_several(hints: tuple[Any, ...]) -> Any:
    """The type of a key under which one thing or another stands."""
    flat = get_args(reduce(or_, (Seen if isinstance(hint, TypeVar) else hint for hint in hints)))
    classes = [hint for hint in flat if is_dataclass(hint)]
    if len(classes) < 2:
        return reduce(or_, map(told, flat))
    return reduce(or_, (told(hint) for hint in flat if hint not in classes), one_of(classes))


def one_of(classes: list[Any]) -> Any:
    """Documents of which one stands there, told apart by the class or the nearest above it."""
    names = [one.__name__ for one in classes]
    tagged = (Annotated[document(one, is_tagged=True), Tag(one.__name__)] for one in classes)

    def tag(value: object) -> str | None:
        return next((one.__name__ for one in type(value).__mro__ if one.__name__ in names), None)

    return Annotated[reduce(or_, tagged), Discriminator(tag)]
