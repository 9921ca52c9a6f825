"""Handshakes by Python's ssl: root file, host, ports; a line for each port, with what was wrong."""

import socket
import ssl
import sys

root_file, host, *ports = sys.argv[1:]
context = ssl.create_default_context(cafile=root_file)
for port in ports:
    said = ""
    try:
        with (
            socket.create_connection(("127.0.0.1", int(port)), timeout=30) as connection,
            context.wrap_socket(connection, server_hostname=host),
        ):
            pass
    except OSError as error:
        said = str(error) or type(error).__name__
    print(port, " ".join(said.split()), sep="\t")  # noqa: T201
