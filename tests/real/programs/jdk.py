"""The TLS server of Java, as it is by itself and with everything that it still has in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, listens, running

SERVER = Path(__file__).with_name("TlsServer.java")
PASSWORD = "changeit"


@contextmanager
def running_jdk(
    java: Path, folder: Path, deployment: Deployment, *, everything: bool = False
) -> Iterator[int]:
    """The server, compiled as it starts; yields its port."""
    port = free_port()
    key_store = folder / f"jdk-{port}.p12"
    key_store.write_bytes(pkcs12_of(deployment))
    command: list[str | Path] = [
        java,
        "-XX:TieredStopAtLevel=1",
        SERVER,
        str(port),
        key_store,
        PASSWORD,
        "everything" if everything else "default",
    ]
    with running(command, log=folder / f"jdk-{port}.log", ready=listens(("127.0.0.1", port))):
        yield port


def pkcs12_of(deployment: Deployment) -> bytes:
    """The chain and the key in the form that Java reads."""
    leaf, *above = deployment.certificates
    key = load_pem_private_key(deployment.key_file.read_bytes(), password=None)
    assert isinstance(key, RSAPrivateKey)
    encryption = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"server", key, leaf, above, encryption)
