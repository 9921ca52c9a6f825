"""Which alert must be fired by which deployment of the lab: the one that names the cause."""

from collections.abc import Mapping
from dataclasses import replace

from dns.rcode import Rcode

from exporter.lab.deployment import (
    SECOND_ADDRESS,
    Deployment,
    DnsAnswer,
    Listener,
    TlsServer,
    listening,
)
from exporter.lab.scenario import Scenario, Watch, only
from exporter.lab.scenarios import SCENARIOS

ROOT_CAUSES: Mapping[str, str] = {
    "port-closed": "TLSPortClosed",
    "port-filtered": "TLSPortClosed",
    "one-of-two-closed": "TLSPortClosedOnSomeAddresses",
    "origin-closed": "TLSPortClosedOnSomeAddresses",
    "plain-http": "TLSPortNotTLS",
    "silent": "TLSHandshakeNoAnswer",
    "hang-up": "TLSHandshakeNoAnswer",
    "reset": "TLSHandshakeNoAnswer",
    "name-refused": "TLSServerNameRefused",
    "expired": "TLSCertificateExpired",
    "one-of-two-expired": "TLSCertificateExpired",
    "not-yet-valid": "TLSCertificateNotYetValid",
    "expiring": "TLSCertificateExpiryImminent",
    "renewal-overdue": "TLSCertificateRenewalOverdue",
    "wrong-host": "TLSCertificateHostnameMismatch",
    "self-signed": "TLSCertificateSelfSigned",
    "untrusted-root": "TLSCertificateUntrusted",
    "wrong-address": "TLSDNSUnexpectedAddress",
    "stale-cache": "TLSDNSUnexpectedAddressAtSomeResolvers",
    "no-such-name": "TLSDNSLookupFailed",
    "dns-broken": "TLSDNSLookupFailed",
    "resolver-broken": "TLSDNSLookupFailedAtSomeResolvers",
    "split-view": "TLSDNSResolversDisagree",
    "missing-intermediate": "TLSChainIncomplete",
    "expired-intermediate": "TLSChainCertificateExpired",
    "expired-cross-sign": "TLSChainUnusedCertificateExpired",
    "ending-intermediate": "TLSIntermediateExpiring",
    "wrong-order": "TLSChainOutOfOrder",
    "leftover-certificate": "TLSChainUnrelatedCertificate",
    "root-included": "TLSChainRootIncluded",
    "old-protocols": "TLSDeprecatedProtocol",
    "tls13-demanded": "TLSDeprecatedProtocol",
    "no-certificate": "TLSHandshakeRefused",
    "mutual-tls": "TLSClientCertificateRequired",
    "mutual-tls12": "TLSClientCertificateRequired",
}
