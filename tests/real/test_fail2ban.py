"""Debian's filters of fail2ban, over what real mail servers log of a day's worth of scans."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from exporter.inspection.inspect import inspect
from exporter.inspection.turn import next_turn, take_turn
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.model.memory import Memory
from exporter.model.target import Policy, Target
from exporter.probing.prober import Prober
from exporter.x509.appraiser import Appraiser
from tests.probed import prober_of, unexpected
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployments
from tests.real.programs.process import poll_until
from tests.real.programs.set_ups import HOST
from tests.real.programs.templated import running_from_templates

pytestmark = pytest.mark.real

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TEN_MINUTES = 600.0
COUNT = """
import sys
sys.path.insert(0, "/usr/lib/python3/dist-packages")
from fail2ban.server.failmanager import FailManager
from fail2ban.server.ticket import FailTicket
manager = FailManager()
print(max((manager.addFailure(FailTicket("192.0.2.1", float(at))) for at in sys.argv[1:]), default=0))
"""
"""fail2ban's own count of matches at these times, at most."""


@dataclass
class Log:
    """A server's log, in which the time of day is that of the test."""

    file: Path
    lines: list[str] = field(default_factory=list)
    position: int = 0

    def note(self, now: datetime) -> None:
        """What was written since the last note, something at least, is of `now`."""
        assert poll_until(lambda: self.file.stat().st_size > self.position)
        text = self.file.read_bytes().decode("ascii")
        for line in text[self.position :].splitlines(keepends=True):
            dated = re.sub(r"^[A-Z][a-z]{2} \d\d [\d:]{8}", f"{now:%b %d %H:%M:%S}", line)
            self.lines.append(
                re.sub(r"^\d{4}-\d\d-\d\d [\d:]{8}", f"{now:%Y-%m-%d %H:%M:%S}", dated)
            )
        self.position = len(text)


@dataclass
class Server:
    """A real mail server on loopback."""

    port: int
    log: Log


@contextmanager
def running(
    program: Program, folder: Path, command: str, template: str, log: str, *, goodbye: str
) -> Iterator[Server]:
    """The server, with its log, in which it says so when a connection has ended."""
    binary, *options = command.split()
    deployment = Deployments(folder).deploy(HOST, SentChain(leaf=Leaf(key=ServerKey.RSA_2048)))
    with TemporaryDirectory(prefix="real-logs-") as name:
        logs = Path(name)
        logs.chmod(0o777)
        with running_from_templates(
            (template,),
            [program(binary), *options],
            deployment,
            words={"HOST": HOST},
            logs=logs,
        ) as port:
            assert poll_until(lambda: goodbye in (logs / log).read_text())  # whether it runs
            yield Server(port, Log(logs / log))


async def day_of_scans(server: Server, interval: float) -> Memory:
    """Every probe and every question of a day, by a clock moved by hand."""
    policy = Policy(interval=interval, scan_interval=3600.0, trust=(), alpn=())
    target = Target(
        name="mail", host="127.0.0.1", port=server.port, server_name=HOST, policy=policy
    )
    prober = prober_of()
    try:
        return await lived_through(target, prober, server.log)
    finally:
        await prober.close()


async def lived_through(target: Target, prober: Prober, log: Log) -> Memory:
    """What is remembered at the end of the day."""
    appraiser = Appraiser((), timer=lambda: 0.0)
    memory, now, probe = Memory(), START, START
    log.note(START - DAY)
    while now < START + DAY:
        doing = prober.begin(target, now)
        if now == probe:
            probe += timedelta(seconds=target.policy.interval)
            memory = await inspect(
                target,
                memory,
                probe=doing,
                appraiser=lambda: appraiser,
                now=now,
                on_defect=unexpected,
            )
        else:
            memory = await take_turn(
                target,
                memory,
                probe=doing,
                appraiser=lambda: appraiser,
                now=now,
                on_defect=unexpected,
            )
        log.note(now)
        turn = next_turn(target, memory, now)
        now = min(probe, max(turn, now)) if turn else probe
    return memory


def matches(program: Program, folder: Path, log: Log, rule: str) -> tuple[float, ...]:
    """When a filter matches."""
    file = folder / "dated.log"
    file.write_text("".join(log.lines))
    output = subprocess.run(
        [program("fail2ban-regex"), "--out", "row", file, rule],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(
        float(at) for at in re.findall(r"^\['127\.0\.0\.1',\s+'?([\d.]+)", output, re.MULTILINE)
    )


def most_within_ten_minutes(times: Sequence[float]) -> int:
    """How many matches lie within any ten minutes."""
    return max((sum(at <= one <= at + TEN_MINUTES for one in times) for at in times), default=0)


def most_counted(times: Sequence[float]) -> int:
    """The same as fail2ban itself counts."""
    command = ["/usr/bin/python3", "-c", COUNT, *map(str, times)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


async def test_dovecot_is_scanned_without_a_ban(program: Program, tmp_path: Path) -> None:
    """Its filter matches each connection: those of scans take the places of probes' ones."""
    with running(
        program,
        tmp_path,
        "dovecot -F -c @DIR@/dovecot.conf",
        "dovecot.conf",
        "log",
        goodbye="Disconnected",
    ) as server:
        memory = await day_of_scans(server, 300.0)
    times = matches(program, tmp_path, server.log, "dovecot[mode=aggressive]")
    assert len(times) >= 289  # the probes of a day, and one question
    assert most_within_ten_minutes(times) <= 4
    assert most_counted(times) <= 4
    assert memory.scans["127.0.0.1"].is_complete
    assert not memory.bans


async def test_no_filter_for_exim_matches(program: Program, tmp_path: Path) -> None:
    """Though it logs all that it can."""
    with running(
        program,
        tmp_path,
        "exim4 -C @DIR@/exim.conf -bdf -q1h",
        "exim.conf",
        "mainlog",
        goodbye="no MAIL",
    ) as server:
        memory = await day_of_scans(server, 1800.0)
    assert len(server.log.lines) > 500
    assert matches(program, tmp_path, server.log, "exim[mode=aggressive]") == ()
    assert memory.scans["127.0.0.1"].is_complete
