"""The clients that files describe; an error names the file and the key.

A file is named after its client and has a key for each field of `Client`. Beside them, `like` names
a client from which all is taken that the file does not say, but for whom it stands for, whether it
is mainstream, and the sources; `hello` is a captured ClientHello in hex, whose offer goes before
that of the other client. Of lists so taken, `[less]` leaves out and `[more]` adds at the end.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from typing import Any, TypeAlias

from exporter.guide.clients.client import Client
from exporter.guide.clients.client_key import Read, Roots, keys, lists, of_kind, offer

Table: TypeAlias = Mapping[str, object]

NOT_TAKEN = ("name", "stands_for", "is_mainstream", "sources")
TAKEN = tuple(field.name for field in fields(Client) if field.name not in NOT_TAKEN)
REQUIRED = tuple(field.name for field in fields(Client) if field.default is MISSING)
NOT_FIELDS = ("like", "hello", "less", "more")


def file_name(client: str) -> str:
    """The name of a client's file: `ie-11-on-windows-8.1.toml`."""
    return f"{client.lower().lstrip('.').replace(' ', '-')}.toml"


def clients_in(tables: Mapping[str, Table], roots: Roots) -> tuple[Client, ...]:
    """The client of each table, by its name and in that order; raises ValueError."""
    return tuple(client_in(tables, name, roots) for name in tables)


def client_in(
    tables: Mapping[str, Table], name: str, roots: Roots, heirs: tuple[str, ...] = ()
) -> Client:
    """One client, from which the `heirs` take."""
    table, lineage = tables[name], (*heirs, name)
    with within(file_name(name)):
        like = likeness(table, tables, lineage)
    taken = client_in(tables, like, roots, lineage) if like else None
    with within(file_name(name)):
        return Client(**complete({"name": name, **values(table, taken, roots)}))


def likeness(table: Table, tables: Mapping[str, Table], lineage: tuple[str, ...]) -> str | None:
    """The client from which others of the lineage take, if there is one."""
    if "like" not in table:
        return None
    with within("like"):
        like = of_kind(str, table["like"])
        if like not in tables:
            raise ValueError(f"no client is named `{like}`")
        if like in lineage:
            raise ValueError(f"`{like}` takes from this client")
        return like


def values(table: Table, taken: Client | None, roots: Roots) -> dict[str, Any]:
    """The fields of the client, except its name: what the file says goes before all else."""
    found = {field: getattr(taken, field) for field in TAKEN} if taken else {}
    if "hello" in table:
        with within("hello"):
            found |= offer(table["hello"])
    found |= read({key: table[key] for key in table if key not in NOT_FIELDS}, keys(roots))
    for change, changed in (("less", without), ("more", followed_by)):
        with within(change):
            names = read(of_kind(dict, table.get(change, {})), lists(roots))
            found |= {key: changed(key, found.get(key, ()), names[key]) for key in names}
    return found


def read(table: Table, known: Mapping[str, Read]) -> dict[str, Any]:
    """The values of the table, each by its key."""
    found = {}
    for key, value in table.items():
        with within(key):
            if key not in known:
                raise ValueError("there is no such key")
            found[key] = known[key](value)
    return found


def without(key: str, listed: tuple[Any, ...], gone: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is left of a list."""
    for one in gone:
        if one not in listed:
            raise ValueError(f"{key}: `{one.name}` is not there anyway")
    return tuple(one for one in listed if one not in gone)


def followed_by(key: str, listed: tuple[Any, ...], added: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list with more at its end."""
    for one in added:
        if one in listed:
            raise ValueError(f"{key}: `{one.name}` is there already")
    return listed + added


def complete(found: dict[str, Any]) -> dict[str, Any]:
    """The same, where nothing is missing."""
    for field in REQUIRED:
        if field not in found:
            raise ValueError(f"{field}: missing")
    return found


@contextmanager
def within(place: str) -> Iterator[None]:
    """Names the place of what is wrong."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
