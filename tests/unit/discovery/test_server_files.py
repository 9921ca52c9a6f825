"""The names of a server's TLS sites are targets, which have its files."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exporter.discovery.targets import Discovery
from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain
from exporter.model.relabel_rule import RelabelRule
from exporter.model.settings import ServerDiscovery, Settings
from exporter.model.target import Policy, ServerFiles, Target
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.configurations import Configurations
from exporter.words.relabel_action import RelabelAction

SERVER = """
events {} http {
    ssl_certificate /c;
    ssl_certificate_key /k;
    server { listen 80; server_name plain.example; }
    server { listen 443 ssl; listen [::]:443 ssl; server_name www.example WWW.example.com; }
    server { listen 8443 ssl; server_name www.example bücher.example; }
    server { listen 443 ssl default_server; server_name _ ""; ssl_reject_handshake on; }
    %s
}
"""
POLICY = Policy(interval=60.0)


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A configuration of nginx."""
    file = tmp_path / "nginx.conf"
    file.write_text(SERVER % "")
    return file


def discovery(*servers: ServerFiles, configured: tuple[Target, ...] = ()) -> Discovery:
    """What is found in the configurations of servers, read from disk."""
    settings = Settings(
        defaults=POLICY,
        targets=configured,
        server_discoveries=tuple(ServerDiscovery(server=server) for server in servers),
    )
    return Discovery(settings, Configurations().read)


def names(found: Discovery) -> list[str]:
    """The present targets by name."""
    return [target.name for target in found.refresh()]


def test_each_tls_name_is_a_target_at_its_port(main: Path) -> None:
    """By sockets, then in the order of the files; with the files that step 2, 7 and 9 need, and the defaults."""
    server = ServerFiles(nginx=str(main), user="www-data")
    found = discovery(server)
    first, *others = found.refresh()
    assert first == Target(
        name="www.example:443",
        host="www.example",
        server_name="www.example",
        server=server,
        policy=POLICY,
    )
    assert [(one.name, one.port, one.server) for one in others] == [
        ("www.example.com:443", 443, server),
        ("www.example:8443", 8443, server),
        ("xn--bcher-kva.example:8443", 8443, server),
    ]
    assert (found.problems, found.remarks) == ((), ())
    assert found.targets_of == {str(main): 4}
    assert found.problems_of == {str(main): 0}


def test_names_that_stand_for_no_one_host_are_said_once(main: Path) -> None:
    """Wildcards, expressions and addresses, which no hello names."""
    more = "server { listen 443 ssl; listen 8443 ssl; server_name *.a.example ~^b 192.0.2.1 .c.example; }"
    main.write_text(SERVER % more)
    found = discovery(ServerFiles(nginx=str(main)))
    assert len(names(found)) == 4
    assert found.problems == ()
    (remark,) = found.remarks
    assert str(remark) == (
        f"{main}: *.a.example, ~^b, 192.0.2.1 and 1 more: no one host to ask for; write those to watch "
        "under `targets`"
    )


def test_a_server_without_names_is_remarked_on(main: Path) -> None:
    """It may be meant: they may be to come."""
    main.write_text("events {} http { server { listen 80; server_name www.example; } }")
    found = discovery(ServerFiles(nginx=str(main)))
    assert names(found) == []
    assert "no site speaks TLS under a name" in str(found.remarks[0])


def test_targets_follow_the_files(main: Path, tmp_path: Path) -> None:
    """Those of a file that is included, too; names that are gone take their targets along."""
    main.write_text(SERVER % f"include {tmp_path}/sites/*;")
    found = discovery(ServerFiles(nginx=str(main)))
    assert len(names(found)) == 4
    (tmp_path / "sites").mkdir()
    site = tmp_path / "sites/new"
    site.write_text("server { listen 443 ssl; server_name new.example; }")
    assert names(found)[2] == "new.example:443"
    assert len(names(found)) == 5
    site.unlink()
    assert len(names(found)) == 4


def test_what_is_wrong_takes_no_target_away(main: Path) -> None:
    """While it is wrong: the names that are missing may be behind it."""
    found = discovery(ServerFiles(nginx=str(main)))
    before = names(found)
    main.write_text("events {} http { server { listen 443 ssl; server_name new.example;\n")
    assert set(before) < {*names(found), "new.example:443"}
    assert [problem.file for problem in found.problems] == [str(main)]
    assert found.problems_of == {str(main): 1}
    main.unlink()
    assert set(before) <= set(names(found))
    assert [problem.file for problem in found.problems] == [str(main)]
    main.write_text(SERVER % "")
    assert names(found) == before
    assert found.problems == ()


