"""haproxy's configuration, from files that a test writes; tests/real has haproxy's own opinion."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.model.server_config import ServerConfig
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.answering import answering
from exporter.webserver.directive import Certified
from exporter.webserver.haproxy.line import UnmatchedQuoteError, words
from exporter.webserver.haproxy.read import read as read_haproxy

EVERY = "0.0.0.0"  # noqa: S104 - nothing is bound
HERE = "203.0.113.10"
Read = Callable[..., ServerConfig]


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    """The issuer of all certificates here."""
    return Authorities(now=datetime.now(tz=UTC))


@pytest.fixture
def certify(tmp_path: Path, authorities: Authorities) -> Callable[..., None]:
    """Writes a certificate for names, with its key in the same file unless another is named."""

    def write(
        file: str, *names: str, key: ServerKey = ServerKey.ECDSA_P256, key_file: str = ""
    ) -> None:
        chain = SentChain(leaf=Leaf(names=names, key=key))
        made = authorities.credentials(chain, host=names[0])
        private = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem = made.certificates[0].public_bytes(Encoding.PEM)
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pem if key_file else pem + private)
        if key_file:
            (tmp_path / key_file).write_bytes(private)

    return write


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What a frontend with these options says, certificates by their paths in the test's folder."""

    def reading(options: str, globally: str = "", place: str = ":443") -> ServerConfig:
        bind = f"  bind {place} ssl {options}\n"
        text = f"global\n  crt-base {tmp_path}\n{globally}frontend x\n{bind}"
        (tmp_path / "haproxy.cfg").write_text(text)
        return read_haproxy((str(tmp_path / "haproxy.cfg"),), DiskSource(Disk()))

    return reading


def answers(config: ServerConfig, name: str) -> list[str]:
    """The files of the certificates that a name may get; in parentheses as the default."""
    found = answering(config, name, HERE, 443)
    if found is None:
        return ["none"]
    files = [pair.certificate.rpartition("/")[2] for pair in found.pairs]
    return files if found.is_named else [f"({file})" for file in files or ["refused"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bind :443 # comment", ["bind", ":443"]),
        (r"a\ b \#c", ["a b", "#c"]),
        ("'a $b' c", ["a $b", "c"]),
        ('"${WHO}/x" ${WHO}', ["www/x", "${WHO}"]),
        ('"$GONE-${GONE-else}"', ["-else"]),
        ("a'b'\"c\"", ["abc"]),
        ('""', [""]),
    ],
)
def test_words_are_parted_as_haproxy_does(text: str, expected: list[str]) -> None:
    """Variables have values in double quotes alone."""
    assert list(words(text, {"WHO": "www"})) == expected


def test_a_quote_that_is_not_closed_is_told() -> None:
    """Of either kind."""
    for text in ("a 'b", 'a "b'):
        with pytest.raises(UnmatchedQuoteError):
            list(words(text, {}))


def test_a_certificate_answers_its_own_names(read: Read, certify: Callable[..., None]) -> None:
    """The exact one first, a wildcard for one label; others get the first certificate."""
    certify("a.pem", "a.test", "*.a.test")
    certify("b.pem", "b.test", "www.a.test")
    config = read("crt a.pem crt b.pem")
    names = ("a.test", "www.a.test", "x.a.test", "x.y.a.test", "b.test", "other")
    expected = [["a.pem"], ["b.pem"], ["a.pem"], ["(a.pem)"], ["b.pem"], ["(a.pem)"]]
    assert [answers(config, name) for name in names] == expected
    strict = read("strict-sni crt a.pem crt b.pem")
    assert answers(strict, "other") == ["(refused)"]


