"""The tables of facts, the public list of metric names and the page on metrics say the same."""

import re
from pathlib import Path

from exporter.views.exporter_catalogue import EXPORTER_FAMILIES
from exporter.views.metrics.table import TARGET_FAMILIES
from exporter.words.label_name import LABEL_NAMES

DOCUMENT = Path(__file__).parents[4] / "docs" / "metrics.md"
FAMILIES = (*TARGET_FAMILIES, *EXPORTER_FAMILIES)
PUBLIC = {
    "tls_target_info": "host port server_name starttls",
    "tls_target_interval_seconds": "",
    "tls_probe_success": "",
    "tls_probe_duration_seconds": "",
    "tls_probe_timestamp_seconds": "",
    "tls_probe_phase_duration_seconds": "address phase",
    "tls_probe_failure": "address phase reason",
    "tls_port_open": "address role",
    "tls_port_state": "address role state",
    "tls_handshake_success": "address",
    "tls_certificate_seen_timestamp_seconds": "address key_type",
    "tls_certificate_expiry_days": "address key_type",
    "tls_certificate_not_before_timestamp_seconds": "address key_type",
    "tls_certificate_not_after_timestamp_seconds": "address key_type",
    "tls_certificate_changed_timestamp_seconds": "address key_type",
    "tls_certificate_matches_host": "address key_type",
    "tls_certificate_self_signed": "address key_type",
    "tls_certificate_trusted": "address key_type trust_store",
    "tls_certificate_trust_failure": "address key_type trust_store reason",
    "tls_certificate_revoked": "address key_type source serial subject",
    "tls_certificate_renewal_window_start_timestamp_seconds": "address key_type",
    "tls_certificate_renewal_window_end_timestamp_seconds": "address key_type",
    "tls_certificate_scts": "address key_type",
    "tls_certificate_sct_operators": "address key_type",
    "tls_certificate_alternates": "address key_type",
    "tls_probe_failure_ratio": "address phase reason",
    "tls_certificate_info": "address key_type fingerprint_sha256 serial subject issuer key signature",
    "tls_chain_length": "address key_type",
    "tls_chain_complete": "address key_type trust_store",
    "tls_chain_aia_completable": "address key_type",
    "tls_chain_ordered": "address key_type",
    "tls_chain_includes_root": "address key_type",
    "tls_chain_unrelated_certificates": "address key_type",
    "tls_chain_not_after_timestamp_seconds": "address key_type",
    "tls_protocol_enabled": "address protocol",
    "tls_weakest_protocol": "address protocol",
    "tls_weak_cipher_enabled": "address cipher_class",
    "tls_forward_secrecy": "address",
    "tls_key_exchange_group_enabled": "address group",
    "tls_key_exchange_group_preferred": "address group",
    "tls_dh_group_size": "address",
    "tls_client_supported": "address client",
    "tls_client_shut_out": "address client",
    "tls_scan_timestamp_seconds": "address",
    "tls_scan_connections": "address",
    "tls_scan_complete": "address",
    "tls_negotiated_info": "address protocol cipher group alpn",
    "tls_client_certificate_requested": "address",
    "tls_dns_lookup_success": "resolver",
    "tls_dns_matches_expected": "resolver",
    "tls_dns_addresses": "resolver rrtype",
    "tls_dns_ttl_seconds": "resolver rrtype",
    "tls_dns_resolvers_agree": "",
    "tls_dns_validated": "resolver",
    "tls_dns_authoritative_agree": "",
    "tls_dns_cache_stale_seconds": "resolver",
    "tls_hsts_max_age_seconds": "address",
    "tls_server_config_valid": "file",
    "tls_served_certificate_matches_file": "address file",
    "tls_private_key_matches_certificate": "file",
    "tls_file_readable": "file user",
    "tls_private_key_exposed": "file",
    "tls_file_certificate_not_after_timestamp_seconds": "file fingerprint_sha256",
    "tls_file_problem": "file code",
    "tls_standing": "standing",
    "tls_step_status": "step",
    "tls_first_failing_step": "",
    "tls_finding": "address document file resolver step code severity",
    "tls_exporter_build_info": "version pythonversion opensslversion",
    "tls_exporter_client_catalogue_info": "version",
    "tls_exporter_config_last_reload_successful": "",
    "tls_exporter_config_last_reload_success_timestamp_seconds": "",
    "tls_exporter_time_seconds": "",
    "tls_exporter_shard_info": "shard shards",
    "tls_exporter_targets": "",
    "tls_exporter_targets_of_all_shards": "",
    "tls_exporter_probes_total": "result",
    "tls_exporter_probes_in_flight": "",
    "tls_exporter_probes_skipped_total": "",
    "tls_exporter_schedule_delay_seconds": "",
    "tls_exporter_resolver_up": "resolver",
    "tls_exporter_family_up": "family",
    "tls_exporter_discovery_targets": "source",
    "tls_exporter_discovery_problems": "source",
    "tls_exporter_trust_store_info": "trust_store version",
    "tls_exporter_trust_store_certificates": "trust_store",
    "tls_exporter_trust_store_timestamp_seconds": "trust_store",
    "tls_exporter_trust_store_last_read_successful": "trust_store",
    "tls_exporter_ct_log_list_timestamp_seconds": "file",
    "tls_exporter_ct_log_list_last_read_successful": "file",
    "tls_exporter_internal_errors_total": "",
}
"""What users scrape and alert on: a change here is a change of the public contract."""


def test_the_tables_hold_exactly_the_public_families() -> None:
    """Each once, with its labels in their public order."""
    assert {family.name: " ".join(family.labels) for family in FAMILIES} == PUBLIC
    assert len(FAMILIES) == len(PUBLIC)


def test_the_page_on_metrics_names_every_family_once() -> None:
    """In the first column of its tables, and no other family stands there."""
    rows = re.findall(r"^\| `(\w+_\w+)`", DOCUMENT.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(PUBLIC)


def test_every_help_text_is_a_sentence() -> None:
    """It ends with a full stop and needs no escape in either format."""
    for family in FAMILIES:
        assert family.help.endswith("."), family.name
        assert family.help[0].isupper() or family.help[0].isdigit(), family.name
        assert not set(family.help) & set('"\\\n|'), family.name


def test_an_own_label_cannot_replace_one_of_ours() -> None:
    """Every label of a target's series is a word that the configuration refuses."""
    ours = {"target", *(label for family in TARGET_FAMILIES for label in family.labels)}
    assert ours <= LABEL_NAMES
