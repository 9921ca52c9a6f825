"""What Apache needs beside certificates and keys."""

from exporter.webserver.needs.accounts import GROUP, USER
from exporter.webserver.needs.ciphers import CIPHERS, SUITES
from exporter.webserver.needs.files import CERTIFICATES, CONTENT, FOLDER, PARAMETERS, REVOCATIONS
from exporter.webserver.needs.groups import GROUPS
from exporter.webserver.needs.need import Needs

OF_SERVER: Needs = {"user": USER, "group": GROUP}
"""What counts on the level of the server alone."""
OF_TLS: Needs = {
    "sslcacertificatefile": CERTIFICATES,
    "sslcadnrequestfile": CERTIFICATES,
    "sslproxycacertificatefile": CONTENT,
    "sslcarevocationfile": REVOCATIONS,
    "sslproxycarevocationfile": CONTENT,
    "sslcacertificatepath": FOLDER,
    "sslcadnrequestpath": FOLDER,
    "sslcarevocationpath": FOLDER,
    "sslproxycacertificatepath": FOLDER,
    "sslopensslconfcmd dhparameters": PARAMETERS,
    "sslopensslconfcmd cipherstring": CIPHERS,
    "sslopensslconfcmd ciphersuites": SUITES,
    "sslopensslconfcmd curves": GROUPS,
    "sslopensslconfcmd ecdhparameters": GROUPS,
    "sslopensslconfcmd groups": GROUPS,
    "sslciphersuite": CIPHERS,
    "sslciphersuite ssl": CIPHERS,
    "sslciphersuite tlsv1.3": SUITES,
}
"""What counts on levels that speak TLS."""
OF_PROXY: Needs = {
    "sslproxycacertificatefile": CERTIFICATES,
    "sslproxycarevocationfile": REVOCATIONS,
    "sslproxyciphersuite": CIPHERS,
    "sslproxyciphersuite ssl": CIPHERS,
    "sslproxyciphersuite tlsv1.3": SUITES,
}
"""What counts on levels that speak TLS with servers behind them, before which it is not looked at."""
