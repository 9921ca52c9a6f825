"""A TLS server of tlslite-ng with everything that it can speak: port, chain, key, its versions.

It is a program of its own: `tlslite_ng.running_tlslite` starts it.
"""

import socket
import sys
from pathlib import Path
from threading import Thread

from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
from tlslite.errors import BaseTLSException
from tlslite.handshakesettings import ALL_CIPHER_NAMES, ALL_MAC_NAMES

VERSIONS = {
    "SSLv3": (3, 0),
    "TLSv1.0": (3, 1),
    "TLSv1.1": (3, 2),
    "TLSv1.2": (3, 3),
    "TLSv1.3": (3, 4),
}
PATIENCE = 5.0
"""Seconds that a silent client is borne with."""


def settings(weakest: str, strongest: str) -> HandshakeSettings:
    """Every cipher from the weakest version to the strongest."""
    wanted = HandshakeSettings()
    wanted.minVersion, wanted.maxVersion = VERSIONS[weakest], VERSIONS[strongest]
    # What the extension supported_versions is compared with, whatever the bounds are.
    wanted.versions = [
        version
        for version in VERSIONS.values()
        if wanted.minVersion <= version <= wanted.maxVersion
    ]
    wanted.cipherNames = list(ALL_CIPHER_NAMES)
    wanted.macNames = list(ALL_MAC_NAMES)
    return wanted


def serve(
    client: socket.socket, chain: X509CertChain, key: object, wanted: HandshakeSettings
) -> None:
    """One handshake, and what the client says after it, for as long as it says anything."""
    client.settimeout(PATIENCE)
    connection = TLSConnection(client)
    try:
        connection.handshakeServer(certChain=chain, privateKey=key, settings=wanted)
        connection.read(min=1, max=1)
    except (BaseTLSException, OSError, ValueError):
        pass
    finally:
        client.close()


def main(port: str, chain_file: str, key_file: str, weakest: str, strongest: str) -> None:
    """Serves until it is ended."""
    chain = X509CertChain()
    chain.parsePemList(Path(chain_file).read_text())
    key = parsePEMKey(Path(key_file).read_text(), private=True)
    wanted = settings(weakest, strongest)
    with socket.create_server(("127.0.0.1", int(port))) as listener:
        while True:
            client, _ = listener.accept()
            Thread(target=serve, args=(client, chain, key, wanted), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
