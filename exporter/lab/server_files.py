"""The files of a lab's server: a configuration as nginx, Apache or HAProxy has it, certificate and key."""

from dataclasses import field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic.dataclasses import dataclass

from exporter.guide.data_file import STRICT
from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain
from exporter.model.target import ServerFiles
from exporter.words.server_software import ServerSoftware


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Form:
    """How a software writes its configuration."""

    whole: str
    site: str


FORMS = {
    ServerSoftware.NGINX: Form(
        whole="user {user};\nevents {{}}\nhttp {{{sites}}}\n",
        site="""
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name {name};
        ssl_certificate {folder}/{file}.pem;
        ssl_certificate_key {folder}/{file}.key;{more}
    }}
""",
    ),
    ServerSoftware.APACHE: Form(
        whole="Listen 127.0.0.1:{port}{sites}",
        site="""
<VirtualHost 127.0.0.1:{port}>
    ServerName {name}
    SSLEngine on
    SSLCertificateFile {folder}/{file}.pem
    SSLCertificateKeyFile {folder}/{file}.key{more}
</VirtualHost>
""",
    ),
    ServerSoftware.HAPROXY: Form(
        whole="frontend www\n    bind 127.0.0.1:{port} ssl{sites}\n",
        site=" crt {folder}/{file}.pem{more}",
    ),
}


class KeyFile(StrEnum):
    """What the file with the private key holds."""

    MATCHING = "matching"
    OTHER = "other"
    """The key of another certificate."""
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeployedFiles:
    """What lies on the server's disk; all in good order where nothing is told."""

    software: ServerSoftware = ServerSoftware.NGINX
    chain: SentChain = field(default_factory=SentChain)
    """In the certificate file."""
    below: SentChain | None = None
    """What was appended to it."""
    text: str | None = None
    """What the certificate file holds instead; empty: there is no such file."""
    key: KeyFile = KeyFile.MATCHING
    is_exposed: bool = False
    """Whether every user may read the key."""
    site: str = ""
    """The name in the configuration; the scenario's host where empty."""
    more: str = ""
    """What stands in the configuration as well."""
    beside: SentChain | None = None
    """The certificate of a second site, whose name begins with "beside."."""
    user: str = ""
    """As whom the server reads its files; root where empty."""


def write_files(
    files: DeployedFiles, folder: Path, *, authorities: Authorities, host: str, port: int
) -> ServerFiles:
    """Writes them into the folder, which every user may pass, and says where they are."""
    folder.chmod(0o711)
    sites = {"www": files.site or host}
    write_pair(files, folder, "www", authorities=authorities, host=host)
    if files.beside:
        sites["beside"] = f"beside.{host}"
        other = DeployedFiles(software=files.software, chain=files.beside)
        write_pair(other, folder, "beside", authorities=authorities, host=host)
    form = FORMS[files.software]
    written = "".join(
        form.site.format(
            port=port,
            name=name,
            folder=folder,
            file=file,
            more=f"\n        {files.more}" if files.more and file == "www" else "",
        )
        for file, name in sites.items()
    )
    config = folder / f"{files.software.key}.conf"
    config.write_text(form.whole.format(user=files.user or "root", port=port, sites=written))
    match files.software:
        case ServerSoftware.NGINX:
            return ServerFiles(nginx=str(config), user=files.user)
        case ServerSoftware.APACHE:
            return ServerFiles(apache=str(config), user=files.user)
        case ServerSoftware.HAPROXY:
            return ServerFiles(haproxy=(str(config),), user=files.user)


def write_pair(
    files: DeployedFiles, folder: Path, name: str, *, authorities: Authorities, host: str
) -> None:
    """A certificate and its key, as two files of this name."""
    certificate = folder / f"{name}.pem"
    key = folder / (
        f"{name}.pem.key" if files.software is ServerSoftware.HAPROXY else f"{name}.key"
    )
    pem = "".join(
        one.public_bytes(Encoding.PEM).decode()
        for chain in (files.chain, files.below)
        if chain
        for one in authorities.credentials(chain, host=host).certificates
    )
    if files.text != "":
        certificate.write_text(pem if files.text is None else files.text)
    key.touch(mode=0o600)
    key.write_bytes(key_pem(files, authorities, host))
    key.chmod(0o644 if files.is_exposed else 0o600)


def key_pem(files: DeployedFiles, authorities: Authorities, host: str) -> bytes:
    """The private key as it lies there."""
    other = SentChain(leaf=Leaf(names=(f"other.{host}",)))
    chain = other if files.key is KeyFile.OTHER else files.chain
    key = authorities.credentials(chain, host=host).key
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.replace(b"M", b"A", 3) if files.key is KeyFile.DAMAGED else pem