def test_a_folder_is_all_of_its_certificates_by_name(
    read: Read, certify: Callable[..., None]
) -> None:
    """Hidden files and those that belong to a certificate are none; a key may lie beside."""
    certify("d/2.pem", "two.test")
    certify("d/1.pem", "one.test", key_file="d/1.pem.key")
    certify("d/.hidden", "hidden.test")
    config = read("crt d")
    assert config.flaws == ()
    assert [answers(config, name) for name in ("one.test", "two.test", "x")] == [
        ["1.pem"],
        ["2.pem"],
        ["(1.pem)"],
    ]
    keys = [pair.key.rpartition("/")[2] for site in config.sites for pair in site.pairs]
    assert keys == ["1.pem.key", "2.pem"]


def test_the_key_of_a_crt_may_have_another_ending(read: Read, certify: Callable[..., None]) -> None:
    """By ssl-load-extra-del-ext."""
    certify("a.crt", "a.test", key_file="a.key")
    (site,) = read("crt a.crt", "  ssl-load-extra-del-ext\n").sites
    assert site.pairs[0].key.endswith("/a.key")


def test_a_list_has_names_that_stand_for_those_of_the_certificate(
    read: Read, tmp_path: Path, certify: Callable[..., None]
) -> None:
    """And names that its wildcards do not cover; options in brackets are none."""
    certify("a.pem", "a.test")
    certify("b.pem", "b.test")
    (tmp_path / "list").write_text(
        "# comment\na.pem\nb.pem [alpn h2 ssl-min-ver TLSv1.2] *.c.test !no.c.test c.test\n"
    )
    config = read(f"crt-list {tmp_path}/list")
    names = ("a.test", "b.test", "c.test", "x.c.test", "no.c.test")
    expected = [["a.pem"], ["(a.pem)"], ["b.pem"], ["b.pem"], ["(a.pem)"]]
    assert [answers(config, name) for name in names] == expected
    assert [str(site.where) for site in config.sites] == [
        f"{tmp_path}/list:2",
        f"{tmp_path}/list:3",
    ]


