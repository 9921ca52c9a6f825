"""What all documents share, and how one of several kinds is told apart."""

from pydantic import BaseModel, ConfigDict, Discriminator

BY_CLASS = Discriminator(lambda value: type(value).__name__.removesuffix("Document"))
"""Tells apart what may stand in one place: by the model's classes, and by these that follow them."""


class Document(BaseModel):
    """A part of an answer, read from what the model calls alike."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        json_schema_serialization_defaults_required=True,
        use_attribute_docstrings=True,
    )
