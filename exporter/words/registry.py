"""Code points by name: what IANA's registries list, and lists of names of our own choice and order."""

import csv
from importlib.resources import files

ROOM = files("exporter.words")


def registered(registry: str) -> dict[str, int]:
    """The code points of `iana/REGISTRY.csv` under their registered names."""
    table = (ROOM / "iana" / f"{registry}.csv").read_text(encoding="ascii")
    return {
        row["Description"]: code_point(row["Value"]) for row in csv.DictReader(table.splitlines())
    }


def selected(registry: str) -> dict[str, int]:
    """The code points that `selection/REGISTRY.txt` names, in its order."""
    known = registered(registry)
    return {
        name: known[name] if number is None else number
        for name, number in selection(registry).items()
    }


def selection(name: str) -> dict[str, int | None]:
    """What `selection/NAME.txt` lists; with a number of our own where no registry has one."""
    text = (ROOM / "selection" / f"{name}.txt").read_text(encoding="ascii")
    entries = (line.split(" = ") for line in text.splitlines() if line and line[0] != "#")
    return {name: code_point(number[0]) if number else None for name, *number in entries}


def code_point(value: str) -> int:
    """A registry's value as a number: "0xC0,0x2B", "0x0403" or "29"."""
    return int(value.replace(",0x", ""), 0)