def test_a_name_gets_one_certificate_of_each_kind(read: Read, certify: Callable[..., None]) -> None:
    """The first of each; from a wildcard where the very name has none of a kind; endings may say it."""
    certify("both.pem.ecdsa", "a.test")
    certify("both.pem.rsa", "a.test", key=ServerKey.RSA_2048)
    assert answers(read("crt both.pem"), "a.test") == ["both.pem.rsa", "both.pem.ecdsa"]
    certify("wild.pem", "*.a.test")
    certify("exact.pem", "x.a.test", key=ServerKey.RSA_2048)
    config = read("crt wild.pem crt exact.pem")
    assert answers(config, "x.a.test") == ["exact.pem", "wild.pem"]
    assert answers(config, "y.a.test") == ["wild.pem"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (":443", [(EVERY, 443)]),
        ("*:443", [(EVERY, 443)]),
        ("203.0.113.10:443", [("203.0.113.10", 443)]),
        ("[2001:db8::1]:443", [("2001:db8::1", 443)]),
        ("2001:db8::1:443", [("2001:db8::1", 443)]),
        (":::443", [(EVERY, 443), ("::", 443)]),
        (":::443 v6only", [("::", 443)]),
        ("ipv6@:443", [("::", 443)]),
        ("127.0.0.1:443,:8443-8444", [("127.0.0.1", 443), (EVERY, 8443), (EVERY, 8444)]),
        ("unix@/run/x,/run/y", []),
    ],
)
def test_a_bind_has_addresses_and_ports(
    read: Read, certify: Callable[..., None], place: str, expected: list[tuple[str, int]]
) -> None:
    """In each of haproxy's forms."""
    certify("a.pem", "a.test")
    config = read("crt a.pem", place=place)
    assert [(one.address, one.port) for one in config.sockets] == expected


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ("", "no SSL certificate specified for bind ':443' (use 'crt')"),
        ("crt no.pem", "unable to stat SSL certificate from file '{0}/no.pem'"),
        ("crt k.pem", "unable to load certificate from file '{0}/k.pem': it holds no certificate"),
        (
            "crt j.pem",
            "unable to load certificate from file '{0}/j.pem': its first certificate cannot be read",
        ),
        ("crt-list {0}/no", "'crt-list' : cannot open file '{0}/no'"),
        ("crt 'a", "unmatched quote"),
    ],
)
def test_what_haproxy_would_refuse_is_told(
    read: Read, tmp_path: Path, options: str, text: str
) -> None:
    """A certificate that cannot be loaded is one of these: all are loaded at the start."""
    (tmp_path / "k.pem").write_text("a key")
    block = "-----{} CERTIFICATE-----\n"
    (tmp_path / "j.pem").write_text(f"{block.format('BEGIN')}AAAA\n{block.format('END')}")
    (flaw,) = read(options.format(tmp_path)).flaws
    assert flaw.text == text.format(tmp_path)
    assert flaw.where.number == 4


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("bind :443\n", "unknown keyword 'bind' out of section"),
        ("frontend\n", "'frontend' expects an <id> argument"),
        ("frontend x\nbind 127.0.0.1\n", "'bind' : missing port specification in '127.0.0.1'"),
        ("frontend x\nbind :99999\n", "'bind' : invalid port '99999'"),
        ("frontend x", "Missing LF on last line, file might have been truncated"),
    ],
)
def test_what_is_written_badly_is_told(tmp_path: Path, written: str, text: str) -> None:
    """In haproxy's words."""
    (tmp_path / "haproxy.cfg").write_text(written)
    config = read_haproxy((str(tmp_path / "haproxy.cfg"),), DiskSource(Disk()))
    assert [flaw.text for flaw in config.flaws] == [text]


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A folder of configurations."""
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "1.cfg").write_text("frontend one\n  bind :1443 ssl crt no.pem\n")
    (folder / "2.cfg").write_text("listen two\n  bind :2443 ssl crt no.pem\n")
    (folder / "3.txt").write_text("nothing of this\n")
    return folder


def test_a_folder_of_configurations_is_read_by_name(parts: Path) -> None:
    """Those that end in .cfg; the other way round a missing one is told."""
    config = read_haproxy((str(parts),), DiskSource(Disk()))
    assert [socket.port for socket in config.sockets] == [1443, 2443]
    gone = read_haproxy((f"{parts}/no.cfg",), DiskSource(Disk()))
    assert [flaw.text for flaw in gone.flaws] == [f"there is no {parts}/no.cfg"]


def test_several_files_are_read_in_the_order_in_which_they_are_given(parts: Path) -> None:
    """Each begins outside of sections, and what is wrong is told with its own file."""
    settings = parts / "settings"
    settings.write_text("global\n  crt-base /nowhere\n")
    alone = parts / "alone"
    alone.write_text("  bind :3443\n")
    config = read_haproxy((str(settings), str(parts), str(alone)), DiskSource(Disk()))
    assert [socket.port for socket in config.sockets] == [1443, 2443]
    told = [(flaw.where.file, flaw.where.number, flaw.text) for flaw in config.flaws]
    assert (str(alone), 1, "unknown keyword 'bind' out of section") in told
    assert any(file.endswith("/2.cfg") and "/nowhere/no.pem" in text for file, _, text in told)


def ports(tmp_path: Path, text: str) -> tuple[list[int], list[str]]:
    """Where a configuration has sockets, and what is wrong with it."""
    (tmp_path / "haproxy.cfg").write_text(f"global\n  setenv STAGE test\nfrontend x\n{text}")
    config = read_haproxy((str(tmp_path / "haproxy.cfg"),), DiskSource(Disk()))
    return [one.port for one in config.sockets], [flaw.text for flaw in config.flaws]


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("", False),
        ("0", False),
        ("!0", True),
        ("1 && 0 || 1", True),
        ("1 && (0 || !1)", False),
        ("defined(STAGE)", True),
        ("defined(OTHER)", None),
        ('streq("$STAGE",test)', True),
        ('streq("$OTHER",test)', None),
        ("strstr(abc,b)", True),
        ("version_atleast(2.4)", None),
        ("feature(OPENSSL) && 0", False),
        ("feature(OPENSSL) || 1", True),
        ("!feature(OPENSSL)", None),
    ],
)
def test_lines_count_where_their_condition_holds(
    tmp_path: Path, *, condition: str, truth: bool | None
) -> None:
    """Where the files do not decide it, both branches are read, and what is wrong with them is not told."""
    wrong = "bind :{0} ssl crt no.pem\nbind {0}\n"
    text = f".if {condition}\n{wrong.format(1)}.else\n{wrong.format(2)}.endif\n"
    found, flaws = ports(tmp_path, text)
    assert found == {True: [1], False: [2], None: [1, 2]}[truth]
    assert len(flaws) == (0 if truth is None else 2)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (".if 1\n", "non-terminated '.if' block."),
        (".else\n", "lone '.else' with no matching '.if'."),
        (".if 1 1\n.endif\n", "unparsable conditional expression '1 1'"),
        (".if (1\n.endif\n", "missing closing parenthesis in a conditional expression"),
        (".if nope(1)\n.endif\n", "unparsable conditional expression at 'nope(1)'"),
        (".if &&\n.endif\n", "unparsable conditional expression at '&&'"),
        (".whatever\n", "unknown directive '.whatever'."),
        (".alert stop here\n", "'stop here'"),
    ],
)
def test_what_is_wrong_with_conditions_is_told(tmp_path: Path, text: str, flaw: str) -> None:
    """Once, in haproxy's words."""
    assert ports(tmp_path, text) == ([], [flaw])


