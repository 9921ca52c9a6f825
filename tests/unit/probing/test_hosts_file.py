"""The hosts file answers for the names that it lists."""

from pathlib import Path

import pytest

from exporter.model.dns import RecordSet
from exporter.probing.hosts_file import HostsFile, addresses_by_name


def test_names_are_collected_over_all_lines() -> None:
    """Comments, zones, case, trailing dots and nonsense are dealt with."""
    text = """
    # a comment
    127.0.0.1 localhost Local.Example.  # behind a name
    ::1 localhost
    fe80::1%lo0 localhost
    192.0.2.1
    not-an-address name
    192.0.2.7 www.example.com
    192.0.2.7 www.example.com
    """
    assert addresses_by_name(text) == {
        "localhost": ("127.0.0.1", "::1"),
        "local.example": ("127.0.0.1",),
        "www.example.com": ("192.0.2.7",),
    }


def test_answers_are_split_by_record_type(tmp_path: Path) -> None:
    """And have no time to live."""
    path = tmp_path / "hosts"
    path.write_text("192.0.2.1 both\n2001:db8::1 both\n")
    assert HostsFile(path).lookup("both") == (
        RecordSet(rrtype="A", addresses=("192.0.2.1",), ttl=None),
        RecordSet(rrtype="AAAA", addresses=("2001:db8::1",), ttl=None),
    )


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """And an unlisted name is not answered."""
    path = tmp_path / "hosts"
    path.write_text("192.0.2.1 old\n")
    hosts = HostsFile(path)
    assert hosts.lookup("old")
    path.write_text("192.0.2.1 another\n")
    assert not hosts.lookup("old")
    assert hosts.lookup("another")


@pytest.mark.parametrize("content", ["", None])
def test_localhost_needs_no_file(tmp_path: Path, content: str | None) -> None:
    """RFC 6761 reserves it for the loopback addresses."""
    path = tmp_path / "hosts"
    if content is not None:
        path.write_text(content)
    answered = HostsFile(path).lookup("localhost")
    assert [records.addresses for records in answered] == [("127.0.0.1",), ("::1",)]


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\r"])
def test_a_comment_ends_with_its_line_alone(odd: str) -> None:
    """What Python takes for the end of a line is part of a comment."""
    assert addresses_by_name(f"# was{odd}192.0.2.1 www\n192.0.2.2 www\r\n") == {
        "www": ("192.0.2.2",)
    }


def test_a_byte_that_is_no_text_costs_its_own_name(tmp_path: Path) -> None:
    """A comment in Latin-1 hides no line."""
    path = tmp_path / "hosts"
    path.write_bytes(b"# caf\xe9\n192.0.2.1 caf\xe9 www\n\0\n192.0.2.2 \xff\n192.0.2.3 shop\n")
    assert [HostsFile(path).lookup(name)[0].addresses for name in ("www", "shop")] == [
        ("192.0.2.1",),
        ("192.0.2.3",),
    ]
