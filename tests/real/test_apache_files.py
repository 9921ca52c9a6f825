"""The files of a real Apache: what the exporter says of mistakes beside Apache itself, and of a renewal."""

import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from exporter.model.server_config import EVERY_ADDRESS, ServerConfig
from exporter.model.target import ServerFiles
from exporter.probing.files.configuration import DiskSource
from exporter.probing.files.disk import Disk
from exporter.webserver.apache.read import read
from tests.real.conftest import Program
from tests.real.mistakes.apache import CONFIG, MISTAKES, configured
from tests.real.programs.apache import CONFIGURATION, MODULES
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import HOST as NAME
from tests.real.programs.file_mistakes import (
    codes,
    laid,
    report,
)
from tests.real.programs.process import ProgramError, free_port, listens, running
from tests.real.programs.renewal import before_and_after, told_until_reloaded

pytestmark = pytest.mark.real


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_apache_refuses(
    program: Program, tmp_path: Path, deployments: Deployments, mistake: str
) -> None:
    """And nothing is told where it starts, but for what is no matter of starting."""
    apache = program("apache2")
    laid(deployments.deploy(NAME), tmp_path)
    port = free_port()
    config = configured(tmp_path, port)
    made = MISTAKES[mistake]
    made.change(tmp_path)
    found = codes(report(port, ServerFiles(apache=str(config)), deployments.root_file))
    assert found == made.found
    command: list[str | Path] = [apache, "-DFOREGROUND", "-f", config]
    log, pid_file = tmp_path / "log", tmp_path / "apache.pid"
    try:
        with running(command, log=log, ready=pid_file.exists):  # it listens before it is ready
            starts = True
    except ProgramError:
        starts = False
    assert starts != made.hinders, log.read_text()
    tested = subprocess.run([apache, "-t", "-f", config], capture_output=True, check=False)
    assert (tested.returncode != 0) == made.is_refused, tested.stderr.decode()


