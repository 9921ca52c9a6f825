"""Servers behind load balancers, which want to hear for whom a connection is made."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from exporter.model.evidence import Handshake, Sighting
from exporter.model.scan import Scan
from exporter.model.settings import Profile, TrustAnchors
from exporter.model.target import Policy, ServerFiles, Target
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol, Support
from exporter.words.proxy_protocol import ProxyProtocol
from exporter.words.reason import Reason
from tests.probed import probed_once, seen_at
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.file_mistakes import report
from tests.real.programs.haproxy import running_haproxy
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.process import free_port

pytestmark = pytest.mark.real

HOST = "behind.test"
Server: TypeAlias = Callable[[bool], AbstractContextManager[int]]
"""Starts a server that expects the header or none, and yields its port."""


@pytest.fixture(scope="module")
def deployment(deployments: Deployments) -> Deployment:
    """A P-256 certificate with its intermediate."""
    return deployments.deploy(HOST)


@pytest.fixture(params=["nginx", "haproxy"])
def server(
    request: pytest.FixtureRequest, program: Program, folder: Path, deployment: Deployment
) -> Server:
    """As they are met behind load balancers."""
    binary = program(request.param)

    @contextmanager
    def nginx(expects_header: bool) -> Iterator[int]:  # noqa: FBT001 - one question
        port = free_port()
        listening = "proxy_protocol" if expects_header else ""
        with running_nginx(
            binary, folder, [Site(deployment=deployment, port=port, listening=listening)]
        ):
            yield port

    def haproxy(expects_header: bool) -> AbstractContextManager[int]:  # noqa: FBT001 - one question
        options = "accept-proxy" if expects_header else ""
        return running_haproxy(binary, folder, deployment, options)

    return nginx if request.param == "nginx" else haproxy


def probed(port: int, root_file: Path, version: ProxyProtocol) -> Sighting:
    """What a new prober sees of 127.0.0.1 at the port, scan included."""
    anchors = TrustAnchors(name="lab", pem=root_file.read_bytes(), profile=Profile.WEB)
    policy = Policy(scan_pace=0.0, trust=("lab",), proxy_protocol=version)
    target = Target(name="t", host="127.0.0.1", port=port, server_name=HOST, policy=policy)
    return seen_at(probed_once(target, anchors))


def reason_of(seen: Sighting) -> Reason:
    """Why the handshake failed, which it did."""
    failure = seen.failure(Phase.HANDSHAKE)
    assert failure, seen
    return failure.reason


@pytest.mark.parametrize("version", [ProxyProtocol.V1, ProxyProtocol.V2])
def test_every_connection_begins_with_the_header(
    server: Server, deployments: Deployments, version: ProxyProtocol
) -> None:
    """The handshake, and all of the scan."""
    with server(True) as port:  # noqa: FBT003 - one question
        seen = probed(port, deployments.root_file, version)
    assert seen.found(Handshake), seen
    scan = seen.found(Scan)
    assert scan
    assert scan.is_complete
    assert scan.support(Protocol.TLS1_3) is Support.YES
    assert scan.support(Protocol.TLS1_1) is Support.NO


def test_without_the_header_the_server_hangs_up(
    server: Server, folder: Path, deployments: Deployments
) -> None:
    """It says nothing of the reason, and its files do."""
    with server(True) as port:  # noqa: FBT003 - one question
        seen = probed(port, deployments.root_file, ProxyProtocol.NONE)
        found = [
            one
            for files in written(folder, port)
            for one in report(port, files, deployments.root_file).findings
        ]
    assert [one.causes for one in found if one.kind.code == "server_config_no_answer"] == [
        ("proxy_protocol",)
    ]
    assert reason_of(seen) in {Reason.TLS_CLOSED, Reason.TLS_RESET}


def written(folder: Path, port: int) -> Iterator[ServerFiles]:
    """The configuration of the server at the port."""
    haproxy, nginx = folder / f"haproxy-{port}.cfg", folder / "nginx.conf"
    if haproxy.exists():
        yield ServerFiles(haproxy=(str(haproxy),))
    else:
        yield ServerFiles(nginx=str(nginx))


@pytest.mark.parametrize("version", [ProxyProtocol.V1, ProxyProtocol.V2])
def test_a_header_that_nobody_expects_is_no_hello(
    server: Server, deployments: Deployments, version: ProxyProtocol
) -> None:
    """Nginx answers in plain HTTP, HAProxy hangs up."""
    with server(False) as port:  # noqa: FBT003 - one question
        seen = probed(port, deployments.root_file, version)
    assert reason_of(seen) in {Reason.TLS_NOT_TLS, Reason.TLS_CLOSED, Reason.TLS_RESET}
