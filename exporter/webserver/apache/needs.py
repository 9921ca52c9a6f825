"""What Apache needs beside certificates and keys."""

from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS
from exporter.webserver.needs.files import CERTIFICATES, FOLDER, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.need import Needs

OF_SERVER: Needs = {"user": USER, "group": GROUP}
"""What counts on the level of the server alone."""
OF_TLS: Needs = {
    "sslcacertificatefile": CERTIFICATES,
    "sslcadnrequestfile": CERTIFICATES,
    "sslproxycacertificatefile": CERTIFICATES,
    "sslcarevocationfile": REVOCATIONS,
    "sslproxycarevocationfile": REVOCATIONS,
    "sslcacertificatepath": FOLDER,
    "sslcadnrequestpath": FOLDER,
    "sslcarevocationpath": FOLDER,
    "sslproxycacertificatepath": FOLDER,
    "sslopensslconfcmd dhparameters": PARAMETERS,
    "sslciphersuite": CIPHERS,
    "sslciphersuite ssl": CIPHERS,
    "sslproxyciphersuite": CIPHERS,
    "sslproxyciphersuite ssl": CIPHERS,
}
"""What counts on levels that speak TLS."""
