"""nginx's configuration, from files that a test writes."""

from pathlib import Path

import pytest

from exporter.model.server_config import Line, Pair, ServerConfig
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.answering import answering, socket_at
from exporter.webserver.directive import Directive
from exporter.webserver.nginx import read as nginx
from tests.unit.webserver.counted import Counted

EVERY = "0.0.0.0"  # noqa: S104 - nothing is bound
SITE = "server { listen 443 ssl; server_name www.example.com; ssl_certificate a.pem; ssl_certificate_key a.key; }"


def read(folder: Path, main: str, **others: str) -> ServerConfig:
    """What is said by a main file and others beside it, named without their suffix."""
    (folder / "nginx.conf").write_text(main)
    for name, text in others.items():
        (folder / f"{name}.conf").write_text(text)
    return nginx.read(str(folder / "nginx.conf"), DiskSource(Disk()))


def http(*servers: str) -> str:
    """A configuration with these blocks."""
    return "events {}\nhttp {\n" + "\n".join(servers) + "\n}\n"


def test_a_site_has_names_listens_and_files_by_the_folder_of_the_main_file(tmp_path: Path) -> None:
    """As nginx takes relative paths (ngx_conf_full_name)."""
    config = read(tmp_path, http(SITE))
    (site,) = config.sites
    assert config.flaws == ()
    assert site.names == ("www.example.com",)
    assert site.where.number == 3
    (socket,) = config.sockets
    assert (socket.address, socket.port, socket.is_tls, socket.sites) == (EVERY, 443, True, (site,))
    pair = Pair(certificate=f"{tmp_path}/a.pem", key=f"{tmp_path}/a.key")
    assert site.pairs == (pair,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("443 ssl default_server", (EVERY, 443, True)),
        ("203.0.113.10:8443 ssl", ("203.0.113.10", 8443, True)),
        ("[::]:443 ssl", ("::", 443, True)),
        ("[2001:db8::1]:443 ssl", ("2001:db8::1", 443, True)),
        ("203.0.113.10", ("203.0.113.10", 80, False)),
        ("*:443 ssl", (EVERY, 443, True)),
    ],
)
def test_a_listen_is_an_address_and_a_port(
    tmp_path: Path, written: str, expected: tuple[str, int, bool]
) -> None:
    """In each of nginx's forms."""
    config = read(tmp_path, http(SITE.replace("443 ssl", written)))
    (one,) = config.sockets
    assert (one.address, one.port, one.is_tls) == expected


@pytest.mark.parametrize("host", ["", "203.0.113.10:", "[2001:db8::1]:"])
def test_a_listen_has_all_ports_of_a_range(tmp_path: Path, host: str) -> None:
    """Since nginx 1.15.10."""
    config = read(tmp_path, http(SITE.replace("443 ssl", f"{host}8443-8445 ssl")))
    assert [one.port for one in config.sockets] == [8443, 8444, 8445]
    assert all(one.is_tls for one in config.sockets)


def test_what_one_site_says_of_a_socket_holds_for_all_of_its_sites(tmp_path: Path) -> None:
    """`ssl` is said of the address and port (ngx_http_add_addresses)."""
    plain = SITE.replace("443 ssl", "443").replace("www.example.com", "plain.example.com")
    (socket,) = read(tmp_path, http(plain, SITE)).sockets
    assert socket.is_tls
    assert [site.names for site in socket.sites] == [("plain.example.com",), ("www.example.com",)]


def test_a_host_name_in_a_listen_may_be_any_address_and_a_socket_is_none(tmp_path: Path) -> None:
    """What it resolves to is the server's business."""
    config = read(tmp_path, http(SITE.replace("443 ssl", "www:443 ssl; listen unix:/run/x ssl")))
    assert [one.address for one in config.sockets] == [EVERY, "::"]


