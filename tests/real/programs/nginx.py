"""nginx with several server blocks, each with its own address, name, certificate and protocols."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import listens, running

CONFIGURATION = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-temporary;
    proxy_temp_path {folder}/nginx-temporary;
    fastcgi_temp_path {folder}/nginx-temporary;
    uwsgi_temp_path {folder}/nginx-temporary;
    scgi_temp_path {folder}/nginx-temporary;
    # Without it OpenSSL refuses TLS 1.0 and 1.1 whatever ssl_protocols says.
    ssl_ciphers DEFAULT@SECLEVEL=0;
    server_names_hash_bucket_size 128;
{sites}
}}
"""
SITE = """\
    server {{
        listen {address}:{port} ssl {listening};
        server_name {server_name};
        ssl_certificate {chain_file};
        ssl_certificate_key {key_file};
        ssl_protocols {protocols};
        {directives}
        return 200;
    }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server block; the first at an address and port answers names that no other has."""

    deployment: Deployment
    port: int
    address: str = "127.0.0.1"
    server_name: str = "_"
    protocols: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    """nginx's names: TLSv1 is TLS 1.0."""
    listening: str = ""
    """More parameters of the listen directive."""
    directives: str = ""
    """More of the block, in nginx's own notation."""


def configured(folder: Path, sites: Sequence[Site]) -> Path:
    """The configuration file for these sites."""
    configuration = folder / "nginx.conf"
    blocks = "".join(_block(site) for site in sites)
    configuration.write_text(CONFIGURATION.format(folder=folder, sites=blocks))
    return configuration


@contextmanager
def running_nginx(nginx: Path, folder: Path, sites: Sequence[Site]) -> Iterator[int]:
    """The server with these sites, all of them accepting connections; yields its process id."""
    configuration = configured(folder, sites)
    addresses = {(site.address, site.port) for site in sites}
    with running(
        [nginx, "-p", folder, "-c", configuration],
        log=folder / "nginx.log",
        ready=listens(*addresses),
    ) as process:
        yield process.pid


def _block(site: Site) -> str:
    return SITE.format(
        address=site.address,
        port=site.port,
        listening=site.listening,
        server_name=site.server_name,
        chain_file=site.deployment.chain_file,
        key_file=site.deployment.key_file,
        protocols=" ".join(site.protocols),
        directives=site.directives,
    )
