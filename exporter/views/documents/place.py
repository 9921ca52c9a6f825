"""Where something was tried, or is wrong."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Tag

from exporter.views.documents.document import Document, by_class
from exporter.words.role import Role


class AddressDocument(Document):
    """An address that is connected to."""

    kind: Literal["address"] = "address"
    address: str
    port: int
    role: Role


class ResolverDocument(Document):
    """A resolver of the configuration."""

    kind: Literal["resolver"] = "resolver"
    name: str


class FileDocument(Document):
    """A file of the server."""

    kind: Literal["file"] = "file"
    path: str


PlaceDocument: TypeAlias = Annotated[
    Annotated[AddressDocument, Tag("Address")]
    | Annotated[ResolverDocument, Tag("Resolver")]
    | Annotated[FileDocument, Tag("File")],
    by_class("Address", "Resolver", "File"),
]
