"""The notice on other people's work has every package of the image, with its licence and its text."""

import re

from docs.generation.notice import COMPILED_IN, Package, notice, package, pinned
from tests.unit.docs.test_readme import ROOT

NOTICE = (ROOT / "THIRD-PARTY-NOTICES.md").read_text()
ROW = re.compile(r"^\| (\S+) \| (\S*\d\S*) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def test_every_package_of_the_image_is_in_the_notice() -> None:
    """In the version that is locked, with a licence; `make notice` writes it."""
    rows = ROW.findall(NOTICE)
    assert tuple((name, version) for name, version, _, _ in rows) == pinned()
    assert len(rows) > 20
    assert {name: compiled for name, _, _, compiled in rows if compiled} == COMPILED_IN


def test_every_package_has_its_text() -> None:
    """A licence wants to go with what it is on."""
    named = {name for heading in HEADING.findall(NOTICE) for name in heading.split(", ")}
    assert {name for name, _ in pinned()} <= named


def test_a_text_that_several_packages_have_stands_once() -> None:
    """Under the names of all."""
    one = Package(name="one", version="1.0", licence="MIT", texts=("Do as you like.",))
    two = Package(name="two", version="2.0", licence="ISC", texts=("Do as you like.", "Thanks."))
    text = notice((one, two))
    assert HEADING.findall(text) == ["one, two", "two"]
    assert text.count("Do as you like.") == 1


def test_licences_come_from_the_metadata_of_what_is_installed() -> None:
    """This one is a requirement of our tests."""
    version = dict(pinned())["aiohttp"]
    found = package("aiohttp", version)
    assert found.licence == "Apache-2.0 AND MIT"
    assert len(found.texts) == 2
