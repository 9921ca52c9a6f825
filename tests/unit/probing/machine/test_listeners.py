"""Which sockets take connections to an address is told by the kernel's tables, and whose they are by processes."""

from pathlib import Path

import pytest

from exporter.probing.machine import listeners
from exporter.probing.machine.listeners import listening, programs, written

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ROW = "   0: {0} 00000000:0000 {1} 00000000:00000000 00:00000000 00000000  0  0 {2} 1 0 100 0 0 10 0\n"
ALL_OF_6 = "0" * 32
ONE_OF_6 = "B80D0120000000000000000001000000"
MAPPED = "0000000000000000FFFF00000300007F"
OF_4 = (
    ("0100007F:01BB", "0A", "11"),
    ("00000000:01BB", "0A", "12"),
    ("0200007F:01BB", "01", "13"),
    ("0100007F:0050", "0A", "14"),
)
OF_6 = (
    (f"{ALL_OF_6}:01BB", "0A", "21"),
    (f"{ONE_OF_6}:01BB", "0A", "22"),
    (f"{MAPPED}:01BB", "0A", "23"),
    (f"{ALL_OF_6}:0016", "0A", "24"),
)


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A proc(5) with sockets of both families."""
    net = tmp_path / "thread-self/net"
    net.mkdir(parents=True)
    for table, rows in (("tcp", OF_4), ("tcp6", OF_6)):
        (net / table).write_text(HEAD + "".join(ROW.format(*row) for row in rows))
    monkeypatch.setattr(listeners, "PROCESSES", tmp_path)
    return tmp_path


def started(processes: Path, number: int, name: str, inode: str) -> None:
    """A process with a socket."""
    folder = processes / str(number)
    (folder / "fd").mkdir(parents=True)
    (folder / "comm").write_text(f"{name}\n")
    (folder / "fd/0").symlink_to("/dev/null")
    (folder / "fd/3").symlink_to(f"socket:[{inode}]")


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("address", "port", "inodes"),
    [
        ("127.0.0.1", 443, frozenset({"11"})),
        ("127.0.0.2", 443, frozenset({"12"})),
        ("127.0.0.3", 443, frozenset({"23"})),
        ("2001:db8::1", 443, frozenset({"22"})),
        ("2001:db8::2", 443, frozenset({"21"})),
        ("127.0.0.1", 22, frozenset({"24"})),
        ("2001:db8::1", 80, frozenset()),
        (None, 443, frozenset({"11", "12", "21", "22", "23"})),
        (None, 9, frozenset()),
    ],
)
def test_the_socket_of_the_very_address_takes_its_connections(
    address: str | None, port: int, inodes: frozenset[str]
) -> None:
    """Then one of all addresses of the family, then one of IPv6's; connections are no sockets of that kind."""
    assert listening(port, address) == inodes


def test_without_its_tables_nothing_is_known(processes: Path) -> None:
    """Other systems have none; of a kernel without IPv6 the one counts that is there."""
    (processes / "thread-self/net/tcp6").unlink()
    assert listening(443, None) == frozenset({"11", "12"})
    (processes / "thread-self/net/tcp").unlink()
    assert listening(443, "127.0.0.1") is None


@pytest.mark.usefixtures("processes")
def test_a_table_of_very_many_connections_is_read_up_to_a_whole_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sockets that take connections stand before those."""
    monkeypatch.setattr(listeners, "MOST", len(HEAD) + len(ROW.format(*OF_4[0])) + 12)
    assert listening(443, "127.0.0.1") == frozenset({"11"})


def test_programs_are_named_once_and_what_is_hidden_has_no_name(processes: Path) -> None:
    """Of several processes that share a socket, too; those of other users are not to be seen."""
    for number in (7, 8):
        started(processes, number, "nginx", "11")
    started(processes, 9, "haproxy", "12")
    assert programs({"11"}) == ("nginx",)
    assert programs({"11", "12"}) == ("haproxy", "nginx")
    assert programs({"12", "21"}) == ("", "haproxy")
    assert programs(()) == ()


def test_a_name_that_is_cut_amid_a_letter_is_a_name(processes: Path) -> None:
    """The kernel keeps 15 bytes of it, whatever they are."""
    started(processes, 7, "nginx", "11")
    (processes / "7/comm").write_bytes("サーバーです".encode()[:14] + b"\n")
    assert programs({"11"}) == ("サーバー\N{REPLACEMENT CHARACTER}",)


def test_addresses_are_written_as_people_do() -> None:
    """Those of IPv4 that stand in the table of IPv6 as well."""
    assert [written(one) for one in ("0100007F", ONE_OF_6, MAPPED, ALL_OF_6)] == [
        "127.0.0.1",
        "2001:db8::1",
        "127.0.0.3",
        "::",
    ]