def test_files_are_included_where_it_says_so(tmp_path: Path) -> None:
    """By pattern or name; a name that leads nowhere is a flaw of the including line."""
    config = read(tmp_path, http("include s*.conf;", "include gone.conf;"), site=SITE)
    assert [str(site.where) for site in config.sites] == [f"{tmp_path}/site.conf:1"]
    assert [str(flaw) for flaw in config.flaws] == [
        f"{tmp_path}/nginx.conf:4: there is no {tmp_path}/gone.conf"
    ]


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    """With a flaw, as nginx does not start with it either."""
    config = read(tmp_path, http("include x.conf;"), x="include x.conf;")
    assert [flaw.text for flaw in config.flaws] == ["more files are included than are read"]


@pytest.mark.parametrize(
    ("broken", "text", "line"),
    [
        (http(SITE, "}"), 'unexpected "}"', 5),
        (http("server {"), 'unexpected end of file, expecting "}"', 5),
        (http("server { listen 443\n}"), 'unexpected "}"', 4),
        (http("server { listen 443 { } }"), 'directive "listen" is not terminated by ";"', 3),
        (http("server;"), 'directive "server" has no opening "{"', 3),
        (http(";"), 'unexpected ";"', 3),
        (http("{ }"), 'unexpected "{"', 3),
        (http('x "a"b;'), 'unexpected "b"', 3),
        ("a 'b", 'unexpected end of file, expecting ";" or "}"', 1),
        ("a \\", 'unexpected end of file, expecting ";" or "}"', 1),
        ("init_by_lua_block { '}'\n", "unexpected end of file", 2),
    ],
)
def test_what_nginx_would_not_parse_is_told_with_its_line(
    tmp_path: Path, broken: str, text: str, line: int
) -> None:
    """In nginx's words."""
    flaws = read(tmp_path, broken).flaws
    assert [(flaw.text, flaw.where.number) for flaw in flaws[:1]] == [(text, line)]


OTHER = SITE.replace("www", "other")
TAKEN = [
    (http(SITE.replace("443 ssl;", "443 ssl; listen *:443 ssl;")), "a duplicate listen *:443 (0.0.0.0:443)"),
    (http(*(one.replace("443 ssl", "443 ssl default_server") for one in (SITE, OTHER))), "a duplicate default server for 443 (0.0.0.0:443)"),
    (http(SITE.replace("443 ssl", "[::]:443 ssl ipv6only=on"), OTHER.replace("443 ssl", "[::]:443 ssl ipv6only=on")), "duplicate listen options for [::]:443 (:::443)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "flaw"), TAKEN)
def test_what_is_taken_twice_is_told(tmp_path: Path, text: str, flaw: str) -> None:
    """An address of a site, a default, the options of a socket."""
    assert [one.text for one in read(tmp_path, text).flaws] == [flaw]


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("http {}", 'no "events" section in configuration'),
        ("events {} http {} http {}", '"http" directive is duplicate'),
        ("events {} server { listen 1; }", '"server" directive is not allowed here'),
        ("events {} http { server_name a; }", '"server_name" directive is not allowed here'),
        (http("server { server { listen 1; } }"), '"server" directive is not allowed here'),
        (http("server { listen; }"), 'invalid number of arguments in "listen" directive'),
        (http("server { listen 0; }"), 'invalid port in "0" of the "listen" directive'),
        (http("server { listen 9-8; }"), 'invalid port in "9-8" of the "listen" directive'),
        (http("server { listen 1 SSL; }"), 'invalid parameter "SSL"'),
        (http("server { listen ''; }"), 'no host in "" of the "listen" directive'),
        (http("server { location / { listen 1; } }"), '"listen" directive is not allowed here'),
        (
            http("server { location / { if (x) { ssl_crl x; } } }"),
            '"ssl_crl" directive is not allowed here',
        ),
        (http("user x;"), '"user" directive is not allowed here'),
        ("events {} user root root; user root root;", '"user" directive is duplicate'),
        (http("include a b;"), 'invalid number of arguments in "include" directive'),
        (
            http("ssl_session_timeout 1 d;"),
            'invalid number of arguments in "ssl_session_timeout" directive',
        ),
        (http("ssl_ciphers HIGH; ssl_ciphers HIGH;"), '"ssl_ciphers" directive is duplicate'),
        (
            http("ssl_stapling yes;"),
            'invalid value "yes" in "ssl_stapling" directive, it must be "on" or "off"',
        ),
        (http("ssl_reject_handshake yes;"), 'invalid value "yes"'),
        (http("ssl_verify_client yes;"), 'invalid value "yes"'),
        (http("ssl_protocols TLSv1.2 TLSv4;"), 'invalid value "TLSv4"'),
        (http("server { server_name *; }"), 'server name "*" is invalid'),
        (http("server { server_name .; }"), 'server name "." is invalid'),
        (http("server { server_name ~; }"), 'empty regex in server name "~"'),
        (http("server { server_name ~*x; }"), "no regular expression: *x"),
        (http("server { server_name ~^(x; }"), "no regular expression: ^(x"),
        (
            http("server { listen 1; server_name w*.x; } server { listen 1; }"),
            'invalid server name or wildcard "w*.x"',
        ),
        (
            http("server { listen 1; server_name a..x; } server { listen 1; }"),
            'invalid server name or wildcard "a..x"',
        ),
        (
            f"\ufeffuser x; {http()}",
            'unknown directive "\ufeffuser": the file begins with a byte order mark',
        ),
    ],
)
def test_what_nginx_would_refuse_is_told(tmp_path: Path, text: str, flaw: str) -> None:
    """In its words."""
    assert [one.text for one in read(tmp_path, text).flaws] == [flaw]


