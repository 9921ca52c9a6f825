"""Names of clients: only those of the catalogue, and what was meant by another."""

from difflib import get_close_matches

from exporter.config.wording import shown
from exporter.words.client_name import CLIENT_NAMES

PAGE = "docs/clients.md"


def client_name(text: str) -> str:
    """The name of a client in the catalogue."""
    if text in CLIENT_NAMES:
        return text
    names = {name.casefold(): name for name in CLIENT_NAMES}
    if near := get_close_matches(text.casefold(), names, n=1):
        cure = f"did you mean `{names[near[0]]}`? {PAGE} has every name"
    else:
        cure = f"use a name from {PAGE}"
    raise ValueError(f"no client is named {shown(text)}; {cure}")