def test_a_renewal_is_told_until_apache_is_reloaded(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """By the very next probe, before and after; with Apache's own command."""
    first, renewed = before_and_after(deployments, NAME)
    laid(first, folder)
    port = free_port()
    config = configured(folder, port)
    files = ServerFiles(apache=str(config))
    command: list[str | Path] = [program("apache2"), "-DFOREGROUND", "-f", config]
    ready = listens(("127.0.0.1", port))
    with running(command, log=folder / "apache.log", ready=ready) as process:
        evidence = told_until_reloaded(
            lambda: report(port, files, deployments.root_file),
            renew=lambda: laid(renewed, folder),
            reload=lambda: process.send_signal(signal.SIGUSR1),
        )
    assert evidence.endswith("reload there: apachectl configtest && apachectl graceful")


CONFIGURATIONS: Mapping[str, str] = {
    "by name": """
Listen 8443
<VirtualHost *:8443>
  ServerName a.test
  ServerAlias *.a.test b.test
</VirtualHost>
<VirtualHost 0.0.0.0:8443>
  ServerName zero.test
</VirtualHost>
<VirtualHost *:8443>
  ServerAlias nameless.test
</VirtualHost>
""",
    "by address": """
Listen 8443
Listen 127.0.0.1:8444
<VirtualHost *>
  ServerName star.test
</VirtualHost>
<VirtualHost _default_:8443 [::1]:8443 127.0.0.2>
  ServerName x.test
</VirtualHost>
<VirtualHost 127.0.0.2:*>
  ServerName https://y.test:99
</VirtualHost>
<VirtualHost \\
  *:8444>
  ServerName "z.test"
</VirtualHost>
""",
    "by macros and conditions": """
Listen 8443
Define PORT 8443
Define WITH
<IfModule !mod_gone.c>
  <Macro Site $name $nameport>
    <IfDefine WITH>
      <VirtualHost *:$nameport>
        ServerName $name
        ServerAlias ${PORT}.$name
      </VirtualHost>
    </IfDefine>
  </Macro>
</IfModule>
Use Site m.test 8443
Use SITE n.test ${PORT}
UndefMacro site
<Macro Site $name>
  <VirtualHost *:8443>
    ServerName again.$name
  </VirtualHost>
</Macro>
Use Site m.test
<IfDefine !WITH>
  <VirtualHost *:8443>
    ServerName gone.test
  </VirtualHost>
</IfDefine>
<IfVersion >= 2.4.10>
  <VirtualHost 127.0.0.3:8443>
    ServerName new.test
  </VirtualHost>
</IfVersion>
""",
    "by what Apache is started with": """
Listen 8443
<IfDefine STARTED>
  <VirtualHost *:8443>
    ServerName started.test
  </VirtualHost>
</IfDefine>
<IfDefine !BESIDE>
  <VirtualHost *:8443>
    ServerName gone.test
  </VirtualHost>
</IfDefine>
""",
    "by expressions on the version": """
Listen 8443
<IfVersion ~ ^2\\.4>
  <VirtualHost *:8443>
    ServerName new.test
  </VirtualHost>
</IfVersion>
<IfVersion !~ ^2\\.4>
  <VirtualHost *:8443>
    ServerName old.test
  </VirtualHost>
</IfVersion>
""",
    "with a port in the server's name": """
Listen 8443
ServerName main.test:8443
<VirtualHost _default_>
  ServerName d.test
</VirtualHost>
<VirtualHost 127.0.0.2>
</VirtualHost>
""",
}
ROW = re.compile(r"^(?P<address>\S+):(?P<port>\d+|\*)\s+(?P<name>\S+)")
NAMELESS = "bogus_host_without_reverse_dns"
HOSTED = re.compile(r"^\s+port \S+ namevhost (?P<name>\S+)")


def by_apache(text: str) -> dict[tuple[str, str], list[str]]:
    """The virtual hosts at each address and port, as `-D DUMP_VHOSTS` prints them."""
    found: dict[tuple[str, str], list[str]] = {}
    names: list[str] = []
    for line in text.splitlines():
        if hosted := HOSTED.match(line):
            names.append(hosted["name"])
        elif row := ROW.match(line):
            address = row["address"].strip("[]")
            names = found[address, row["port"]] = []
            names += [row["name"]] if row["name"] != "is" else []
    return found


def by_us(config: ServerConfig) -> dict[tuple[str, int], list[str]]:
    """The first name of each site at each address and port."""
    return {
        (one.address, one.port): [(*site.names, NAMELESS)[0] for site in one.sites]
        for one in config.sockets
    }


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_virtual_hosts_stand_where_apache_has_them(
    program: Program, tmp_path: Path, name: str
) -> None:
    """In its order; an address of its own goes before all, and a port of its own before all ports."""
    apache = program("apache2")
    macros = f"LoadModule macro_module {MODULES}/mod_macro.so\n{CONFIGURATIONS[name]}"
    config = tmp_path / CONFIG
    config.write_text(
        CONFIGURATION.format(folder=tmp_path, modules=MODULES, listens=macros, hosts="")
    )
    started = ("-D", "STARTED", "-DBESIDE")
    (tmp_path / "envvars").write_text(f"export APACHE_ARGUMENTS='{' '.join(started)}'\n")
    command: list[str | Path] = [apache, "-f", config, "-t", *started, "-D", "DUMP_VHOSTS"]
    dumped = subprocess.run(command, capture_output=True, check=True, text=True)
    theirs = by_apache(dumped.stdout)
    ours = by_us(read(str(config), DiskSource(Disk())))
    assert ours
    for (address, port), names in ours.items():
        ways = ((address, str(port)), (address, "*"), ("*", str(port)), ("*", "*"))
        expected = next((theirs[way] for way in ways if way in theirs), ["localhost"])
        assert names == expected, (address, port)
    places = {address for address, _ in ours}
    assert {address for address, _ in theirs} <= places | {"*"}
    assert {*EVERY_ADDRESS} & places


def test_what_apache_runs_with_decides(program: Program, tmp_path: Path) -> None:
    """By its process, which no file but that with its number tells of; without it, more sites there may be."""
    hosts = CONFIGURATIONS["by what Apache is started with"].replace("8443", str(free_port()))
    config = tmp_path / CONFIG
    config.write_text(
        CONFIGURATION.format(folder=tmp_path, modules=MODULES, listens=hosts, hosts="")
    )
    command: list[str | Path] = [
        program("apache2"),
        "-DFOREGROUND",
        "-D",
        "STARTED",
        "-DBESIDE",
        "-f",
        config,
    ]
    log, pid_file = tmp_path / "log", tmp_path / "apache.pid"

    def told() -> tuple[list[tuple[str, ...]], set[bool]]:
        found = read(str(config), DiskSource(Disk()))
        return [one.names for one in found.sites], {one.is_whole for one in found.sockets}

    with running(command, log=log, ready=pid_file.exists):
        assert told() == ([("started.test",)], {True})
    pid_file.unlink(missing_ok=True)
    assert ("started.test",) not in told()[0]
