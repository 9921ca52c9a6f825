"""Apache's configuration, from files that a test writes; tests/real has Apache's own opinion."""

from collections.abc import Callable
from pathlib import Path

import pytest

from exporter.model.server_config import Line, Pair, ServerConfig
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.answering import answering
from exporter.webserver.apache.line import statements, words
from exporter.webserver.apache.needs import unmet_of_apache
from exporter.webserver.apache.read import read as read_apache
from exporter.webserver.directive import Directive
from tests.unit.webserver.counted import Counted

EVERY = "0.0.0.0"  # noqa: S104 - nothing is bound
MODULES = "LoadModule ssl_module m/mod_ssl.so\nLoadModule macro_module m/mod_macro.so\n"
PORT = "Listen 443\n"
Read = Callable[..., ServerConfig]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What is said by a main file and others beside it, named without their suffix."""

    def reading(main: str, **others: str) -> ServerConfig:
        (tmp_path / "apache2.conf").write_text(main)
        for name, text in others.items():
            (tmp_path / f"{name}.conf").write_text(text)
        return read_apache(str(tmp_path / "apache2.conf"), DiskSource(Disk()))

    return reading


def host(
    name: str, address: str = "*:443", files: str = "SSLCertificateFile NAME.pem", more: str = ""
) -> str:
    """A virtual host that speaks TLS."""
    lines = (f"ServerName {name}", "SSLEngine on", files.replace("NAME", name), more)
    return "\n".join((f"<VirtualHost {address}>", *lines, "</VirtualHost>\n"))


def answers(config: ServerConfig, name: str, address: str = "203.0.113.10") -> str:
    """The first name of the virtual host that answers, in parentheses as the default."""
    found = answering(config, name, address, 443)
    if found is None:
        return "none"
    first = found.site.names[0]
    return first if found.is_named else f"({first})"


def test_a_user_is_no_use_of_a_macro(read: Read) -> None:
    """Debian's own configuration has one, and mod_macro is not among its modules."""
    ssl = "LoadModule ssl_module m/mod_ssl.so\n"
    assert not read(f"{ssl}{PORT}User root\nGroup root\n").flaws
    (flaw,) = read(f"{ssl}{PORT}Use site a.test\n").flaws[:1]
    assert flaw.text == "Invalid command 'Use': macro_module is not loaded"


def test_lines_may_be_continued_and_comments_too() -> None:
    """The number is that of the last, as in Apache's own messages."""
    text = "Listen \\\n 443\r\n# a comment \\\nListen 80\n\n  ServerName x  "
    found = [(one.text, one.where.number) for one in statements(text, "f")]
    assert found == [("Listen  443", 2), ("ServerName x", 6)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b\tc", ["a", "b", "c"]),
        ('"a b" c', ["a b", "c"]),
        ("'a \"b' c", ['a "b', "c"]),
        (r'"a \"b\" \\ c"', ['a "b" \\ c']),
        ('"open end', ["open end"]),
        ('""', [""]),
    ],
)
def test_words_are_parted_by_spaces_and_held_together_by_quotes(
    text: str, expected: list[str]
) -> None:
    """As ap_getword_conf has it: an open quote goes to the end of the line."""
    assert list(words(text)) == expected


def test_a_virtual_host_has_names_and_files_by_server_root(read: Read, tmp_path: Path) -> None:
    """The key is in the certificate's file where none is named."""
    files = (
        "SSLCertificateFile a.pem\nSSLCertificateKeyFile /k/a.key\nSSLCertificateChainFile c.pem"
    )
    config = read(
        MODULES + PORT + "ServerRoot /srv\n" + host("a", files=files, more="ServerAlias b *.c"),
    )
    (site,) = config.sites
    assert site.names == ("a", "b", "*.c")
    assert str(site.where) == f"{tmp_path}/apache2.conf:5"
    assert site.pairs == (Pair(certificate="/srv/a.pem", key="/k/a.key", chain="/srv/c.pem"),)
    (alone,) = read(MODULES + PORT + host("a")).sites
    assert alone.pairs == (Pair(certificate=f"{tmp_path}/a.pem", key=f"{tmp_path}/a.pem"),)


