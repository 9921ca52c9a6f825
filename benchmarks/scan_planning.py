"""What planning takes of a scan: each question, what its answer adds, and the verdicts.

All figures but the first are ratios to the first question of the same scan, so that they can be
compared between machines; the answers come from simulated servers, without any connection.

Run: python -m benchmarks.scan_planning
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from time import perf_counter
from types import MappingProxyType
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import is_over, next_question
from exporter.tls.scan.verdicts import verdicts
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from tests.unit.tls.scan.simulated_server import Configuration

T = TypeVar("T")
ROUNDS = 200
MODERN = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
)
TRADITIONAL = (
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)
TODAY = MappingProxyType(
    {Protocol.TLS1_2: MODERN, Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,)}
)
OF_OLD = MappingProxyType(
    {
        Protocol.TLS1_0: TRADITIONAL,
        Protocol.TLS1_1: TRADITIONAL,
        Protocol.TLS1_2: MODERN + TRADITIONAL,
    }
)
CURVES = (Group.x25519, Group.secp256r1, Group.secp384r1)
SERVERS: Mapping[str, Configuration] = MappingProxyType(
    {
        "modern": Configuration(suites=TODAY, groups=(Group.X25519MLKEM768, *CURVES)),
        "old": Configuration(suites=OF_OLD, groups=CURVES),
        "refuses by silence": Configuration(
            suites=TODAY, groups=CURVES, version_refusal=Closed(), offer_refusal=Closed()
        ),
    }
)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The seconds that the work takes, and what comes of it."""
    start = perf_counter()
    outcome = work()
    return perf_counter() - start, outcome


def one_scan(server: Configuration) -> Iterator[tuple[str, float]]:
    """Every step of a scan's planning by name, with the seconds it takes."""
    knowledge = Knowledge()
    while True:
        seconds, question = timed(partial(next_question, knowledge))
        if question is None:
            break
        yield f"question {len(knowledge.exchanges) + 1}", seconds
        reply = server.answer(question)
        seconds, knowledge = timed(partial(knowledge.after, question, reply))
        yield f"answer {len(knowledge.exchanges)}", seconds
    yield "no more questions", seconds
    yield "verdicts", timed(partial(verdicts, knowledge))[0]
    yield "is it over", timed(partial(is_over, knowledge))[0]


def costs(server: Configuration) -> dict[str, float]:
    """The least seconds that each step took in many scans."""
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        for step, seconds in one_scan(server):
            least[step] = min(least.get(step, seconds), seconds)
    return least


def ratios(of: Mapping[str, float], kind: str) -> str:
    """The costs of the steps of a kind, one after the other, in first questions."""
    first = of["question 1"]
    return " ".join(f"{cost / first:.1f}" for step, cost in of.items() if step.startswith(kind))


def table() -> Table:
    """A column for each server."""
    by_server = {name: costs(server) for name, server in SERVERS.items()}
    view = Table(title=f"Planning of one scan, least of {ROUNDS}, in first questions")
    for heading in ("", *by_server):
        view.add_column(heading)
    first = [f"{of['question 1'] * 1e6:.1f}" for of in by_server.values()]
    view.add_row("first question, µs", *first, end_section=True)
    for kind in ("question", "answer", "no more questions", "verdicts", "is it over"):
        view.add_row(kind, *(ratios(of, kind) for of in by_server.values()))
    wholes = (sum(of.values()) / of["question 1"] for of in by_server.values())
    view.add_row("all of it", *(f"{whole:.0f}" for whole in wholes))
    return view


if __name__ == "__main__":
    Console().print(table())