def test_what_is_told_where_no_condition_holds_is_nothing(tmp_path: Path) -> None:
    """Nor is a warning anything wrong."""
    text = ".if 0\n.if 1\n.alert a\n.endif\n.alert b\n.elif version_atleast(2)\n.alert c\n.endif\n.warning d\n"
    assert ports(tmp_path, text) == ([], [])


STORES = """\
crt-store
  load crt a.pem key {0}/a.key alias first
  load crt {0}/c.pem
crt-store web
  crt-base {0}/folder
  key-base {0}/keys
  load crt b.pem key b.key
"""


@pytest.mark.parametrize(
    ("written", "files"),
    [
        ("@/first", ("a.pem", "a.key")),
        ("@{0}/c.pem", ("c.pem", "c.pem")),
        ("@web/b.pem", ("folder/b.pem", "keys/b.key")),
    ],
)
def test_a_store_has_certificates_by_alias_or_path(
    read: Read,
    certify: Callable[..., None],
    tmp_path: Path,
    *,
    written: str,
    files: tuple[str, str],
) -> None:
    """By its alias alone, where it has one; each with a key of its own, relative to the store's folders."""
    (tmp_path / "keys").mkdir()
    certify("c.pem", "c.test")
    certify("a.pem", "a.test", key_file="a.key")
    certify("folder/b.pem", "b.test", key_file="keys/b.key")
    config = read(f"crt {written.format(tmp_path)}", STORES.format(tmp_path))
    (pair,) = config.sockets[0].default.pairs
    assert (pair.certificate, pair.key) == tuple(f"{tmp_path}/{one}" for one in files)
    assert config.flaws == ()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("load crt {0}/gone.pem", "cannot open the file '{0}/gone.pem'."),
        (
            "load crt {0}/a.pem\n  load crt {0}/a.pem",
            "'load' in section 'crt-store': store '@web{0}/a.pem' was already defined.",
        ),
    ],
)
def test_a_store_is_read_though_nothing_uses_it(
    read: Read, certify: Callable[..., None], tmp_path: Path, lines: str, told: str
) -> None:
    """As HAProxy 3.2 refuses it."""
    certify("a.pem", "a.test")
    (flaw,) = read("crt a.pem", f"crt-store web\n  {lines.format(tmp_path)}\n").flaws
    assert flaw.text == told.format(tmp_path)


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_key_may_be_named_beside_a_certificate(
    tmp_path: Path, certify: Callable[..., None], *, is_listed: bool
) -> None:
    """In a list, and in a line `ssl-f-use`: below `key-base`, and not where certificates are (HAProxy 3.2)."""
    certify("a.pem", "a.test", key_file="a.key")
    (tmp_path / "list").write_text("a.pem [key a.key]\n")
    lines = (
        (f"bind :443 ssl crt-list {tmp_path}/list",)
        if is_listed
        else ("bind :443 ssl", "ssl-f-use crt a.pem key a.key")
    )
    based = frontend(tmp_path, *lines, globally=f"  key-base {tmp_path}\n")
    assert not based.flaws
    (pair,) = based.sockets[0].default.pairs
    assert (pair.certificate, pair.key) == (f"{tmp_path}/a.pem", f"{tmp_path}/a.key")
    (flaw, *_) = frontend(tmp_path, *lines).flaws
    assert flaw.text == "'/a.key' cannot be read or parsed."