def test_files_of_the_server_are_inherited_one_by_one(read: Read, tmp_path: Path) -> None:
    """A second one stays where a virtual host names only a first (modssl_ctx_cfg_merge_certkeys_array)."""
    around = "SSLEngine on\nSSLCertificateFile rsa.pem\nSSLCertificateFile ecdsa.pem\n"
    config = read(MODULES + PORT + around + host("a") + host("b", files=""))
    pairs = [[pair.certificate for pair in site.pairs] for site in config.sites]
    assert pairs == [
        [f"{tmp_path}/a.pem", f"{tmp_path}/ecdsa.pem"],
        [f"{tmp_path}/rsa.pem", f"{tmp_path}/ecdsa.pem"],
    ]


def test_keys_that_are_no_files_are_not_read(read: Read) -> None:
    """A token's label may tell more than is anybody's business."""
    files = "SSLCertificateFile a.pem\nSSLCertificateKeyFile pkcs11:object=secret"
    (site,) = read(MODULES + PORT + host("a", files=files)).sites
    assert (site.pairs, site.unreadable) == ((), ("pkcs11:…",))


def test_the_most_particular_addresses_answer_alone(read: Read) -> None:
    """The very address and port, the very address, the very port, everything; then the server."""
    everything = host("everything", "*")
    port = host("port", "*:443")
    address = host("address", "203.0.113.10:*")
    both = host("both", "203.0.113.10:443")
    server = MODULES + PORT + "ServerName main\nSSLEngine on\nSSLCertificateFile x\n"
    hosts = [everything, port, address, both]
    found = [answers(read(server + "".join(hosts[:count])), "x") for count in range(5)]
    assert found == ["(main)", "(everything)", "(port)", "(address)", "(both)"]
    assert answers(read(server + "".join(hosts)), "x", "2001:db8::1") == "(port)"


def test_the_first_virtual_host_that_has_the_name_answers(read: Read) -> None:
    """An alias with a wildcard before the very name goes first; the first of all is the default."""
    hosts = (
        host("first", more="ServerAlias *.example.com"),
        host("www.example.com"),
        host("https://other.example.org:443", more="ServerAlias w?.example.org"),
    )
    config = read(MODULES + PORT + "".join(hosts))
    names = ("www.example.com", "a.b.example.com", "other.example.org", "w1.example.org", "x")
    expected = ["first", "first", "other.example.org", "other.example.org", "(first)"]
    assert [answers(config, name) for name in names] == expected


def test_the_first_of_an_address_says_whether_tls_is_spoken(read: Read) -> None:
    """Before any name is known; one that has none of its own presents the default's."""
    plain = host("plain").replace("SSLEngine on", "SSLEngine off")
    assert answers(read(MODULES + PORT + plain + host("a")), "a") == "none"
    config = read(MODULES + PORT + host("a") + plain)
    found = answering(config, "plain", "203.0.113.10", 443)
    assert found is not None
    assert found.is_named
    assert [pair.certificate[-5:] for pair in found.pairs] == ["a.pem"]


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("443", [EVERY, "::"]),
        ("443 https", [EVERY, "::"]),
        ("0.0.0.0:443", [EVERY]),
        ("[::]:443", [EVERY, "::"]),
        ("203.0.113.10:443", ["203.0.113.10"]),
        ("[2001:db8::1]:443", ["2001:db8::1"]),
        ("8443", []),
    ],
)
def test_a_virtual_host_is_reached_where_there_is_a_listen(
    read: Read, listen: str, expected: list[str]
) -> None:
    """A socket of IPv6 takes IPv4 as well."""
    config = read(MODULES + f"Listen {listen}\n" + host("a"))
    reached = [one.address for one in config.sockets if one.default.names == ("a",)]
    assert reached == expected


