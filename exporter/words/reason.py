"""Why something could not be established: the closed lists of failure and trust reasons."""

from enum import StrEnum

from exporter.words.alert import AlertDescription


class Reason(StrEnum):
    """Why a phase of a probe failed; the values are public."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_NO_ADDRESS = "dns_no_address"
    DNS_SERVFAIL = "dns_servfail"
    DNS_REFUSED = "dns_refused"
    DNS_TIMEOUT = "dns_timeout"
    DNS_ERROR = "dns_error"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_UNREACHABLE = "connect_unreachable"
    CONNECT_RESET = "connect_reset"
    STARTTLS_REFUSED = "starttls_refused"
    STARTTLS_UNEXPECTED = "starttls_unexpected"
    PROXY_REFUSED = "proxy_refused"
    TLS_NOT_TLS = "tls_not_tls"
    TLS_TIMEOUT = "tls_timeout"
    TLS_CLOSED = "tls_closed"
    TLS_RESET = "tls_reset"
    TLS_PROTOCOL_ERROR = "tls_protocol_error"
    CLIENT_CERTIFICATE_REQUIRED = "client_certificate_required"
    DEADLINE = "deadline"
    STARVED = "starved"
    """The exporter itself was held up: paused, frozen or short of CPU."""
    INTERNAL_ERROR = "internal_error"
    TLS_ALERT_UNKNOWN = "tls_alert_unknown"
    TLS_ALERT_CLOSE_NOTIFY = "tls_alert_close_notify"
    TLS_ALERT_UNEXPECTED_MESSAGE = "tls_alert_unexpected_message"
    TLS_ALERT_BAD_RECORD_MAC = "tls_alert_bad_record_mac"
    TLS_ALERT_DECRYPTION_FAILED = "tls_alert_decryption_failed"
    TLS_ALERT_RECORD_OVERFLOW = "tls_alert_record_overflow"
    TLS_ALERT_DECOMPRESSION_FAILURE = "tls_alert_decompression_failure"
    TLS_ALERT_HANDSHAKE_FAILURE = "tls_alert_handshake_failure"
    TLS_ALERT_NO_CERTIFICATE = "tls_alert_no_certificate"
    TLS_ALERT_BAD_CERTIFICATE = "tls_alert_bad_certificate"
    TLS_ALERT_UNSUPPORTED_CERTIFICATE = "tls_alert_unsupported_certificate"
    TLS_ALERT_CERTIFICATE_REVOKED = "tls_alert_certificate_revoked"
    TLS_ALERT_CERTIFICATE_EXPIRED = "tls_alert_certificate_expired"
    TLS_ALERT_CERTIFICATE_UNKNOWN = "tls_alert_certificate_unknown"
    TLS_ALERT_ILLEGAL_PARAMETER = "tls_alert_illegal_parameter"
    TLS_ALERT_UNKNOWN_CA = "tls_alert_unknown_ca"
    TLS_ALERT_ACCESS_DENIED = "tls_alert_access_denied"
    TLS_ALERT_DECODE_ERROR = "tls_alert_decode_error"
    TLS_ALERT_DECRYPT_ERROR = "tls_alert_decrypt_error"
    TLS_ALERT_TOO_MANY_CIDS_REQUESTED = "tls_alert_too_many_cids_requested"
    TLS_ALERT_EXPORT_RESTRICTION = "tls_alert_export_restriction"
    TLS_ALERT_PROTOCOL_VERSION = "tls_alert_protocol_version"
    TLS_ALERT_INSUFFICIENT_SECURITY = "tls_alert_insufficient_security"
    TLS_ALERT_INTERNAL_ERROR = "tls_alert_internal_error"
    TLS_ALERT_INAPPROPRIATE_FALLBACK = "tls_alert_inappropriate_fallback"
    TLS_ALERT_USER_CANCELED = "tls_alert_user_canceled"
    TLS_ALERT_NO_RENEGOTIATION = "tls_alert_no_renegotiation"
    TLS_ALERT_MISSING_EXTENSION = "tls_alert_missing_extension"
    TLS_ALERT_UNSUPPORTED_EXTENSION = "tls_alert_unsupported_extension"
    TLS_ALERT_CERTIFICATE_UNOBTAINABLE = "tls_alert_certificate_unobtainable"
    TLS_ALERT_UNRECOGNIZED_NAME = "tls_alert_unrecognized_name"
    TLS_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = "tls_alert_bad_certificate_status_response"
    TLS_ALERT_BAD_CERTIFICATE_HASH_VALUE = "tls_alert_bad_certificate_hash_value"
    TLS_ALERT_UNKNOWN_PSK_IDENTITY = "tls_alert_unknown_psk_identity"
    TLS_ALERT_CERTIFICATE_REQUIRED = "tls_alert_certificate_required"
    TLS_ALERT_GENERAL_ERROR = "tls_alert_general_error"
    TLS_ALERT_NO_APPLICATION_PROTOCOL = "tls_alert_no_application_protocol"
    TLS_ALERT_ECH_REQUIRED = "tls_alert_ech_required"

    @classmethod
    def of_alert(cls, code: int) -> "Reason":
        """The reason for a fatal alert with this code; unregistered codes share one reason."""
        try:
            return cls(f"tls_alert_{AlertDescription(code).name.lower()}")
        except ValueError:
            return cls.TLS_ALERT_UNKNOWN


OF_OUR_OWN = frozenset({Reason.INTERNAL_ERROR, Reason.STARVED})
"""Reasons that lie with this exporter or its machine: they say nothing of the target."""


class TrustReason(StrEnum):
    """Why a trust store does not accept a chain; the values are public."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SELF_SIGNED = "self_signed"
    UNTRUSTED_ROOT = "untrusted_root"
    INCOMPLETE_CHAIN = "incomplete_chain"
    BAD_SIGNATURE = "bad_signature"
    WEAK_SIGNATURE = "weak_signature"
    NAME_CONSTRAINTS = "name_constraints"
    NOT_A_CA = "not_a_ca"
    PATH_LENGTH = "path_length"
    WRONG_USAGE = "wrong_usage"
    MALFORMED = "malformed"
    OTHER = "other"
