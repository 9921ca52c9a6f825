"""resolv.conf holds in all lines that can be read."""

from pathlib import Path

import pytest

from exporter.model.settings import ResolverSettings
from exporter.probing.resolv_conf import ResolvConf, read_resolv_conf, resolv_conf
from exporter.probing.resolver import ConfiguredResolver

ONE = ("192.0.2.1",)


@pytest.mark.parametrize(
    ("content", "servers"),
    [
        (b"nameserver 192.0.2.1\n", ONE),
        (b"nameserver 192.0.2.1", ONE),
        (b"nameserver\t 192.0.2.1 trailing words\r\n", ONE),
        (b"# caf\xe9\nnameserver 192.0.2.1\n; \xff\n", ONE),
        (b"nameserver caf\xe9\nnameserver 192.0.2.1\n", ONE),
        (b"nameserver 192.0.2.1\xa0\nnameserver 192.0.2.1\n", ONE),
        (b"nameserver 192.0.2.999\nnameserver\nnameserver ns.example\nnameserver 192.0.2.1", ONE),
        (b" nameserver 192.0.2.9\nNAMESERVER 192.0.2.9\nnameserver 192.0.2.1\n", ONE),
        (b"#\x0bnameserver 192.0.2.9\n#\xe2\x80\xa8nameserver 192.0.2.9\nnameserver 192.0.2.1", ONE),
        (b"\0\nnameserver 192.0.2.1\n\0nameserver 192.0.2.9\n", ONE),
        (b"search " + b"a" * 300 + b" ..\ndomain a..b\nsortlist x\nnameserver 192.0.2.1\n", ONE),
        (b"nameserver 127.1\n", ("127.0.0.1",)),
        (b"nameserver fe80::1%eth0\nnameserver 2001:DB8::0:1", ("fe80::1%eth0", "2001:db8::1")),
        (b"".join(b"nameserver 192.0.2.%d\n" % n for n in range(1, 6)),
         ("192.0.2.1", "192.0.2.2", "192.0.2.3")),
        (b"", ("127.0.0.1",)),
        (b"# nothing\nnameserver nonsense\n", ("127.0.0.1",)),
    ],
)  # fmt: skip
def test_name_servers_are_those_of_glibc(content: bytes, servers: tuple[str, ...]) -> None:
    """Three at most, this machine where there is none; an odd line is passed over alone."""
    assert resolv_conf(content).nameservers == servers


@pytest.mark.parametrize(
    ("options", "timeout"),
    [
        (b"timeout:7", 7.0),
        (b"ndots:x timeout:x timeout: timeout:-1 no-such \xff", 2.0),
        (b"timeout:3 timeout:4\noptions ndots:2", 4.0),
        (b"timeout:0", 1.0),
        (b"timeout:99999999999999999999", 30.0),
    ],
)
def test_an_option_that_means_nothing_is_passed_over(options: bytes, timeout: float) -> None:
    """The time-out stays within what glibc allows."""
    assert resolv_conf(b"options " + options) == ResolvConf(timeout=timeout)


def test_options_that_mean_something_are_kept() -> None:
    """Turns and EDNS are up to the machine."""
    assert resolv_conf(b"options rotate\noptions edns0 trust-ad") == ResolvConf(
        rotates=True, has_edns=True
    )


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """A folder in its place is as good as nothing; other errors are told."""
    assert read_resolv_conf(tmp_path / "missing") == ResolvConf()
    assert read_resolv_conf(tmp_path) == ResolvConf()
    with pytest.raises(OSError, match="too long"):
        read_resolv_conf(tmp_path / ("x" * 300))


async def test_a_comment_in_latin_1_fails_no_lookup(tmp_path: Path) -> None:
    """What cannot be read as text is no defect."""
    path = tmp_path / "resolv.conf"
    path.write_bytes(b"# caf\xe9\nnameserver 127.0.0.1\noptions timeout:1 ndots:\xe9\n")
    system = ConfiguredResolver(
        ResolverSettings(name="system"), hosts=tmp_path / "hosts", resolv_conf=path
    )
    system._refresh()
    assert system._resolver.nameservers == ["127.0.0.1"]
    path.write_text("nameserver fe80::1%lo\n")
    system._refresh()
    assert system._resolver.nameservers == ["fe80::1%lo"]