def test_what_is_defined_is_put_in_place(read: Read, tmp_path: Path) -> None:
    """Values of Define, of Debian's envvars, and none for what is not known."""
    (tmp_path / "envvars").write_text(
        'SUFFIX=\nexport WHO=www$SUFFIX\nif [ -n "$X" ]; then export Y="z"; fi\n'
    )
    files = "SSLCertificateFile ${WHO}/${SITE}/x.pem\nSSLCertificateFile ${gone}.pem"
    main = MODULES + PORT + "Define SITE b\nDefine AWAY\nUnDefine AWAY\n" + host("a", files=files)
    (site,) = read(main).sites
    assert [one.certificate for one in site.pairs] == [f"{tmp_path}/www/b/x.pem"]
    assert site.unreadable == (f"{tmp_path}/${{gone}}.pem",)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("IfModule ssl_module", [("a",)]),
        ("IfModule mod_ssl.c", [("a",)]),
        ("IfModule !mod_ssl.c", []),
        ("IfModule mod_gone.c", []),
        ("IfModule event.c", [("a",)]),
        ("IfModule http_module", [("a",)]),
        ("IfDefine HERE", [("a",)]),
        ("IfDefine !HERE", []),
        ("IfDefine GONE", []),
        ("IfFile apache2.conf", [("a",)]),
        ("IfFile gone.conf", []),
        ("IfVersion >= 2.4", [("a",)]),
        ("IfVersion < 2.4", []),
        ("IfVersion >= 2.5", []),
        (r"IfVersion ~ ^2\.4\.", [("a",)]),
        (r"IfVersion /^2\.[0-3]\./", []),
        (r"IfVersion !~ ^2\.[0-3]\.", [("a",)]),
    ],
)
def test_a_section_counts_where_its_condition_holds(
    read: Read, condition: str, names: list[tuple[str, ...]]
) -> None:
    """What it skips may hold any sections."""
    loaded = MODULES + "LoadModule mpm_event_module m/mod_mpm_event.so\nDefine HERE\n"
    inner = (
        f"<{condition}>\n<IfModule x>\n</IfModule>\n{host('a')}</{condition.partition(' ')[0]}>\n"
    )
    config = read(loaded + PORT + inner)
    assert config.flaws == ()
    assert [site.names for site in config.sites if site.names] == names


def test_what_apache_is_started_with_is_defined(read: Read, tmp_path: Path) -> None:
    """As Debian's envvars has it; of other names it is not known, and so who answers for names of no site is not."""
    (tmp_path / "envvars").write_text("export APACHE_ARGUMENTS='-D HERE -DTHERE -e info'\n")

    def within(*names: str) -> str:
        return "\n".join(f"<IfDefine {name}>\n{host(name.lower())}</IfDefine>" for name in names)

    known = read(MODULES + PORT + host("a") + within("HERE", "THERE"))
    assert [answers(known, name) for name in ("here", "there", "b")] == ["here", "there", "(a)"]
    other = read(MODULES + PORT + host("a") + within("GONE"))
    assert [answers(other, name) for name in ("a", "gone")] == ["a", "none"]
    hidden = read(MODULES + PORT + host("a") + "<IfDefine GONE>\nUse Site x\n</IfDefine>\n")
    assert answers(hidden, "gone") == "none"
    harmless = read(MODULES + PORT + host("a") + "<IfDefine GONE>\nTimeout 1\n</IfDefine>\n")
    assert answers(harmless, "gone") == "(a)"


def test_all_at_an_address_want_a_header_where_one_does(read: Read) -> None:
    """Of the PROXY protocol (mod_remoteip)."""
    second = host("b", more="RemoteIPProxyProtocol On")
    assert [
        one.wants_proxy_header for one in read(MODULES + PORT + host("a") + second).sockets
    ] == [True] * 2
    off = host("b", more="RemoteIPProxyProtocol Off")
    assert not any(one.wants_proxy_header for one in read(MODULES + PORT + off).sockets)


