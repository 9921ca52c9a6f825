"""Every metric family of targets, declared once: name, labels, meaning, type, step."""

from dataclasses import dataclass
from enum import StrEnum

from exporter.words.step import Step


class MetricType(StrEnum):
    """The type that the exposition formats announce."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """A metric family; two families are the same only if they are one object."""

    name: str
    help: str
    """A sentence for the person who reads an alert, with unit and source."""
    labels: tuple[str, ...] = ()
    """Beyond `target` and the target's own labels, in the order they are written."""
    step: Step | None = None
    """The step of the guide that the family informs."""
    type: MetricType = MetricType.GAUGE

    @property
    def unit(self) -> str:
        """The unit as OpenMetrics states it; empty for families that are plain numbers."""
        return next((unit for unit in ("seconds", "days") if self.name.endswith(f"_{unit}")), "")


TARGET_INFO = Family(
    name="tls_target_info",
    labels=("host", "port", "server_name", "starttls"),
    help="What is probed, from the configuration; always 1.",
)
TARGET_INTERVAL = Family(
    name="tls_target_interval_seconds",
    help="Seconds between two probes of the target, from the configuration.",
)
PROBE_SUCCESS = Family(
    name="tls_probe_success",
    help="1 if every endpoint probed answered with a TLS handshake, 0 if one did not or there was "
    "none to probe.",
)
PROBE_DURATION = Family(
    name="tls_probe_duration_seconds",
    help="Seconds that the last probe of the target took.",
)
PROBE_TIMESTAMP = Family(
    name="tls_probe_timestamp_seconds",
    help="Unix time at which the last probe of the target began.",
)
PROBE_PHASE_DURATION = Family(
    name="tls_probe_phase_duration_seconds",
    labels=("address", "phase"),
    help="Seconds spent in one phase of the last probe; for the phase dns, whose address is empty, "
    "until the slowest resolver had answered.",
)
PROBE_FAILURE = Family(
    name="tls_probe_failure",
    labels=("address", "phase", "reason"),
    help="1 for each phase of the last probe that failed, with its reason; the address is empty "
    "for lookups, the phase too where the probe as a whole ended early.",
)
PORT_OPEN = Family(
    name="tls_port_open",
    labels=("address", "role"),
    step=Step.PORT,
    help="1 if the address accepted a TCP connection, 0 if it is known that it did not.",
)
PORT_STATE = Family(
    name="tls_port_state",
    labels=("address", "role", "state"),
    step=Step.PORT,
    help="1 for the state the port was found in: open, refused, timeout, unreachable or reset.",
)
HANDSHAKE_SUCCESS = Family(
    name="tls_handshake_success",
    labels=("address",),
    step=Step.SERVER_CONFIG,
    help="1 if the TLS handshake was completed, whatever the certificate; 0 if it was tried and "
    "failed.",
)
CERTIFICATE_EXPIRY_DAYS = Family(
    name="tls_certificate_expiry_days",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="Days from this scrape until the certificate of the server ends; negative after its end.",
)
CERTIFICATE_NOT_BEFORE = Family(
    name="tls_certificate_not_before_timestamp_seconds",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="Unix time from which the certificate of the server is valid (notBefore).",
)
CERTIFICATE_NOT_AFTER = Family(
    name="tls_certificate_not_after_timestamp_seconds",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="Unix time until which the certificate of the server is valid (notAfter).",
)
CERTIFICATE_MATCHES_HOST = Family(
    name="tls_certificate_matches_host",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="1 if a subject alternative name of the certificate covers the server name (RFC 9525).",
)
CERTIFICATE_SELF_SIGNED = Family(
    name="tls_certificate_self_signed",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="1 if the certificate of the server is issued to itself and signed by its own key.",
)
CERTIFICATE_TRUSTED = Family(
    name="tls_certificate_trusted",
    labels=("address", "trust_store"),
    step=Step.CERTIFICATE,
    help="1 if the trust store accepted the chain when it was probed, the host name left out.",
)
CERTIFICATE_TRUST_FAILURE = Family(
    name="tls_certificate_trust_failure",
    labels=("address", "trust_store", "reason"),
    step=Step.CERTIFICATE,
    help="1 for the reason why the trust store does not accept the chain.",
)
CERTIFICATE_SCTS = Family(
    name="tls_certificate_scts",
    labels=("address",),
    step=Step.CERTIFICATE,
    help="Signed certificate timestamps embedded in the certificate of the server (RFC 6962).",
)
CERTIFICATE_INFO = Family(
    name="tls_certificate_info",
    labels=("address", "fingerprint_sha256", "serial", "subject", "issuer", "key", "signature"),
    step=Step.CERTIFICATE,
    help="What the certificate of the server says of itself; always 1.",
)
DNS_LOOKUP_SUCCESS = Family(
    name="tls_dns_lookup_success",
    labels=("resolver",),
    step=Step.DNS,
    help="1 if the resolver gave an address for the host, 0 if its lookup failed.",
)
DNS_MATCHES_EXPECTED = Family(
    name="tls_dns_matches_expected",
    labels=("resolver",),
    step=Step.DNS,
    help="1 if every address the resolver gave lies within expected_ips of the configuration.",
)
DNS_ADDRESSES = Family(
    name="tls_dns_addresses",
    labels=("resolver", "rrtype"),
    step=Step.DNS,
    help="Addresses that the resolver gave in records of one type.",
)
DNS_TTL = Family(
    name="tls_dns_ttl_seconds",
    labels=("resolver", "rrtype"),
    step=Step.DNS,
    help="Time to live of the resolver's answer in seconds, as told when it was asked; answers are "
    "asked for anew when it has passed, after five minutes at most.",
)
DNS_RESOLVERS_AGREE = Family(
    name="tls_dns_resolvers_agree",
    step=Step.DNS,
    help="1 if any two resolvers that answered have an address in common, 0 if two have none; "
    "needs answers of at least two resolvers.",
)
CHAIN_LENGTH = Family(
    name="tls_chain_length",
    labels=("address",),
    step=Step.CHAIN,
    help="Certificates that the server sent, its own included.",
)
CHAIN_COMPLETE = Family(
    name="tls_chain_complete",
    labels=("address", "trust_store"),
    step=Step.CHAIN,
    help="1 if the certificates as sent lead to an anchor of the trust store, whatever their "
    "dates.",
)
CHAIN_ORDERED = Family(
    name="tls_chain_ordered",
    labels=("address",),
    step=Step.CHAIN,
    help="1 if each certificate sent is followed by its issuer.",
)
CHAIN_INCLUDES_ROOT = Family(
    name="tls_chain_includes_root",
    labels=("address",),
    step=Step.CHAIN,
    help="1 if the server sends a root certificate along, which clients do not need.",
)
CHAIN_UNRELATED = Family(
    name="tls_chain_unrelated_certificates",
    labels=("address",),
    step=Step.CHAIN,
    help="Certificates sent that are on no path up from that of the server.",
)
CHAIN_NOT_AFTER = Family(
    name="tls_chain_not_after_timestamp_seconds",
    labels=("address",),
    step=Step.CHAIN,
    help="Unix time at which the first certificate ends on the path that the first trust store "
    "to accept the chain uses, its anchor included.",
)
PROTOCOL_ENABLED = Family(
    name="tls_protocol_enabled",
    labels=("address", "protocol"),
    step=Step.COMPATIBILITY,
    help="1 if the endpoint accepts the protocol version, 0 if it is known to refuse it; from the "
    "last scan and the last handshake.",
)
WEAKEST_PROTOCOL = Family(
    name="tls_weakest_protocol",
    labels=("address", "protocol"),
    step=Step.COMPATIBILITY,
    help="The weakest protocol version that the last scan found accepted, as a number that orders "
    "them: 0.2 and 0.3 for SSL, 1.0 to 1.3 for TLS.",
)
WEAK_CIPHER_ENABLED = Family(
    name="tls_weak_cipher_enabled",
    labels=("address", "cipher_class"),
    step=Step.COMPATIBILITY,
    help="1 if a cipher suite of the class was accepted at any protocol version, 0 if all that the "
    "scan knows (none with pre-shared keys, Kerberos or static DH) were refused at every version "
    "that is enabled.",
)
FORWARD_SECRECY = Family(
    name="tls_forward_secrecy",
    labels=("address",),
    step=Step.COMPATIBILITY,
    help="1 if TLS 1.3 or a suite with an ephemeral key exchange was accepted, 0 if none is.",
)
KEY_EXCHANGE_GROUP_ENABLED = Family(
    name="tls_key_exchange_group_enabled",
    labels=("address", "group"),
    step=Step.COMPATIBILITY,
    help="1 if the key exchange group was accepted, 0 if it was refused at the strongest protocol "
    "version that is enabled.",
)
KEY_EXCHANGE_GROUP_PREFERRED = Family(
    name="tls_key_exchange_group_preferred",
    labels=("address", "group"),
    step=Step.COMPATIBILITY,
    help="1 for the key exchange group that the endpoint chooses whatever the client's order and "
    "key share; no series if it goes by those.",
)
DH_GROUP_SIZE = Family(
    name="tls_dh_group_size",
    labels=("address",),
    step=Step.COMPATIBILITY,
    help="Size in bits of the smallest finite-field Diffie-Hellman prime that the last scan saw the "
    "endpoint use below TLS 1.3.",
)
CLIENT_SUPPORTED = Family(
    name="tls_client_supported",
    labels=("address", "client"),
    step=Step.COMPATIBILITY,
    help="1 if the browser, device or library would connect and trust the certificate, 0 if it "
    "would not; reckoned from the last scan and the chain as sent.",
)
SCAN_CONNECTIONS = Family(
    name="tls_scan_connections",
    labels=("address",),
    step=Step.COMPATIBILITY,
    help="Connections that the last scan opened, 24 at most.",
)
SCAN_TIMESTAMP = Family(
    name="tls_scan_timestamp_seconds",
    labels=("address",),
    step=Step.COMPATIBILITY,
    help="Unix time of the last scan, which is made less often than the probe.",
)
NEGOTIATED_INFO = Family(
    name="tls_negotiated_info",
    labels=("address", "protocol", "cipher", "group", "alpn"),
    step=Step.COMPATIBILITY,
    help="What the ordinary handshake of the last probe settled on; always 1.",
)
STEP_STATUS = Family(
    name="tls_step_status",
    labels=("step",),
    help="1 if the step of the guide is passed, 0 if it is failing; no series if it is not "
    "checked.",
)
FIRST_FAILING_STEP = Family(
    name="tls_first_failing_step",
    help="Number of the first failing step of the guide, 1 to 9, where a person should begin; "
    "0 if none fails.",
)
FINDING = Family(
    name="tls_finding",
    labels=("address", "step", "code", "severity"),
    help="1 for each present finding; the address is empty where it is about the target.",
)

