"""A TLS server of the OpenSSL that the package cryptography brings: port, chain, key.

It is newer than Debian's and knows post-quantum groups. `bundled_openssl.running_bundled_openssl`
starts it.
"""

import socket
import sys
from contextlib import suppress
from threading import Thread

from OpenSSL import SSL

PATIENCE = 5.0
"""Seconds that a silent client is borne with."""


def serve(client: socket.socket, context: SSL.Context) -> None:
    """One handshake, and what the client says after it, for as long as it says anything."""
    # A socket with a Python timeout does not block, which pyOpenSSL leaves to its caller.
    seconds = int(PATIENCE).to_bytes(8, sys.byteorder) + bytes(8)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
    connection = SSL.Connection(context, client)
    connection.set_accept_state()
    with client, suppress(SSL.Error):
        connection.do_handshake()
        connection.recv(1)


def main(port: str, chain_file: str, key_file: str) -> None:
    """Serves until it is ended."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate_chain_file(chain_file)
    context.use_privatekey_file(key_file)
    with socket.create_server(("127.0.0.1", int(port))) as listener:
        while True:
            client, _ = listener.accept()
            Thread(target=serve, args=(client, context), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
