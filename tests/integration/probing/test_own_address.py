"""Whether an address is this machine's is asked of its network stack."""

import pytest

from exporter.probing.files.holders import is_own


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("127.0.0.9", True), ("203.0.113.10", False), ("2001:db8::1", False)],
)
def test_an_address_is_this_machines_where_a_socket_can_have_it(
    address: str, *, expected: bool
) -> None:
    """Those of documentation are nobody's."""
    assert is_own(address) is expected