def test_a_macro_is_used_with_its_arguments(read: Read, tmp_path: Path) -> None:
    """The longest parameters go first; where it is used, it stands as written there."""
    macro = f"<Macro VHost $name $nameport>\n{host('$name', '*:$nameport')}</Macro>\n"
    config = read(MODULES + PORT + macro + "Use VHost a.test 443\nUse vhost b.test 443\n")
    assert [site.names for site in config.sites] == [("a.test",), ("b.test",)]
    assert str(config.sites[0].where) == f"{tmp_path}/apache2.conf:5"


def test_files_and_folders_are_included(read: Read, tmp_path: Path) -> None:
    """By name, by pattern, or all of a folder with those in it."""
    (tmp_path / "all/inner").mkdir(parents=True)
    (tmp_path / "all/inner/x").write_text(host("inner"))
    (tmp_path / "all/y").write_text(host("outer"))
    main = MODULES + PORT + "Include s?.conf\nInclude all\nIncludeOptional no/*.conf\n"
    config = read(main + "IncludeOptional no.conf\n", s2=host("two"), s1=host("one"))
    assert config.flaws == ()
    assert [site.names[0] for site in config.sites] == ["one", "two", "inner", "outer"]


@pytest.mark.parametrize(
    ("written", "line", "text"),
    [
        ("<VirtualHost *:443>\n", 3, "<VirtualHost> was not closed"),
        ("</VirtualHost>\n", 3, "</VirtualHost> without matching <VirtualHost> section"),
        ("<VirtualHost *:443\n</VirtualHost>", 3, "<VirtualHost> directive missing closing '>'"),
        ("<VirtualHost>\n", 3, "<VirtualHost> directive requires additional arguments"),
        ("<VirtualHost *>\n</IfModule>", 4, "Expected </VirtualHost> but saw </IfModule>"),
        ("<VirtualHost *>\n</VirtualHost", 4, "</VirtualHost directive missing closing '>'"),
        ("<IfModule x>\n<Files y>\n", 4, "<Files> was not closed"),
        ("Include no.conf", 3, "there is no {0}/no.conf"),
        ("Include no*.conf", 3, "No matches for the wildcard '{0}/no*.conf'"),
        ("Include conf/../no.conf", 3, "there is no {0}/no.conf"),
        ("Use X", 3, "macro 'X' undefined"),
        ("<Macro X $a>\n</Macro>\nUse X", 5, "macro 'X' takes 1 arguments, not 0"),
        ("Listen https", 3, "Port must be specified"),
        ("Listen 70000", 3, "Invalid address or port"),
        (PORT, 3, "Cannot define multiple Listeners on the same IP:port"),
        ("SSLEngine maybe", 3, "SSLEngine: Argument must be On, Off or optional"),
        ("SSLCertificateFile", 3, "SSLCertificateFile takes one argument"),
        ("ServerName *.a", 3, 'Invalid ServerName "*.a": wildcards belong into a ServerAlias'),
        ("ServerName a b", 3, "ServerName takes one argument"),
        ("SSLProtocol all -SSLv9", 3, "SSLProtocol: Illegal protocol 'SSLv9'"),
        ("SSLPassPhraseDialog ask", 3, "SSLPassPhraseDialog: Invalid argument"),
        ("UndefMacro X", 3, "cannot remove undefined macro 'X'"),
        ("<Macro X>\n</Macro>\nUndefMacro x\nUse X", 6, "macro 'X' undefined"),
        ('Error "stop here"', 3, "stop here"),
        ("<VirtualHost *:70000>\n</VirtualHost>", 3, "The address or port is invalid"),
        (
            "<VirtualHost *>\nUser x\n</VirtualHost>",
            4,
            "User cannot occur within <VirtualHost> section",
        ),
        (
            "<VirtualHost *>\n<VirtualHost *>\n</VirtualHost>\n</VirtualHost>",
            4,
            "<VirtualHost> cannot occur within <VirtualHost> section",
        ),
        (
            "<VirtualHost *>\nSSLEngine on\n</VirtualHost>",
            3,
            "should be SSL-aware but has no certificate configured (SSLCertificateFile)",
        ),
    ],
)
def test_what_apache_would_refuse_is_told_with_its_line(
    read: Read, tmp_path: Path, written: str, line: int, text: str
) -> None:
    """In its words, as far as they are clear."""
    macros = "LoadModule macro_module m/mod_macro.so\n"
    flaws = read(macros + PORT + written).flaws
    expected = [(text.format(tmp_path), line)]
    assert [
        (one.text, one.where.number) for one in flaws if "ssl_module" not in one.text
    ] == expected