def test_options_of_a_frontends_certificates_are_judged(
    tmp_path: Path, certify: Callable[..., None]
) -> None:
    """As those of a list."""
    certify("a.pem", "a.test")
    (flaw,) = frontend(tmp_path, "bind :443 ssl", "ssl-f-use crt a.pem ciphers NOBODYS").flaws
    assert flaw.text == "no cipher match for 'NOBODYS'"


def test_a_certificate_that_no_store_has_is_told(read: Read) -> None:
    """The store without a name is no other."""
    (flaw,) = read("crt @web/a").flaws
    assert flaw.text == "there is no certificate '@web/a' in a crt-store"


def test_issuers_come_from_a_folder_where_the_file_has_none(
    read: Read, tmp_path: Path, authorities: Authorities
) -> None:
    """Of the file whose first certificate has the name."""
    chain = authorities.credentials(SentChain(leaf=Leaf(names=("a.test",))), host="a.test")
    leaf, *issuers = (one.public_bytes(Encoding.PEM) for one in chain.certificates)
    private = chain.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "alone.pem").write_bytes(leaf + private)
    (tmp_path / "whole.pem").write_bytes(leaf + b"".join(issuers) + private)
    (tmp_path / "issuers").mkdir()
    (tmp_path / "issuers" / "README").write_text("nothing")
    (tmp_path / "issuers" / "other.pem").write_bytes(leaf)
    (tmp_path / "issuers" / "x.pem").write_bytes(b"".join(issuers))
    setting = f"  issuers-chain-path {tmp_path}/issuers\n"
    found = {
        name: read(f"crt {name}", setting).sockets[0].default.pairs[0].chain
        for name in ("alone.pem", "whole.pem")
    }
    assert found == {"alone.pem": f"{tmp_path}/issuers/x.pem", "whole.pem": ""}


