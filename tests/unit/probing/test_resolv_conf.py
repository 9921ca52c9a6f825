"""resolv.conf holds in all lines that can be read."""

from pathlib import Path

import pytest

from exporter.model.dns import Answer, RecordSet
from exporter.model.outcome import Failed
from exporter.model.settings import ResolverSettings
from exporter.probing.resolv_conf import ResolvConf, read_resolv_conf, resolv_conf
from exporter.probing.resolver import ConfiguredResolver
from exporter.probing.told import Told
from exporter.words.reason import Reason

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
        (b"timeout:3 timeout:4\noptions rotated", 4.0),
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


KUBERNETES = b"search shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"
WEB_IN = ("web.shop.svc.cluster.local", "web.svc.cluster.local", "web.cluster.local")


@pytest.mark.parametrize(
    ("content", "host", "names"),
    [
        (b"", "web", ("web",)),
        (KUBERNETES, "web", (*WEB_IN, "web")),
        (KUBERNETES, "a.b.c.d.e.f", ("a.b.c.d.e.f", *(f"a.b.c.d.e.f{one[3:]}" for one in WEB_IN))),
        (b"search example.test.", "web", ("web.example.test", "web")),
        (b"search example.test", "web.prod", ("web.prod", "web.prod.example.test")),
        (b"search a.test\ndomain b.test", "web", ("web.b.test", "web")),
        (b"domain a.test\nsearch b.test c.test", "web", ("web.b.test", "web.c.test", "web")),
        (b"search a.test\noptions ndots:0", "web", ("web", "web.a.test")),
        (b"search a.test\noptions ndots:99", "a.b.c", ("a.b.c.a.test", "a.b.c")),
        (b"search a.test\nsearch\n", "web", ("web",)),
        (b"search .", "web", ("web",)),
    ],
)
def test_a_name_is_looked_for_where_glibc_would(
    content: bytes, host: str, names: tuple[str, ...]
) -> None:
    """The last of `search` and `domain` counts; the host as it stands is always among the names."""
    assert resolv_conf(content).names(host) == names


class Scripted(ConfiguredResolver):
    """The machine's resolver, with a network by script."""

    def __init__(self, folder: Path, content: bytes, script: dict[str, Reason | str]) -> None:
        path = folder / "resolv.conf"
        path.write_bytes(content)
        settings = ResolverSettings(name="system")
        super().__init__(settings, hosts=folder / "hosts", resolv_conf=path)
        self.script, self.asked = script, list[str]()

    async def _asked(self, host: str) -> Told:
        self.asked.append(host)
        said = self.script.get(host, Reason.DNS_NXDOMAIN)
        if isinstance(said, Reason):
            return Told(outcome=Failed(reason=said, detail=f"{said} of {host}"), lasts=1.0)
        records = (RecordSet(rrtype="A", addresses=(said,), ttl=60),)
        return Told(outcome=Answer(records=records), lasts=60.0, name=host)


@pytest.mark.parametrize(
    ("script", "found", "asked"),
    [
        ({WEB_IN[0]: "192.0.2.1"}, "192.0.2.1", 1),
        ({WEB_IN[1]: "192.0.2.2"}, "192.0.2.2", 2),
        ({WEB_IN[0]: Reason.DNS_SERVFAIL, WEB_IN[2]: "192.0.2.3"}, "192.0.2.3", 3),
        ({WEB_IN[0]: Reason.DNS_NO_ADDRESS, "web": "192.0.2.4"}, "192.0.2.4", 4),
    ],
)
async def test_the_first_name_that_exists_counts(
    script: dict[str, Reason | str], found: str, asked: int, tmp_path: Path
) -> None:
    """Its whole name is told, but where it is the host itself."""
    system = Scripted(tmp_path, KUBERNETES, script)
    told = await system.lookup("web")
    outcome = told.outcome
    assert isinstance(outcome, Answer)
    assert (outcome.addresses, told.name) == ((found,), (*WEB_IN, "web")[asked - 1])
    assert outcome.aliases == (WEB_IN[asked - 1 : asked] if asked < 4 else ())
    assert system.asked == [*WEB_IN, "web"][:asked]


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (Reason.DNS_NXDOMAIN, Reason.DNS_NXDOMAIN),
        (Reason.DNS_REFUSED, Reason.DNS_REFUSED),
        (Reason.DNS_TIMEOUT, Reason.DNS_TIMEOUT),
    ],
)
async def test_a_word_that_is_refused_is_not_the_resolver_s_fault(
    tmp_path: Path, first: Reason, reason: Reason
) -> None:
    """Systemd-resolved asks nobody for a name without a dot; where it refuses all names, it is at fault."""
    system = Scripted(
        tmp_path, b"search a.test\n", {"web.a.test": first, "web": Reason.DNS_REFUSED}
    )
    outcome = (await system.lookup("web")).outcome
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason
    assert outcome.detail == f"{first} of web.a.test" or reason is Reason.DNS_REFUSED


async def test_what_no_search_finds_is_told_of_the_host(tmp_path: Path) -> None:
    """As it stands; silence about one name ends the search, as it would come to all."""
    nowhere = Scripted(tmp_path, KUBERNETES, {WEB_IN[0]: Reason.DNS_SERVFAIL})
    outcome = (await nowhere.lookup("web")).outcome
    assert isinstance(outcome, Failed)
    assert outcome.detail == "dns_nxdomain of web"
    silent = Scripted(tmp_path, KUBERNETES, {WEB_IN[0]: Reason.DNS_TIMEOUT})
    outcome = (await silent.lookup("web")).outcome
    assert isinstance(outcome, Failed)
    assert (outcome.reason, silent.asked) == (Reason.DNS_TIMEOUT, [WEB_IN[0]])