def test_a_module_that_is_not_loaded_is_told_once(read: Read) -> None:
    """Where no module is loaded by the files, all may be parts of the program."""
    macros = "LoadModule macro_module m/mod_macro.so\n"
    (flaw,) = read(macros + PORT + host("a")).flaws
    assert flaw.text == "Invalid command 'SSLEngine': ssl_module is not loaded"
    assert read(PORT + host("a")).flaws == ()


def test_a_byte_order_mark_makes_a_word_unknown(read: Read) -> None:
    """Before a comment as well, and in a file that is included."""
    flaws = read(f"\ufeff# sites\n{PORT}Include more.conf\n", more="\ufeffUser root\n").flaws
    assert [one.text for one in flaws] == [
        "Invalid command '\ufeff#': the file begins with a byte order mark",
        "Invalid command '\ufeffUser': the file begins with a byte order mark",
    ]


def test_without_a_listen_apache_does_not_start(read: Read) -> None:
    """There is nothing that it could do."""
    (flaw,) = read(MODULES + host("a")).flaws
    assert flaw.text == "no listening sockets available: there is no Listen"


def test_files_that_include_themselves_end(read: Read) -> None:
    """So do macros that use themselves, and sections without end."""
    deep = "more is within one another than is read"
    for main in (
        "Include apache2.conf\n",
        "<Macro X>\nUse X\n</Macro>\nUse X\n",
        "<Directory />\n" * 200,
    ):
        assert deep in {flaw.text for flaw in read(MODULES + PORT + main).flaws}


def test_a_broken_file_ends_and_the_others_are_read(read: Read) -> None:
    """So that a site beyond it is not told to be missing."""
    config = read(
        MODULES + PORT + "Include s*.conf\n" + host("last"),
        s1=host("one") + "<IfModule ssl_module>\n" + host("inner") + "</Files>",
        s2="<VirtualHost *:443>\nServerName open",
    )
    assert [site.names for site in config.sites] == [("one",), ("inner",), ("open",), ("last",)]
    assert [flaw.where.number for flaw in config.flaws[:2]] == [14, 1]


BARE = ["RequireAll", "RequireAny", "RequireNone", "Else"]


@pytest.mark.parametrize("name", BARE)
def test_some_sections_stand_without_arguments(read: Read, name: str) -> None:
    """What follows them counts."""
    config = read(MODULES + PORT + f"<{name}>\nRequire all granted\n</{name}>\n" + host("a"))
    assert not config.flaws
    assert answers(config, "a") == "a"


def test_a_section_without_arguments_has_an_end_of_its_own(read: Read) -> None:
    """As any other."""
    (flaw, *_) = read(MODULES + PORT + "<RequireAll>\n</RequireAny>\n").flaws
    assert flaw.text == "Expected </RequireAll> but saw </RequireAny>"
    (flaw, *_) = read(MODULES + PORT + "<RequireAll>\n").flaws
    assert flaw.text == "<RequireAll> was not closed"


@pytest.mark.parametrize("section", ["If true", "Directory /", "Location /", "Files x"])
def test_a_certificate_is_for_connections_and_not_for_requests(read: Read, section: str) -> None:
    """Apache refuses it in a section for some requests."""
    name = section.split(maxsplit=1)[0]
    inner = f"<{section}>\nSSLCertificateFile x.pem\n</{name}>"
    (flaw,) = read(MODULES + PORT + host("a", more=inner)).flaws
    assert flaw.text == f"SSLCertificateFile not allowed in <{name}> context"


