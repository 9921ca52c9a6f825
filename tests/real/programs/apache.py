"""Apache with mod_ssl in a server root of its own, several virtual hosts by address and name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import listens, running

MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """\
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/apache-error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so
LoadModule ssl_module {modules}/mod_ssl.so
DocumentRoot {folder}
SSLCipherSuite DEFAULT@SECLEVEL=0
{listens}
{hosts}
"""
HOST = """\
<VirtualHost 127.0.0.1:{port}>
    ServerName {server_name}
    SSLEngine on
    SSLCertificateFile {chain_file}
    SSLCertificateKeyFile {key_file}
    SSLProtocol {protocols}
</VirtualHost>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualHost:
    """A virtual host; the first at a port answers names that no other has."""

    deployment: Deployment
    port: int
    server_name: str
    protocols: str = "-all +TLSv1.2 +TLSv1.3"
    """Apache's own notation."""


@contextmanager
def running_apache(apache: Path, folder: Path, hosts: Sequence[VirtualHost]) -> Iterator[None]:
    """Apache with these hosts, all of them accepting connections."""
    configuration = folder / "apache.conf"
    ports = sorted({host.port for host in hosts})
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            modules=MODULES,
            listens="\n".join(f"Listen 127.0.0.1:{port}" for port in ports),
            hosts="".join(_virtual_host(host) for host in hosts),
        )
    )
    with running(
        [apache, "-DFOREGROUND", "-f", configuration],
        log=folder / "apache.log",
        ready=listens(*(("127.0.0.1", port) for port in ports)),
    ):
        yield


def _virtual_host(host: VirtualHost) -> str:
    return HOST.format(
        port=host.port,
        server_name=host.server_name,
        chain_file=host.deployment.chain_file,
        key_file=host.deployment.key_file,
        protocols=host.protocols,
    )
