"""Names of clients: only those of the catalogue, and what was meant by another."""

from exporter.config.wording import nearest, shown
from exporter.words.client_name import CLIENT_NAMES

PAGE = "docs/clients.md"


class UnknownClientError(ValueError):
    """A name that no client has; what was meant is looked for only where that is told."""

    def __str__(self) -> str:
        (text,) = self.args
        names = {name.casefold(): name for name in CLIENT_NAMES}
        near = nearest(text.casefold(), names)
        cure = f"did you mean `{names[near]}`? {PAGE} has every name" if near else ""
        return f"no client is named {shown(text)}; {cure or f'use a name from {PAGE}'}"


def client_name(text: str) -> str:
    """The name of a client in the catalogue."""
    if text not in CLIENT_NAMES:
        raise UnknownClientError(text)
    return text