@pytest.mark.parametrize(
    ("listen", "address", "is_tls"),
    [
        ("443", "*:443", True),
        ("443 http", "*:443", False),
        ("8443", "*:8443", False),
        ("8443 https", "*:8443", True),
        ("0.0.0.0:8443 https", "_default_:8443", True),
        ("8443 https", "203.0.113.10:8443", False),
        ("203.0.113.10:8443 https", "203.0.113.10:8443", True),
        ("203.0.113.10:8443 https", "*:8443", False),
        ("8443 https", "*", False),
    ],
)
def test_the_protocol_of_a_listen_turns_tls_on(
    read: Read, listen: str, address: str, *, is_tls: bool
) -> None:
    """At its very address, where there is a certificate and no SSLEngine; at port 443 by itself."""
    silent = host("a", address).replace("SSLEngine on", "")
    config = read(f"{MODULES}Listen {listen}\n{silent}")
    assert {one.is_tls for one in config.sockets if one.default.names == ("a",)} == {is_tls}
    assert not config.flaws


def test_tls_that_http_asks_for_is_spoken_later(read: Read) -> None:
    """Whoever begins with a hello is refused (RFC 2817)."""
    optional = host("a").replace("SSLEngine on", "SSLEngine optional")
    assert answers(read(MODULES + PORT + optional), "a") == "none"


@pytest.mark.parametrize(
    "domain",
    [
        "MDomain b.test a.test auto",
        "<MDomainSet b.test>\nMDMember a.test\n</MDomainSet>",
        "<MDomain>\nMDMembers b.test A.test\n</MDomain>",
        "MDomain b.test *.test",
    ],
)
def test_a_managed_domain_has_its_certificates_in_the_store(
    read: Read, tmp_path: Path, domain: str
) -> None:
    """One for each kind of key; until there is any, no file tells what is presented."""
    main = MODULES + PORT + f"{domain}\n" + host("a.test", files="")
    config = read(main)
    assert not config.flaws
    assert [one.unreadable for one in config.sites] == [("MDomain b.test",)]
    folder = tmp_path / "md" / "domains" / "b.test"
    folder.mkdir(parents=True)
    for name in ("pubcert.pem", "pubcert.secp256r1.pem", "privkey.pem", "job.json"):
        (folder / name).touch()
    (site,) = read(main).sites
    assert site.pairs == (
        Pair(certificate=f"{folder}/pubcert.pem", key=f"{folder}/privkey.pem"),
        Pair(certificate=f"{folder}/pubcert.secp256r1.pem", key=f"{folder}/privkey.secp256r1.pem"),
    )


def test_a_managed_domain_may_have_files_of_its_own(read: Read, tmp_path: Path) -> None:
    """They stand before those of the virtual host."""
    files = "MDCertificateFile x.pem\nMDCertificateKeyFile x.key\n"
    main = MODULES + PORT + f"<MDomainSet a>\n{files}</MDomainSet>\n" + host("a") + host("b")
    first, second = read(main).sites
    assert first.pairs == (Pair(certificate=f"{tmp_path}/x.pem", key=f"{tmp_path}/x.key"),)
    assert second.pairs[0].certificate == f"{tmp_path}/b.pem"


def test_the_server_is_gone_through_a_few_times_and_not_for_each_of_its_hosts() -> None:
    """Of 10,000 virtual hosts that would take minutes."""
    where = Line(file="apache2.conf", number=1)
    ciphers = Directive(name="sslciphersuite", arguments=("NOBODYS",), where=where)
    hosts = [
        Directive(name="virtualhost", arguments=(f"*:{port}",), where=where)
        for port in range(1, 101)
    ]
    block = Counted((ciphers, *hosts))
    server = Directive(name="", arguments=(), where=where, block=block)
    (flaw,) = unmet_of_apache(server, hosts, "/", DiskSource(Disk()))
    assert flaw.text == "no cipher match for 'NOBODYS'"
    assert block.passes == 2