TARGET_FAMILIES: tuple[Family, ...] = (
    TARGET_INFO,
    TARGET_INTERVAL,
    PROBE_SUCCESS,
    PROBE_DURATION,
    PROBE_TIMESTAMP,
    PROBE_PHASE_DURATION,
    PROBE_FAILURE,
    STEP_STATUS,
    FIRST_FAILING_STEP,
    FINDING,
    PORT_OPEN,
    PORT_STATE,
    HANDSHAKE_SUCCESS,
    CERTIFICATE_EXPIRY_DAYS,
    CERTIFICATE_NOT_BEFORE,
    CERTIFICATE_NOT_AFTER,
    CERTIFICATE_MATCHES_HOST,
    CERTIFICATE_SELF_SIGNED,
    CERTIFICATE_TRUSTED,
    CERTIFICATE_TRUST_FAILURE,
    CERTIFICATE_SCTS,
    CERTIFICATE_INFO,
    DNS_LOOKUP_SUCCESS,
    DNS_MATCHES_EXPECTED,
    DNS_ADDRESSES,
    DNS_TTL,
    DNS_RESOLVERS_AGREE,
    CHAIN_LENGTH,
    CHAIN_COMPLETE,
    CHAIN_ORDERED,
    CHAIN_INCLUDES_ROOT,
    CHAIN_UNRELATED,
    CHAIN_NOT_AFTER,
    PROTOCOL_ENABLED,
    WEAKEST_PROTOCOL,
    WEAK_CIPHER_ENABLED,
    FORWARD_SECRECY,
    KEY_EXCHANGE_GROUP_ENABLED,
    KEY_EXCHANGE_GROUP_PREFERRED,
    DH_GROUP_SIZE,
    CLIENT_SUPPORTED,
    SCAN_TIMESTAMP,
    SCAN_CONNECTIONS,
    NEGOTIATED_INFO,
)
"""The families of targets, in the order of the exposition."""
