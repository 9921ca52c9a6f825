"""Type checkers know the members that the data files give the enumerations, and no others."""

from enum import IntEnum

import pytest

from registries.stubs import ENUMERATIONS, path, text


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_the_stub_has_the_members_of_the_enumeration(enumeration: type[IntEnum]) -> None:
    """`make registries` writes it anew."""
    assert path(enumeration).read_text(encoding="ascii") == text(enumeration)


def test_a_stub_lists_every_member_with_its_number() -> None:
    """In the same order."""
    names = [enumeration.__name__ for enumeration in ENUMERATIONS]
    assert names == ["AlertDescription", "CipherSuite", "Group", "SignatureScheme"]
    assert text(ENUMERATIONS[0]).startswith(
        "# Written by `make registries` from the data files that the module reads.\n\n"
        "from enum import IntEnum\n\nclass AlertDescription(IntEnum):\n    CLOSE_NOTIFY = 0\n"
    )
    assert text(ENUMERATIONS[0]).endswith("\n    ECH_REQUIRED = 121\n")