def test_settings_around_a_site_are_inherited_and_replaced(tmp_path: Path) -> None:
    """All pairs of a block stand in place of those around it."""
    around = "ssl_certificate o.pem; ssl_certificate_key o.key; ssl_password_file p;"
    inner = "server { listen 443 ssl; ssl_certificate i.pem; ssl_certificate_key i.key; }"
    sites = read(tmp_path, http(around, "server { listen 443 ssl; }", inner)).sites
    assert [site.pairs[0].certificate for site in sites] == [
        f"{tmp_path}/o.pem",
        f"{tmp_path}/i.pem",
    ]
    assert [site.pairs[0].passphrases for site in sites] == [f"{tmp_path}/p"] * 2


def test_a_section_of_many_sites_is_gone_through_once() -> None:
    """And not for each of its sites, of which 150,000 would then take hours."""
    where = Line(file="nginx.conf", number=1)
    protocols = Directive(name="ssl_protocols", arguments=("TLSv1.3",), where=where)
    site = Directive(name="server", arguments=(), where=where)
    block = Counted((protocols, *[site] * 100))
    section = Directive(name="http", arguments=(), where=where, block=block)
    given = [settings for _, settings in nginx.servers(section)]
    assert [one["ssl_protocols"] for one in given] == [[protocols]] * 100
    assert block.passes == 2


def test_several_pairs_are_kept_in_their_order_and_a_lone_certificate_is_a_flaw(
    tmp_path: Path,
) -> None:
    """RSA beside ECDSA."""
    two = SITE.replace(
        "}", "ssl_certificate b.pem; ssl_certificate_key b.key; ssl_certificate c.pem; }"
    )
    config = read(tmp_path, http(two))
    assert [pair.key for pair in config.sites[0].pairs] == [
        f"{tmp_path}/a.key",
        f"{tmp_path}/b.key",
        "",
    ]
    assert [flaw.text for flaw in config.flaws] == ['no "ssl_certificate_key" for c.pem']


def test_a_key_in_the_configuration_itself_is_not_told(tmp_path: Path) -> None:
    """`data:` has the key in it."""
    secret = SITE.replace("a.key", "data:-----BEGIN").replace("a.pem", "$cert.pem")
    (site,) = read(tmp_path, http(secret)).sites
    assert site.pairs == ()
    assert site.unreadable == ("$cert.pem", "data:…")