def test_what_stays_wrong_keeps_no_name(main: Path, tmp_path: Path) -> None:
    """A file that has never been there hides none of the names that are gone later."""
    site = "server { listen 443 ssl; server_name new.example; }"
    main.write_text(SERVER % f"include {tmp_path}/missing; {site}")
    found = discovery(ServerFiles(nginx=str(main)))
    assert "new.example:443" in names(found)
    assert len(found.problems) == 1
    main.write_text(SERVER % f"include {tmp_path}/missing;")
    assert "new.example:443" not in names(found)
    assert len(found.problems) == 1


def test_what_we_may_not_read_takes_no_target_away(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is our own trouble, which the exporter tells."""
    found = discovery(ServerFiles(nginx=str(main)))
    before = names(found)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(main))

    monkeypatch.setattr(DiskSource, "text", refuse)
    main.write_text(SERVER % "#")
    assert names(found) == before
    assert [str(problem) for problem in found.problems] == [
        f"{main}: permission denied; let the user of this process read it and its folders"
    ]


def test_a_configured_target_may_have_a_name_of_a_server(main: Path) -> None:
    """It is watched as the configuration says, and nobody has to change the server's names."""
    own = Target(name="www.example:443", host="www.example", server_name="other.example")
    found = discovery(ServerFiles(nginx=str(main)), configured=(own,))
    assert found.refresh()[0] is own
    assert found.problems == ()
    assert found.targets_of == {str(main): 3}


def test_one_name_in_two_servers_is_a_problem(main: Path, tmp_path: Path) -> None:
    """Which of both files are compared with what is served would be chance."""
    other = tmp_path / "other.conf"
    other.write_text(
        "\nevents {} http { server { listen 443 ssl; ssl_certificate_key $x; ssl_certificate $x; server_name www.example; } }"
    )
    found = discovery(ServerFiles(nginx=str(main)), ServerFiles(nginx=str(other)))
    assert len(names(found)) == 4
    (problem,) = found.problems
    assert str(problem) == (
        f"{other}:2: www.example:443 is also the name of that on line 6 of {main}, which is kept; "
        "remove one, or give it another `name`"
    )


def test_files_below_a_root_are_named_as_they_are_here(tmp_path: Path) -> None:
    """Two machines may have the same path."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/nginx.conf").write_text("events {} http { server { listen 443 ssl;\n")
    found = discovery(ServerFiles(nginx="/etc/nginx.conf", root=str(tmp_path)))
    assert names(found) == []
    assert [problem.file for problem in found.problems] == [f"{tmp_path}/etc/nginx.conf"]
    assert found.problems_of == {f"{tmp_path}/etc/nginx.conf": 1}


@pytest.mark.parametrize(
    ("server", "text", "expected"),
    [
        (
            ServerFiles(apache="/main"),
            """
            Listen 443
            <VirtualHost *:443>
                ServerName www.example
                ServerAlias alias.example *.example
                SSLEngine on
                SSLCertificateFile /c
            </VirtualHost>
            """,
            ["www.example:443", "alias.example:443"],
        ),
        (
            ServerFiles(haproxy=("/main",)),
            "frontend f\n    bind :8443 ssl crt /site.pem\n",
            ["www.example:8443"],
        ),
    ],
)
def test_other_software_has_names_as_well(
    server: ServerFiles, text: str, expected: list[str], tmp_path: Path
) -> None:
    """Those of virtual hosts, and those of certificates."""
    chain = SentChain(leaf=Leaf(names=("www.example", "*.example")))
    made = Authorities(now=datetime.now(tz=UTC)).credentials(chain, host="www.example")
    private = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = made.certificates[0].public_bytes(Encoding.PEM)
    (tmp_path / "site.pem").write_bytes(pem + private)
    (tmp_path / "main").write_text(text)
    assert names(discovery(replace(server, root=str(tmp_path)))) == expected


def test_rules_choose_and_label_the_names(main: Path) -> None:
    """They see the name at its port and the file that has it; the files of the server stay with the target."""
    server = ServerFiles(nginx=str(main))
    rules = (
        RelabelRule(source_labels=("__address__",), regex=".*:443", action=RelabelAction.KEEP),
        RelabelRule(source_labels=("__meta_filepath",), target_label="path"),
        RelabelRule(
            source_labels=("__address__",), regex="(.*).com:443", target_label="__tls_interval"
        ),
    )
    source = ServerDiscovery(server=server, relabel_configs=rules)
    found = Discovery(Settings(server_discoveries=(source,)), Configurations().read)
    assert found.refresh() == (
        Target(
            name="www.example:443",
            host="www.example",
            server_name="www.example",
            server=server,
            labels={"path": str(main)},
        ),
    )
    (problem,) = map(str, found.problems)
    assert problem.startswith(f"{main}:6: `__tls_interval` after `relabel_configs`: www.example is")
