"""The clients that files describe; an error names the file and the key.

A file is named after its client and has a key for each field of `Client`. Beside them, `like` names
a client from which all is taken that the file does not say, but for whom it stands for, whether it
is mainstream, and the sources; `distrusts_as` names a file of the folder distrust, to which its own
`distrusts` are added; `hello` is a captured ClientHello in hex, whose offer goes before
that of the other client. Of lists so taken, `[less]` leaves out and `[more]` adds at the end.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from pydantic import TypeAdapter

from exporter.guide.clients.client import Client, Root
from exporter.guide.data_file import within
from exporter.tls.client_hello_reader import read_offer
from exporter.tls.wire_versions import PROTOCOL_OF_CODE
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

Table: TypeAlias = Mapping[str, Any]
Roots: TypeAlias = Mapping[str, Root]
Listed: TypeAlias = Literal["protocols", "suites", "groups", "signature_schemes", "lacking_roots"]
CLIENT = TypeAdapter(Client)
NO_PROGRAMS: Mapping[str, Table] = MappingProxyType({})
CHANGES = TypeAdapter(dict[Listed, list[str]])
NOT_TAKEN = frozenset({"stands_for", "is_mainstream", "sources"})
NOT_FIELDS = frozenset({"like", "hello", "less", "more", "distrusts_as"})


def file_name(client: str) -> str:
    """The name of a client's file: `ie-11-on-windows-8.1.toml`."""
    return f"{client.lower().lstrip('.').replace(' ', '-')}.toml"


def clients_in(
    tables: Mapping[str, Table], roots: Roots, programs: Mapping[str, Table] = NO_PROGRAMS
) -> tuple[Client, ...]:
    """The client of each table, by its name and in that order; raises ValueError.

    `programs` are the root programs whose dates of distrust clients share.
    """
    shared = {name: with_program(name, table, programs) for name, table in tables.items()}
    return tuple(client(name, told(name, shared, roots), roots) for name in tables)


def with_program(name: str, table: Table, programs: Mapping[str, Table]) -> Table:
    """What a file says, and the dates of the root program that it names."""
    program = table.get("distrusts_as")
    if program is None:
        return table
    if program not in programs:
        raise ValueError(f"{file_name(name)}: distrusts_as: no program is named `{program}`")
    found = [*programs[program]["distrusts"], *table.get("distrusts", [])]
    return {**table, "distrusts": found}


def client(name: str, said: Table, roots: Roots) -> Client:
    """The client of this name, of which all this is said."""
    with within(file_name(name)):
        return CLIENT.validate_python({**said, "name": name}, context=roots)


def told(
    name: str, tables: Mapping[str, Table], roots: Roots, heirs: tuple[str, ...] = ()
) -> Table:
    """What a file says of its client, and what it takes of another's; the `heirs` take from it."""
    table, lineage = tables[name], (*heirs, name)
    with within(file_name(name)):
        like = likeness(table, tables, lineage)
    taken = told(like, tables, roots, lineage) if like else {}
    if like:
        client(like, taken, roots)  # what is wrong there is told of its own file
    with within(file_name(name)):
        if "name" in table:
            raise ValueError("name: the file has it")
        kept = {key: value for key, value in taken.items() if key not in NOT_TAKEN}
        own = {key: value for key, value in table.items() if key not in NOT_FIELDS}
        return changed({**kept, **offer(table), **own}, table)


def likeness(table: Table, tables: Collection[str], lineage: tuple[str, ...]) -> str:
    """The client from which others of the lineage take; empty where there is none."""
    like: str = table.get("like", "")
    with within("like"):
        if like in lineage:
            raise ValueError(f"`{like}` takes from this client")
        if like and like not in tables:
            raise ValueError(f"no client is named `{like}`")
    return like


def changed(found: Table, table: Table) -> Table:
    """The same with less and more in its lists."""
    for change, alter in (("less", without), ("more", followed_by)):
        with within(change):
            for key, names in CHANGES.validate_python(table.get(change, {})).items():
                with within(key):
                    found = {**found, key: alter(found.get(key, []), names)}
    return found


def without(listed: list[str], gone: list[str]) -> list[str]:
    """What is left of a list."""
    for name in gone:
        if name not in listed:
            raise ValueError(f"`{name}` is not there anyway")
    return [name for name in listed if name not in gone]


def followed_by(listed: list[str], added: list[str]) -> list[str]:
    """A list with more at its end."""
    for name in added:
        if name in listed:
            raise ValueError(f"`{name}` is there already")
    return [*listed, *added]


def offer(table: Table) -> Table:
    """What a captured hello offers that has a name: signals and GREASE (RFC 8701) have none."""
    if "hello" not in table:
        return {}
    with within("hello"):
        seen = read_offer(bytes.fromhex(table["hello"]))
    spoken = [PROTOCOL_OF_CODE[code] for code in seen.versions if code in PROTOCOL_OF_CODE]
    return {
        "protocols": sorted(spoken, key=lambda protocol: protocol.strength),
        "suites": names(seen.suites, CipherSuite),
        "groups": names(seen.groups, Group),
        "signature_schemes": names(seen.signature_algorithms, SignatureScheme),
    }


def names(codes: Iterable[int], words: type[IntEnum]) -> list[str]:
    """Those of the code points that have one."""
    known = {word.value: word.name for word in words}
    return [known[code] for code in codes if code in known]
