"""Deployments whose server files are read as well, for tests of the guide and the views."""

from dataclasses import replace
from datetime import timedelta

from exporter.model.attempt import Attempt
from exporter.model.certificate import Appraisal, Certificate, ChainAssessment, Malformed
from exporter.model.evidence import Sighting
from exporter.model.judged_chain import FileChain
from exporter.model.outcome import Outcome
from exporter.model.place import File
from exporter.model.server_config import Flaw, Line, Pair, ServerConfig, Site, Socket
from exporter.model.server_file import Account, Contents, Node, PrivateKey, Trail
from exporter.model.target import ServerFiles
from exporter.words.phase import Phase
from exporter.words.server_software import ServerSoftware
from tests.deployments import HEALTHY, LEAF, NOW, TARGET, Deployment, assessment

CONFIG, CERTIFICATE, KEY = "/etc/nginx/nginx.conf", "/etc/ssl/www.pem", "/etc/ssl/www.key"
PAIR = Pair(certificate=CERTIFICATE, key=KEY)
ROOT = Account(name="root", number=0, groups=frozenset({0}))
ON_DISK = replace(LEAF, public_key=b"public")
RENEWED = replace(
    ON_DISK, serial="05b2", der=b"renewed", not_before=NOW, not_after=NOW + timedelta(days=90)
)
OLDER = replace(RENEWED, not_before=LEAF.not_before - timedelta(days=10))
MATCHING = PrivateKey(form="PKCS#8", kind="ECDSA P-256", public_key=b"public")
LOCKED = PrivateKey(form="PKCS#8, encrypted", needs="its passphrase: it is encrypted")


def site(*names: str, pairs: tuple[Pair, ...] = (PAIR,)) -> Site:
    """A block of the configuration."""
    return Site(where=Line(file=CONFIG, number=12), names=names, pairs=pairs)


def config(*sites: Site, flaws: tuple[Flaw, ...] = ()) -> ServerConfig:
    """Nginx's, with its sites at one address."""
    sockets = tuple(
        Socket(address="203.0.113.10", port=443, is_tls=True, sites=sites, default=default)
        for default in sites[:1]
    )
    return ServerConfig(software=ServerSoftware.NGINX, sites=sites, sockets=sockets, flaws=flaws)


def seen(path: str, *outcomes: Outcome[object]) -> Sighting:
    """What was read of a file."""
    phases = (Phase.FILE, Phase.CONTENTS)
    attempts = (
        Attempt(phase=phase, outcome=one) for phase, one in zip(phases, outcomes, strict=False)
    )
    return Sighting(place=File(path=path), attempts=tuple(attempts))


def trail(path: str, *, mode: int = 0o600, reader: Account | None = ROOT) -> Trail:
    """A file of root's."""
    folder = Node(path="/", mode=0o755, owner=0, group=0)
    file = Node(path=path, mode=mode, owner=0, group=0)
    return Trail(folders=(folder,), file=file, modified=NOW, reader=reader)


def held(
    *certificates: Certificate,
    path: str = CERTIFICATE,
    chain_path: str = "",
    judged: ChainAssessment | Malformed | None = None,
) -> FileChain:
    """The certificates of a file, judged; as trusted, if nothing else is said."""
    appraisal = Appraisal(
        assessment=judged or assessment(*certificates),
        since=NOW,
        until=NOW + timedelta(hours=1),
        trust=("mozilla",),
        seconds=0.0,
    )
    chain = tuple(one.der for one in certificates)
    return FileChain(path=path, chain_path=chain_path, chain=chain, appraisal=appraisal)


def on_disk(
    *certificates: Certificate,
    key: PrivateKey | None = MATCHING,
    configured: Outcome[object] | None = None,
    contents: Outcome[object] | None = None,
    key_trail: Outcome[object] | None = None,
) -> Deployment:
    """The healthy deployment with these certificates and this key in its files."""
    chain = certificates or (ON_DISK,)
    return replace(
        HEALTHY,
        target=replace(TARGET, server=ServerFiles(nginx=CONFIG)),
        files=(
            seen(CONFIG, configured or config(site("www.example.com"))),
            seen(CERTIFICATE, trail(CERTIFICATE), contents or Contents(certificates=(b"x",))),
            seen(KEY, key_trail or trail(KEY), Contents(keys=(key,) if key else ())),
        ),
        file_chains=() if contents else (held(*chain),),
    )
