"""`python -m docs.generation.notice` prints under which licences comes what the image is built of."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
LICENCE_FILE = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
HEAD = """\
# Third-party notice

What the image holds beside tls-exporter itself (Apache-2.0, see LICENSE): the packages of requirements.txt, with the licences that
their metadata names and the texts that come with them, written by `make notice`, never by hand. Libraries that are compiled
into a package have the last column. Python and Debian, on which the image is built, bring their own
(`/usr/local/lib/python3.*/LICENSE.txt`, `/usr/share/doc/*/copyright`).
"""
COMPILED_IN = {
    "aiohttp": "llhttp (MIT)",
    "cffi": "libffi (MIT)",
    "cryptography": "OpenSSL (Apache-2.0)",
    "google-re2": "RE2 (BSD-3-Clause), Abseil (Apache-2.0)",
    "pyyaml": "LibYAML (MIT)",
    "uvloop": "libuv (MIT)",
}
"""What no metadata of a package tells, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package with its licence, and the texts that come with it."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def pinned() -> tuple[tuple[str, str], ...]:
    """Each package of the image with its version, as requirements.txt has it."""
    return tuple(PINNED.findall(REQUIREMENTS.read_text("utf-8")))


def notice(packages: tuple[Package, ...]) -> str:
    """A row for each package, then each text once."""
    rows = (
        f"| {one.name} | {one.version} | {one.licence} | {COMPILED_IN.get(one.name, '')} |"
        for one in packages
    )
    table = "\n".join(("| package | version | licence | compiled in |", "|---|---|---|---|", *rows))
    owners: dict[str, list[str]] = {}
    for one in packages:
        for text in one.texts:
            owners.setdefault(text, []).append(one.name)
    texts = (f"## {', '.join(names)}\n\n~~~text\n{text}\n~~~\n" for text, names in owners.items())
    return "\n".join((HEAD, table, "", *texts))


def package(name: str, version: str) -> Package:
    """A package as it is installed here, which must be the version that the image has."""
    installed = distribution(name)
    if installed.version != version:
        sys.exit(
            f"{name} is installed as {installed.version}, and the image has {version}: "
            f"pip install {name}=={version}"
        )
    texts = tuple(dict.fromkeys(licence_texts(installed)))
    return Package(name=name, version=version, licence=licence(installed), texts=texts)


def licence(installed: Distribution) -> str:
    """The expression of the package's metadata, else its classifiers, else what its author wrote."""
    said = installed.metadata.get_all
    classifiers = [one.rpartition(" :: ") for one in said("Classifier") or ()]
    named = [name for above, _, name in classifiers if above.startswith("License")]
    return ", ".join(said("License-Expression") or named or said("License") or ())


def licence_texts(installed: Distribution) -> Iterator[str]:
    """The files of licences and notices that the package brings."""
    for file in installed.files or ():
        folder, *rest = file.parts
        if folder.endswith(".dist-info") and rest and LICENCE_FILE.search(rest[-1]):
            text = Path(str(file.locate())).read_text("utf-8")
            yield "\n".join(line.rstrip() for line in text.strip().splitlines())


if __name__ == "__main__":
    sys.stdout.write(notice(tuple(package(*one) for one in pinned())))