def test_a_default_without_a_certificate_is_a_flaw_unless_it_rejects(tmp_path: Path) -> None:
    """Nginx does not start with it; another site may have none, and has the default's."""
    bare = "server { listen 443 ssl; server_name bare.example.com; }"
    assert [flaw.text for flaw in read(tmp_path, http(bare, SITE)).flaws] == [
        'no "ssl_certificate" for a site with "listen … ssl"'
    ]
    rejecting = bare.replace("}", "ssl_reject_handshake on; }")
    assert read(tmp_path, http(rejecting, SITE)).flaws == ()
    config = read(tmp_path, http(SITE, bare))
    assert config.flaws == ()
    found = answering(config, "bare.example.com", "203.0.113.10", 443)
    assert found is not None
    (pair,) = found.pairs
    assert pair.certificate == f"{tmp_path}/a.pem"


NAMES = (
    "a.example.com",
    "*.example.com",
    "*.b.example.com",
    "www.example.*",
    r"~^x\d+\.",
    ".d.example.org",
)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("a.example.com", "a.example.com"),
        ("q.example.com", "*.example.com"),
        ("q.b.example.com", "*.b.example.com"),
        ("www.example.net", "www.example.*"),
        ("x12.example.net", r"~^x\d+\."),
        ("d.example.org", ".d.example.org"),
        ("q.d.example.org", ".d.example.org"),
    ],
)
def test_a_name_is_answered_in_the_order_of_nginx(tmp_path: Path, name: str, answers: str) -> None:
    """Exact, the longest wildcard in front, the longest behind, the first expression."""
    sites = [SITE.replace("www.example.com", written) for written in NAMES]
    found = answering(read(tmp_path, http(*sites)), name, "203.0.113.10", 443)
    assert found is not None
    assert found.is_named
    assert found.site.names == (answers,)


def test_who_answers_is_not_known_where_an_expression_cannot_be_tried(tmp_path: Path) -> None:
    """But for names that fit better, and expressions that come first."""
    written = ("default", r"~^x\d+\.", r"~^(?!y)([a-z]+-?)+\.example\.com$", r"~^z\.")
    sites = [SITE.replace("www.example.com", one) for one in (*written, "a.example.com")]
    config = read(tmp_path, http(*sites))
    found = {
        name: answering(config, name, "203.0.113.10", 443)
        for name in ("a.example.com", "x1.example.com", "b.example.com", "z.example.com")
    }
    assert [one and one.site.names for one in found.values()] == [
        ("a.example.com",),
        (r"~^x\d+\.",),
        None,
        None,
    ]


def test_other_names_are_answered_by_the_default(tmp_path: Path) -> None:
    """The declared one, or else the first; a port that nobody has is answered by none."""
    other = SITE.replace("www.example.com", "other").replace("443 ssl", "443 ssl default_server")
    config = read(tmp_path, http(SITE, other))
    found = answering(config, "unknown", "203.0.113.10", 443)
    assert found is not None
    assert (found.site.names, found.is_named) == (("other",), False)
    assert answering(config, "unknown", "203.0.113.10", 8443) is None


def test_a_listen_of_the_very_address_goes_before_those_of_all(tmp_path: Path) -> None:
    """Whatever the names are; where none fits, the address is translated on the way."""
    own = SITE.replace("443", "203.0.113.10:443").replace("www.example.com", "own")
    config = read(tmp_path, http(SITE, own))
    here = answering(config, "www.example.com", "203.0.113.10", 443)
    there = answering(config, "www.example.com", "198.51.100.7", 443)
    assert here is not None
    assert there is not None
    assert (here.site.names, there.site.names) == (("own",), ("www.example.com",))
    behind = answering(read(tmp_path, http(own)), "own", "198.51.100.7", 443)
    assert behind is not None
    assert behind.is_named


