"""Connections and processor time of a scan, beside sslscan, testssl.sh and sslyze on the same servers.

Each scanner is asked for versions, ciphers and groups, one after the other, through a relay that
counts connections. Ours makes one more than its scan: the handshake of the probe, which sees the
chain. sslyze takes part where its program is named. The server's and the relay's time is nobody's.

Run: python -m benchmarks.scan_cost
"""

import argparse
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from statistics import median
from threading import Thread
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table

from benchmarks.processes import installed
from tests.real.programs.process import free_port
from tests.real.programs.scanning import scanned
from tests.real.programs.set_ups import HOST, SET_UPS, Ground, SetUp, laid_ground
from tests.real.programs.sslscan import verdict_by_sslscan
from tests.real.programs.testssl import CIPHERS, GROUPS, VERSIONS, verdict_by_testssl

Scanner: TypeAlias = Callable[[int], object]
"""Scans what listens on a port of 127.0.0.1."""

OURS = "tls-exporter"
TESTSSL = "testssl.sh -p -s -f"
USUAL_SET_UPS = ("nginx-intermediate", "openssl", "gnutls-legacy", "jdk-everything")
SSLYZE_CHECKS = (
    *("--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3"),
    "--elliptic_curves",
)
CHUNK = 64 * 1024


class CountingRelay(ThreadingTCPServer):
    """Passes on what clients and a server say to each other, and counts the connections."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", free_port()), Conversation)
        self.destination = ("127.0.0.1", port)
        self.connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        """Called for each connection, in one thread."""
        self.connections += 1
        super().process_request(request, client_address)

    @property
    def port(self) -> int:
        """Where the relay listens."""
        return int(self.server_address[1])


class Conversation(BaseRequestHandler):
    """One connection of a client, with one of its own to the server."""

    server: CountingRelay

    def handle(self) -> None:
        """Lasts until both sides have said everything."""
        with socket.create_connection(self.server.destination) as server:
            answers = Thread(target=pass_on, args=(server, self.request))
            answers.start()
            pass_on(self.request, server)
            answers.join()


def pass_on(source: socket.socket, sink: socket.socket) -> None:
    """Everything that one side says, and that it has no more to say."""
    with suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def relayed(port: int) -> Iterator[CountingRelay]:
    """A relay to the server on the port."""
    with CountingRelay(port) as relay:
        thread = Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one scanner took for one server."""

    connections: float
    seconds: float


def scanners(ground: Ground, sslyze: str) -> dict[str, Scanner]:
    """All of them by name, ours first."""
    by_name: dict[str, Scanner] = {
        OURS: partial(scanned, server_name=HOST, root_file=ground.deployments.root_file),
        "sslscan": partial(verdict_by_sslscan, installed("sslscan"), server_name=HOST),
        TESTSSL: partial(
            verdict_by_testssl,
            installed("testssl"),
            server_name=HOST,
            checks=(VERSIONS, CIPHERS[0], GROUPS),
        ),
    }
    return by_name | ({"sslyze": partial(scan_by_sslyze, sslyze)} if sslyze else {})


def scan_by_sslyze(sslyze: str, port: int) -> None:
    """The same questions; the answers are not looked at."""
    command = [sslyze, "--mozilla_config=disable", *SSLYZE_CHECKS]
    target = ["--sni", HOST, f"127.0.0.1:{port}"]
    subprocess.run([*command, *target], capture_output=True, check=True)


def cost(scanner: Scanner, port: int, *, rounds: int) -> Cost:
    """The medians over so many scans."""
    costs = [one_scan(scanner, port) for _ in range(rounds)]
    return Cost(
        connections=median(one.connections for one in costs),
        seconds=median(one.seconds for one in costs),
    )


def one_scan(scanner: Scanner, port: int) -> Cost:
    """One scan through a relay of its own; one within this process, as the relay is, takes another without."""
    with relayed(port) as relay:
        before = seconds_of_children()
        scanner(relay.port)
        seconds = seconds_of_children() - before
    if not seconds:
        before = time.process_time()
        scanner(port)
        seconds = time.process_time() - before
    return Cost(connections=relay.connections, seconds=seconds)


def seconds_of_children() -> float:
    """What programs took of the processor that have come to their end."""
    times = os.times()
    return times.children_user + times.children_system


def costs_of(set_up: SetUp, ground: Ground, sslyze: str, rounds: int) -> dict[str, Cost]:
    """Every scanner's, on one server; testssl.sh scans once, as it takes its time."""
    with set_up.start(ground) as port:
        return {
            name: cost(scanner, port, rounds=1 if name == TESTSSL else rounds)
            for name, scanner in scanners(ground, sslyze).items()
        }


def table(costs: Mapping[str, Mapping[str, Cost]], *, title: str) -> Table:
    """A line for each scanner on each server, with its ratio to ours."""
    view = Table(title=title)
    for heading in ("server", "scanner", "connections", "ratio", "CPU ms", "ratio"):
        view.add_column(heading, no_wrap=True)
    for server, by_scanner in costs.items():
        ours = by_scanner[OURS]
        for scanner, one in by_scanner.items():
            view.add_row(
                server if scanner == OURS else "",
                scanner,
                f"{one.connections:.0f}",
                f"{one.connections / ours.connections:.1f}",
                f"{one.seconds * 1000:.0f}",
                f"{one.seconds / ours.seconds:.1f}",
                end_section=scanner == list(by_scanner)[-1],
            )
    return view


def main() -> None:
    """Prints the table."""
    arguments = parsed_arguments()
    with tempfile.TemporaryDirectory() as folder:
        ground = laid_ground(installed, Path(folder))
        costs = {
            set_up.name: costs_of(set_up, ground, arguments.sslyze, arguments.rounds)
            for set_up in chosen(arguments.set_ups)
        }
    Console().print(table(costs, title=f"One scan, median of {arguments.rounds}"))


def chosen(names: Sequence[str]) -> Iterator[SetUp]:
    """The set-ups with these names."""
    by_name = {set_up.name: set_up for set_up in SET_UPS}
    return (by_name[name] for name in names)


def parsed_arguments() -> argparse.Namespace:
    """What is measured."""
    parser = argparse.ArgumentParser(description="Connections and processor time of a scan")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sslyze", default="", help="where its program is")
    parser.add_argument("set_ups", nargs="*", default=USUAL_SET_UPS, metavar="SET-UP")
    return parser.parse_args()


if __name__ == "__main__":
    main()
