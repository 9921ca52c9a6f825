"""What all documents share, and how one of several kinds is told apart."""

from pydantic import BaseModel, ConfigDict, Discriminator


class Document(BaseModel):
    """A part of an answer, read from what the model calls alike."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        json_schema_serialization_defaults_required=True,
        use_attribute_docstrings=True,
    )


def by_class(*names: str) -> Discriminator:
    """Tells apart what may stand in one place: by the class in the model, or the nearest above it."""

    def tag(value: object) -> str | None:
        return next((name for name in map(name_of, type(value).__mro__) if name in names), None)

    return Discriminator(tag)


def name_of(kind: type) -> str:
    """What a class is called in the model; these follow it."""
    return kind.__name__.removesuffix("Document") if issubclass(kind, Document) else kind.__name__
