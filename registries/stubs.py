"""Writes the stubs that tell type checkers which members the data files give the enumerations."""

from enum import IntEnum
from pathlib import Path

from exporter.words.alert import AlertDescription
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

ROOT = Path(__file__).parents[1]
ENUMERATIONS: tuple[type[IntEnum], ...] = (AlertDescription, CipherSuite, Group, SignatureScheme)


def path(enumeration: type[IntEnum]) -> Path:
    """The stub beside the module of the enumeration."""
    return ROOT.joinpath(*enumeration.__module__.split(".")).with_suffix(".pyi")


def text(enumeration: type[IntEnum]) -> str:
    """The enumeration with its members written out."""
    members = "".join(f"    {member.name} = {member.value}\n" for member in enumeration)
    return (
        "# Written by `make registries` from the data files that the module reads.\n\n"
        f"from enum import IntEnum\n\nclass {enumeration.__name__}(IntEnum):\n{members}"
    )


if __name__ == "__main__":
    for each in ENUMERATIONS:
        path(each).write_text(text(each), encoding="ascii")
