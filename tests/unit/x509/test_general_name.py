"""What is wrong with a name is told with the name, as people can read it."""

import pytest

from exporter.x509.general_name import general_names
from tests.unit.x509.elements import dns, ip


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            dns(b"m\xfcller.example"),
            "The dNSName 'müller.example' cannot be read: it is not ASCII.",
        ),
        (
            ip(b"10.10.10.10"),
            "The iPAddress '10.10.10.10' cannot be read: an address has 4 or 16 octets, not 11.",
        ),
        (
            ip(bytes((10, 0, 0, 0, 255, 0, 0, 0))),
            "The iPAddress 0a000000ff000000 cannot be read: an address has 4 or 16 octets, not 8.",
        ),
    ],
    ids=["Latin-1", "text", "network"],
)
def test_a_bad_name_is_quoted(name: bytes, told: str) -> None:
    """Text as text, in Latin-1 where that is how it was written; octets in hexadecimal."""
    (found,) = general_names(name)
    assert found.defect == told
    assert found.value is None
