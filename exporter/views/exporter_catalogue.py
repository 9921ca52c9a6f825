"""Every metric family of the exporter itself, declared once."""

from typing import NamedTuple

from exporter.views.metrics.family import Family, MetricType


class ExporterFamilies(NamedTuple):
    """The families of the exporter itself, which carry no `target`."""

    build_info: Family = Family(
        name="tls_exporter_build_info",
        labels=("version", "pythonversion", "opensslversion"),
        help="Versions of this exporter, its Python and the OpenSSL it makes handshakes with; "
        "always 1.",
    )
    client_catalogue_info: Family = Family(
        name="tls_exporter_client_catalogue_info",
        labels=("version",),
        help="The state of what this exporter knows of clients and the roots they trust; always 1.",
    )
    shard_info: Family = Family(
        name="tls_exporter_shard_info",
        labels=("shard", "shards"),
        help="Which of how many shares of the targets this exporter watches, counted from 0; always 1.",
    )
    config_reload_successful: Family = Family(
        name="tls_exporter_config_last_reload_successful",
        help="1 if the configuration was accepted when last read; after a 0 the previous one stays.",
    )
    config_reload_timestamp: Family = Family(
        name="tls_exporter_config_last_reload_success_timestamp_seconds",
        help="Unix time at which a configuration was last accepted.",
    )
    time: Family = Family(
        name="tls_exporter_time_seconds",
        help="Unix time of this exporter at the scrape; another than that of the sample is a wrong clock.",
    )
    targets: Family = Family(
        name="tls_exporter_targets",
        help="Targets being watched, from the configuration and from discovery.",
    )
    targets_of_all_shards: Family = Family(
        name="tls_exporter_targets_of_all_shards",
        help="Targets that there are to watch, those of other exporters' shares included; without `--shard` the "
        "same as tls_exporter_targets.",
    )
    probes: Family = Family(
        name="tls_exporter_probes_total",
        labels=("result",),
        type=MetricType.COUNTER,
        help="Probes finished: success as in tls_probe_success, failure, postponed if nothing could be "
        "seen because no place (see limits) became free before the next probe of the target was due, "
        "or error where a defect of this exporter showed, its machine lacked something, or it was held up itself.",
    )
    probes_in_flight: Family = Family(
        name="tls_exporter_probes_in_flight",
        help="Probes running now, those that wait for a place among them; beyond "
        "limits.concurrency, some wait.",
    )
    probes_skipped: Family = Family(
        name="tls_exporter_probes_skipped_total",
        type=MetricType.COUNTER,
        help="Probes not begun because the previous one of the same target still ran when they "
        "were due.",
    )
    schedule_delay: Family = Family(
        name="tls_exporter_schedule_delay_seconds",
        type=MetricType.HISTOGRAM,
        help="Seconds between the time a probe was due and its begin.",
    )
    resolver_up: Family = Family(
        name="tls_exporter_resolver_up",
        labels=("resolver",),
        help="1 if the resolver gave a usable answer about any name that it was asked for at last, be it "
        "that there is no such name; 0 if it was silent, refused, or could not resolve anything.",
    )
    family_up: Family = Family(
        name="tls_exporter_family_up",
        labels=("family",),
        help="1 if this machine has a way to an address of the family (ipv4, ipv6) that a target has, whatever "
        "answers there; 0 if its own routes lead to none of them: no site is to blame, and they are not checked.",
    )
    trust_store_info: Family = Family(
        name="tls_exporter_trust_store_info",
        labels=("trust_store", "version"),
        help="The certificates of a trust store that are in force: the version of the package, or the "
        "beginning of a hash over them; always 1.",
    )
    trust_store_certificates: Family = Family(
        name="tls_exporter_trust_store_certificates",
        labels=("trust_store",),
        help="Certificates of a trust store that are in force.",
    )
    trust_store_timestamp: Family = Family(
        name="tls_exporter_trust_store_timestamp_seconds",
        labels=("trust_store",),
        help="Unix time at which a trust store was put together: the date of the package's version, else "
        "when the newest of its files was written.",
    )
    trust_store_read: Family = Family(
        name="tls_exporter_trust_store_last_read_successful",
        labels=("trust_store",),
        help="1 if the files of the trust store could be used when last read; after a 0 it stands as it was.",
    )
    log_list_timestamp: Family = Family(
        name="tls_exporter_ct_log_list_timestamp_seconds",
        labels=("file",),
        help="Unix time at which the list of transparency logs (ct_log_list) that is in force was made; "
        "no certificate is judged by one that is older than 70 days.",
    )
    log_list_read: Family = Family(
        name="tls_exporter_ct_log_list_last_read_successful",
        labels=("file",),
        help="1 if the list of transparency logs could be used when last read; after a 0 it stands as "
        "it was.",
    )
    discovery_targets: Family = Family(
        name="tls_exporter_discovery_targets",
        labels=("source",),
        help="Targets that a source of `discovery` gives now: a pattern of files, the URL of an "
        "inventory, the configuration of a server.",
    )
    discovery_problems: Family = Family(
        name="tls_exporter_discovery_problems",
        labels=("source",),
        help="Problems that a source of `discovery` has now: files that cannot be read, inventories that "
        "do not answer, targets that are refused.",
    )
    internal_errors: Family = Family(
        name="tls_exporter_internal_errors_total",
        type=MetricType.COUNTER,
        help="Errors that are a defect of this exporter; the log tells each.",
    )


EXPORTER_FAMILIES = ExporterFamilies()