def test_behind_address_translation_all_sites_of_a_port_are_put_together_once(
    tmp_path: Path,
) -> None:
    """And for all targets: with 1,000 of them, doing it for each took longer than a probe's time."""
    own, other = (
        SITE.replace("443", f"203.0.113.{number}:443").replace("www.example.com", name)
        for number, name in ((10, "own"), (11, "other"))
    )
    config = read(tmp_path, http(own, other, SITE.replace("443 ssl", "203.0.113.12:443")))
    first, again = (socket_at(config, "198.51.100.7", 443) for _ in range(2))
    assert first is not None
    assert first is again
    assert [site.names for site in first.sites] == [("own",), ("other",)]
    assert socket_at(config, "198.51.100.7", 8443) is None


def test_a_tree_of_another_root_is_read_by_the_paths_of_the_server(tmp_path: Path) -> None:
    """Absolute links lead within it, as they do for the server."""
    (tmp_path / "etc/nginx/sites").mkdir(parents=True)
    (tmp_path / "etc/nginx/nginx.conf").write_text(http("include /etc/nginx/sites/*;"))
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv/site").write_text(SITE)
    (tmp_path / "etc/nginx/sites/www").symlink_to("/srv/site")
    config = nginx.read("/etc/nginx/nginx.conf", DiskSource(Disk(str(tmp_path))))
    assert [site.pairs[0].certificate for site in config.sites] == ["/etc/nginx/a.pem"]


def test_an_unchanged_configuration_is_read_once(tmp_path: Path) -> None:
    """And again when a file of it, or the files that a pattern names, have changed."""
    source = DiskSource(Disk())
    (tmp_path / "nginx.conf").write_text(http("include s*.conf;"))
    nginx.read(str(tmp_path / "nginx.conf"), source)
    assert source.is_as_before()
    (tmp_path / "s1.conf").write_text(SITE)
    assert not source.is_as_before()


@pytest.mark.parametrize("words", ["quic reuseport", "udp"])
def test_a_listen_for_datagrams_takes_no_connections(tmp_path: Path, words: str) -> None:
    """Though another site has the port for those."""
    config = read(tmp_path, http(SITE.replace("443 ssl", f"443 {words}"), OTHER))
    assert not config.flaws
    assert [one.names for socket in config.sockets for one in socket.sites] == [
        ("other.example.com",)
    ]


@pytest.mark.parametrize("kind", ["block { x() }", "file x.lua;"])
def test_a_certificate_that_a_program_chooses_is_in_no_file(tmp_path: Path, kind: str) -> None:
    """What is in files is what OpenSSL asks for before the program is heard (lua-nginx-module)."""
    config = read(
        tmp_path, http(SITE.rstrip().removesuffix("}") + f"ssl_certificate_by_lua_{kind} }}\n")
    )
    assert not config.flaws
    ((name,),) = [one.unreadable for one in config.sites]
    assert name.startswith("ssl_certificate_by_lua_")
    assert [one.pairs for one in config.sites] == [()]


@pytest.mark.parametrize(
    ("section", "is_for_all"), [("stream", True), ("mail", True), ("http", False)]
)
def test_sites_of_other_protocols_look_at_no_names(
    tmp_path: Path, section: str, *, is_for_all: bool
) -> None:
    """Unless they have one, as those of `stream` may since nginx 1.25.5."""
    nameless, named = SITE.replace("server_name www.example.com;", ""), OTHER
    config = read(tmp_path, http(nameless, named).replace("http {", f"{section} {{"))
    assert [one.is_for_all for one in config.sites] == [is_for_all, False]


def test_a_listen_may_want_a_header_of_all_connections(tmp_path: Path) -> None:
    """Of the PROXY protocol; what one site says of the address holds for all."""
    one = "server { listen 443 ssl proxy_protocol; } server { listen 443 ssl; listen 8443 ssl; }"
    found = read(tmp_path, http(one))
    assert [each.wants_proxy_header for each in found.sockets] == [True, False]