def test_issuers_are_looked_for_once_for_all_certificates(
    read: Read, certify: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not in the whole folder for each: two certificates and two issuers are four files."""
    asked = []
    certified = DiskSource.certified

    def counted(source: DiskSource, path: str) -> Certified:
        asked.append(path)
        return certified(source, path)

    for name in ("a", "b", "issuers/c", "issuers/d"):
        certify(f"{name}.pem", f"{name[-1]}.test")
    monkeypatch.setattr(DiskSource, "certified", counted)
    read("crt a.pem crt b.pem", f"  issuers-chain-path {tmp_path}/issuers\n")
    assert len(asked) == 4


def test_files_beside_are_read_unless_it_is_said_otherwise(
    read: Read, certify: Callable[..., None], tmp_path: Path
) -> None:
    """`ssl-load-extra-files`."""
    certify("a.pem", "a.test", key_file="a.pem.key")
    certify("b.pem.rsa", "b.test")
    assert read("crt a.pem crt b.pem").flaws == ()
    assert read("crt a.pem", "  ssl-load-extra-files ocsp key\n").flaws == ()
    flaws = read("crt a.pem crt b.pem", "  ssl-load-extra-files none\n").flaws
    assert [flaw.text for flaw in flaws] == [
        f"No Private Key found in '{tmp_path}/a.pem'.",
        f"unable to stat SSL certificate from file '{tmp_path}/b.pem'",
    ]


def frontend(tmp_path: Path, *lines: str, globally: str = "") -> ServerConfig:
    """What these lines of a frontend say."""
    text = "\n  ".join((f"global\n  crt-base {tmp_path}\n{globally}frontend x", *lines))
    (tmp_path / "haproxy.cfg").write_text(f"{text}\n")
    return read_haproxy((str(tmp_path / "haproxy.cfg"),), DiskSource(Disk()))


@pytest.mark.parametrize(
    "options", ['crt "$CERTS/a.pem"', 'crt "$CERTS"', 'crt-list "${LIST}"', 'crt a.pem crt "$MORE"']
)
def test_a_variable_may_be_set_where_haproxy_is_started(
    read: Read, certify: Callable[..., None], options: str
) -> None:
    """So that nothing is wrong with it, and the default is not known."""
    certify("a.pem", "a.test")
    config = read(options)
    assert not config.flaws
    assert answers(config, "b.test") == ["none"]
    assert answers(config, "a.test") == (["a.pem"] if "crt a.pem" in options else ["none"])


def test_a_port_may_be_set_where_haproxy_is_started(
    read: Read, certify: Callable[..., None]
) -> None:
    """It may have a default, too."""
    certify("a.pem", "a.test")
    config = read("crt a.pem", place='":$PORT"')
    assert not config.flaws
    assert not config.sockets
    assert answers(read("crt a.pem", place='":${PORT-443}"'), "a.test") == ["a.pem"]


def test_a_base_may_be_set_where_haproxy_is_started(
    read: Read, certify: Callable[..., None]
) -> None:
    """Then it is known of absolute paths alone where files are; a value that is set of it is not known."""
    certify("a.pem", "a.test")
    config = read("crt a.pem ca-file x", globally='  crt-base "$BASE"\n  ca-base "$BASE"\n')
    assert not config.flaws
    assert answers(config, "a.test") == ["none"]
    assert not read('crt "$HERE/a.pem"', globally='  setenv HERE "$THERE"\n').flaws


def test_certificates_that_are_made_when_asked_for_are_not_in_files(
    read: Read, certify: Callable[..., None]
) -> None:
    """With `generate-certificates`, a name that none has gets one of its own."""
    certify("a.pem", "a.test")
    config = read("crt a.pem generate-certificates")
    assert answers(config, "a.test") == ["a.pem"]
    assert answers(config, "b.test") == ["none"]


@pytest.mark.parametrize(
    ("place", "addresses"),
    [
        ("quic4@:443", []),
        ("quic6@[::]:443", []),
        ("uxst@/run/x", []),
        ("abnsz@x", []),
        ("tcp4@:443", [EVERY]),
        ("tcp6@:443", ["::"]),
        ("tcp@[2001:db8::1]:443", ["2001:db8::1"]),
        ("mptcp@203.0.113.10:443", [HERE]),
    ],
)
def test_a_bind_has_prefixes(
    read: Read, certify: Callable[..., None], place: str, addresses: list[str]
) -> None:
    """Those of datagrams, and of other families, take no connections of TCP."""
    certify("a.pem", "a.test")
    config = read("crt a.pem", place=place)
    assert not config.flaws
    assert [one.address for one in config.sockets] == addresses


def test_the_port_of_a_bind_of_datagrams_is_looked_at(
    read: Read, certify: Callable[..., None]
) -> None:
    """As that of any other."""
    certify("a.pem", "a.test")
    (flaw,) = read("crt a.pem", place="quic4@:70000").flaws
    assert flaw.text == "'bind' : invalid port '70000'"


def test_a_default_may_be_named(read: Read, certify: Callable[..., None]) -> None:
    """Since HAProxy 3.0; it answers its own names as well."""
    certify("a.pem", "a.test")
    certify("b.pem", "b.test")
    config = read("crt a.pem default-crt b.pem")
    assert [answers(config, name) for name in ("a.test", "b.test", "c.test")] == [
        ["a.pem"],
        ["b.pem"],
        ["(b.pem)"],
    ]


def test_a_frontend_may_have_certificates_for_all_of_its_binds(
    tmp_path: Path, certify: Callable[..., None]
) -> None:
    """For those without any of their own (ssl-f-use, since HAProxy 3.2)."""
    certify("a.pem", "a.test")
    certify("b.pem", "b.test")
    lines = (
        "bind :443 ssl",
        "bind :444 ssl crt b.pem",
        "ssl-f-use crt a.pem",
        "ssl-f-use crt b.pem",
    )
    config = frontend(tmp_path, *lines)
    assert not config.flaws
    assert answers(config, "a.test") == ["a.pem"]
    assert answers(config, "b.test") == ["b.pem"]
    assert [len(one.sites) for one in config.sockets] == [2, 1]


def test_folders_in_a_folder_of_certificates_are_passed_over(
    read: Read, certify: Callable[..., None], tmp_path: Path
) -> None:
    """As HAProxy reads regular files alone there."""
    (tmp_path / "certs" / "old").mkdir(parents=True)
    certify("certs/a.pem", "a.test")
    certify("certs/old/b.pem", "b.test")
    config = read("crt certs")
    assert [site.names for site in config.sites] == [("a.test",)]


def test_a_certificate_towards_a_server_has_to_be_there(
    tmp_path: Path, certify: Callable[..., None]
) -> None:
    """HAProxy reads it when it starts."""
    certify("a.pem", "a.test")
    server = "server s 127.0.0.1:1 ssl verify none crt"
    lines = ("bind :443 ssl crt a.pem", f"{server} a.pem", f"{server} gone.pem")
    (flaw,) = frontend(tmp_path, *lines).flaws
    assert flaw.text == f"unable to stat SSL certificate from file '{tmp_path}/gone.pem'"


@pytest.mark.parametrize(("options", "wants"), [("", False), (" accept-proxy", True)])
def test_a_bind_may_want_a_header_of_all_connections(
    read: Read, certify: Callable[..., None], options: str, *, wants: bool
) -> None:
    """Of the PROXY protocol."""
    certify("a.pem", "a.test")
    (socket,) = read(f"crt a.pem{options}").sockets
    assert socket.wants_proxy_header is wants


def test_a_certificate_that_haproxy_gets_by_itself_is_in_no_file(
    tmp_path: Path, certify: Callable[..., None]
) -> None:
    """It is kept in memory (3.2, acme): what is served is not compared, and no file of it is missing."""
    certify("www.pem", "www.example.com")
    store = f'crt-store le\n  crt-base {tmp_path}\n  load crt gotten.pem acme ca domains "a.test"\n'
    bind = f"frontend x\n  bind :443 ssl crt @le/gotten.pem crt {tmp_path}/www.pem\n"
    acme = "acme ca\n  directory https://ca.example/directory\n  account-key /no.key\n  challenge HTTP-01\n"
    (tmp_path / "haproxy.cfg").write_text(f"global\n{acme}{store}{bind}")
    config = read_haproxy((str(tmp_path / "haproxy.cfg"),), DiskSource(Disk()))
    assert config.flaws == ()
    assert [one.is_whole for one in config.sockets] == [False]
    assert answering(config, "a.test", HERE, 443) is None
    assert answering(config, "www.example.com", HERE, 443)
