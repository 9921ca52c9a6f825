"""What fires each alert in the test of everything together: deployments of the lab, or else."""

from collections.abc import Mapping

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
    "split-view": "TLSDNSResolversDisagree",
    "resolver-broken": "TLSDNSLookupFailedAtSomeResolvers",
    "no-such-name": "TLSDNSLookupFailed",
    "dns-broken": "TLSDNSLookupFailed",
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
"""The one alert that names the cause, for each deployment with a fault."""

NOT_BY_A_DEPLOYMENT: Mapping[str, str] = {
    "TLSExporterDown": "the exporter is ended",
    "TLSExporterConfigReloadFailed": "the exporter is given a configuration that it refuses",
    "TLSExporterTargetFilesBroken": "a file of targets is no YAML",
    "TLSExporterAbsent": "only promtool: it takes a Prometheus that has nothing to scrape",
    "TLSProbeStale": "only promtool: a probe is late after minutes at the earliest",
    "TLSExporterInternalErrors": "only promtool: it takes a defect of the exporter",
}
"""How the others are fired, or why only promtool's tests fire them."""
