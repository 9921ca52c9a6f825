"""The dashboard of the exporter itself: while it is blind, silence means nothing."""

from dataclasses import replace

from dashboards.parts.dashboard import Dashboard
from dashboards.parts.layout import Band, Stack, side_by_side
from dashboards.parts.links import EXPORTER_RUNBOOK, PAGE_OF_ROW, TARGET_OF_ROW
from dashboards.parts.look import Look
from dashboards.parts.measures import (
    AGE,
    COUNT,
    DURATION,
    FAULTS,
    MOMENT,
    MOMENT_FORMULA,
    REMARKS,
    probe_age,
    stale,
)
from dashboards.parts.panel import Panel, stat, time_series
from dashboards.parts.query import Query, of_exporters, of_watched, or_zero
from dashboards.parts.table import Cell, Column, label, table
from dashboards.parts.variables import (
    DATA_SOURCE_VARIABLE,
    INSTANCE,
    URL_OF_INSTANCE,
    job,
    target,
)
from dashboards.parts.words import good_or_bad

UP = good_or_bad("up", "down")
ACCEPTED = good_or_bad("accepted", "refused")
LINKS = (EXPORTER_RUNBOOK,)
REPORTED = or_zero(
    f"count({of_exporters('tls_target_info')})", known=of_exporters("tls_exporter_targets")
)


def counted(title: str, expr: str, look: Look, *, description: str) -> Panel:
    """One number about the exporters."""
    query = Query(expr=expr, legend=title.lower())
    return stat(title, query, replace(look, links=LINKS), description=description)


COUNTS = (
    stat(
        "Up",
        Query(expr=of_exporters("up"), legend="{{instance}}"),
        Look(words=UP, links=LINKS),
        description="Whether Prometheus reaches each exporter.",
        is_filled=True,
    ),
    stat(
        "Configuration",
        Query(
            expr=of_exporters("tls_exporter_config_last_reload_successful"),
            legend="{{instance}}",
        ),
        Look(words=ACCEPTED, links=LINKS),
        description="Whether the configuration was accepted when it was last read; when it was "
        "refused, the previous one goes on.",
        is_filled=True,
    ),
    counted(
        "Targets",
        f"sum({of_exporters('tls_exporter_targets')})",
        COUNT,
        description="Targets that are watched, from the configuration and from discovery.",
    ),
    counted(
        "Not reported yet",
        f"sum({of_exporters('tls_exporter_targets')}) - ({REPORTED})",
        COUNT,
        description="Targets that have not been probed since the exporter started or learnt of "
        "them.",
    ),
    counted(
        "Stale probes",
        or_zero(f"count({stale(of_watched)})", known=of_watched("tls_target_info")),
        REMARKS,
        description="Targets whose last probe is more than three intervals and a minute old.",
    ),
    counted(
        "Discovery problems",
        or_zero(
            f"sum({of_exporters('tls_exporter_discovery_problems')})",
            known=of_exporters("tls_exporter_targets"),
        ),
        REMARKS,
        description="Files of targets that cannot be read, and targets in them that are refused; "
        "their last good targets go on.",
    ),
    counted(
        "Resolvers, routes down",
        or_zero(
            f"count({of_exporters('tls_exporter_resolver_up')} == 0 or {of_exporters('tls_exporter_family_up')} == 0)",
            known=of_exporters("tls_exporter_targets"),
        ),
        FAULTS,
        description="Resolvers that give no usable answer about any name, and kinds of addresses to which the "
        "exporter's machine has no route: what hangs on them is not checked.",
    ),
    counted(
        "Internal errors",
        f"sum(increase({of_exporters('tls_exporter_internal_errors_total')}[$__range]))",
        FAULTS,
        description="Defects of the exporter that showed in the time range; the log has each.",
    ),
    counted(
        "Series",
        f"sum({of_exporters('scrape_samples_scraped')})",
        COUNT,
        description="Samples in one scrape of all chosen exporters.",
    ),
)


def of_instance(name: str, expr: str, look: Look, *, cell: Cell = Cell.PLAIN) -> Column:
    """A value of each exporter."""
    return Column(name=name, expr=f"max by (instance) ({expr})", look=look, cell=cell)


VERSIONS = (
    "group by (instance, version, pythonversion, opensslversion) "
    f"({of_exporters('tls_exporter_build_info')})"
)
CLIENT_CATALOGUES = (
    "group by (instance, client_catalogue) (label_replace("
    f"{of_exporters('tls_exporter_client_catalogue_info')}"
    ', "client_catalogue", "$1", "version", "(.*)"))'
)
"""Both versions are a label of this name, and would be taken for one."""
SHARES = f"group by (instance, shard, shards) ({of_exporters('tls_exporter_shard_info')})"
INSTANCES = table(
    "Exporters",
    [
        label("Exporter", "instance"),
        of_instance("Scrape", of_exporters("up"), Look(words=UP), cell=Cell.COLORED_TEXT),
        label("Version", "version"),
        label("Python", "pythonversion"),
        label("OpenSSL", "opensslversion"),
        label("Client catalogue", "client_catalogue"),
        of_instance(
            "Started",
            MOMENT_FORMULA % of_exporters("process_start_time_seconds"),
            MOMENT,
        ),
        of_instance(
            "Config accepted",
            MOMENT_FORMULA
            % of_exporters("tls_exporter_config_last_reload_success_timestamp_seconds"),
            MOMENT,
        ),
        of_instance(
            "Clock ahead",
            "{0} - timestamp({0})".format(of_exporters("tls_exporter_time_seconds")),
            DURATION,
        ),
        of_instance("Targets", of_exporters("tls_exporter_targets"), COUNT),
        of_instance("of all", of_exporters("tls_exporter_targets_of_all_shards"), COUNT),
        label("Share", "shard"),
        label("of shares", "shards"),
        of_instance("Series", of_exporters("scrape_samples_scraped"), COUNT),
        of_instance("Scrape took", of_exporters("scrape_duration_seconds"), DURATION),
    ],
    description="Each exporter with its versions; series and time are those of its last scrape.",
    height=5,
    labels_from=[VERSIONS, CLIENT_CATALOGUES, SHARES],
)


def of_store(name: str, family: str, look: Look, *, cell: Cell = Cell.PLAIN) -> Column:
    """A value of each trust store."""
    expr = f"max by (instance, trust_store) ({of_exporters(family)})"
    return Column(name=name, expr=expr, look=look, cell=cell)


TRUST_STORES = table(
    "Trust stores",
    [
        label("Exporter", "instance"),
        label("Trust store", "trust_store"),
        label("Version", "version"),
        of_store("Certificates", "tls_exporter_trust_store_certificates", COUNT),
        Column(
            name="From",
            expr="max by (instance, trust_store) "
            f"({MOMENT_FORMULA % of_exporters('tls_exporter_trust_store_timestamp_seconds')})",
            look=MOMENT,
        ),
        of_store(
            "Files",
            "tls_exporter_trust_store_last_read_successful",
            Look(words=good_or_bad("as in force", "broken")),
            cell=Cell.COLORED_TEXT,
        ),
    ],
    description="The root certificates by which chains are judged. Broken: the files cannot be used as "
    "they are now, and what they held before goes on.",
    height=5,
    labels_from=[
        f"group by (instance, trust_store, version) ({of_exporters('tls_exporter_trust_store_info')})"
    ],
)


def of_log_list(name: str, expr: str, look: Look, *, cell: Cell = Cell.PLAIN) -> Column:
    """A value of the list of transparency logs."""
    return Column(name=name, expr=f"max by (instance, file) ({expr})", look=look, cell=cell)


LOG_LISTS = table(
    "Lists of transparency logs",
    [
        label("Exporter", "instance"),
        label("File", "file"),
        of_log_list(
            "Made",
            MOMENT_FORMULA % of_exporters("tls_exporter_ct_log_list_timestamp_seconds"),
            MOMENT,
        ),
        of_log_list(
            "State",
            of_exporters("tls_exporter_ct_log_list_last_read_successful"),
            Look(words=good_or_bad("as in force", "broken")),
            cell=Cell.COLORED_TEXT,
        ),
    ],
    description="The list that certificate transparency is judged by, until it is 70 days old. Broken: "
    "the file cannot be used as it is now, and what it held before goes on.",
    height=5,
    may_be_empty="no list is given (ct_log_list)",
    labels_from=[
        f"group by (instance, file) ({of_exporters('tls_exporter_ct_log_list_last_read_successful')})"
    ],
)


def of_source(name: str, family: str, look: Look) -> Column:
    """A value of each source of targets."""
    expr = f"max by (instance, source) ({of_exporters(family)})"
    return Column(name=name, expr=expr, look=look)


SOURCES = table(
    "Sources of targets",
    [
        label("Exporter", "instance"),
        label("Source", "source"),
        of_source("Targets", "tls_exporter_discovery_targets", COUNT),
        of_source("Problems", "tls_exporter_discovery_problems", REMARKS),
    ],
    description="Where targets come from beside the configuration: patterns of files, and the "
    "configurations of web servers.",
    height=5,
    may_be_empty="the configuration alone",
    labels_from=[f"group by (instance, source) ({of_exporters('tls_exporter_discovery_targets')})"],
)

DELAY_BUCKETS = (
    "sum by (le) (rate("
    f"{of_exporters('tls_exporter_schedule_delay_seconds_bucket')}[$__rate_interval]))"
)
DELAYS = time_series(
    "Delay of probes",
    [
        Query(expr=f"histogram_quantile({share}, {DELAY_BUCKETS})", legend=name)
        for share, name in ((0.5, "half of them"), (0.9, "9 of 10"), (0.99, "99 of 100"))
    ],
    DURATION,
    description="Seconds between the time a probe was due and its begin, at most. More than a few "
    "seconds: there is more to do than the processor allows.",
)
PROBES = time_series(
    "Probes",
    [
        Query(
            expr="sum by (result) "
            f"(rate({of_exporters('tls_exporter_probes_total')}[$__rate_interval]))",
            legend="{{result}}",
        ),
        Query(
            expr="sum(rate("
            f"{of_exporters('tls_exporter_probes_skipped_total')}[$__rate_interval]))",
            legend="not begun",
        ),
    ],
    Look(unit="cps", decimals=2),
    description="Probes finished in a second, by result. Not begun: the previous probe of the "
    "target still ran. Postponed: no place (limits) became free before the next probe was due. "
    "Error: a defect of the exporter.",
)
IN_FLIGHT = time_series(
    "Probes under way",
    [Query(expr=of_exporters("tls_exporter_probes_in_flight"), legend="{{instance}}")],
    COUNT,
    description="Probes that run at the same time, those that wait for a place among them; beyond "
    "limits.concurrency, some wait.",
)
PHASES = time_series(
    "Duration of phases",
    [
        Query(
            expr=f"quantile by (phase) (0.9, {of_watched('tls_probe_phase_duration_seconds')})",
            legend="{{phase}}",
        )
    ],
    DURATION,
    description="Seconds that a phase takes at most for 9 of 10 addresses.",
)
FAILURES = time_series(
    "Failures by reason",
    [
        Query(
            expr=f"count by (phase, reason) ({of_watched('tls_probe_failure')})",
            legend="{{phase}}: {{reason}}",
        )
    ],
    COUNT,
    description="Phases of last probes that failed. Many at once with one reason point at the "
    "exporter's own network or resolver.",
    is_stacked=True,
    has_many_lines=True,
    may_be_empty="nothing fails",
)
UNSUCCESSFUL = time_series(
    "Targets without a handshake",
    [
        Query(
            expr=f"sum(1 - {of_watched('tls_probe_success')})",
            legend="without a handshake at some address",
        )
    ],
    COUNT,
    description="Targets where not every address answered with a TLS handshake.",
)
SLOWEST = table(
    "Slowest probes",
    [
        label("Target", "target", TARGET_OF_ROW, PAGE_OF_ROW),
        Column(
            name="Took",
            expr=f"topk(10, max by (target) ({of_watched('tls_probe_duration_seconds')}))",
            look=DURATION,
        ),
    ],
    description="The ten targets whose last probe took longest.",
    sort_by="Took",
    is_descending=True,
)
OLDEST_TEN = f"topk(10, max by (target) ({probe_age(of_watched)}))"
OLDEST = table(
    "Oldest probes",
    [
        label("Target", "target", TARGET_OF_ROW, PAGE_OF_ROW),
        Column(name="Age", expr=OLDEST_TEN, look=AGE),
        Column(
            name="Interval",
            expr=f"max by (target) ({of_watched('tls_target_interval_seconds')}) and {OLDEST_TEN}",
            look=AGE,
        ),
    ],
    description="The ten targets that have waited longest for their next probe.",
    sort_by="Age",
    is_descending=True,
)
CPU = time_series(
    "Processor",
    [
        Query(
            expr=f"rate({of_exporters('process_cpu_seconds_total')}[$__rate_interval])",
            legend="{{instance}}",
        )
    ],
    Look(unit="percentunit", decimals=1, minimum=0),
    description="Share of one processor that the exporter uses.",
)
MEMORY = time_series(
    "Memory",
    [Query(expr=of_exporters("process_resident_memory_bytes"), legend="{{instance}}")],
    Look(unit="bytes", minimum=0),
    description="Resident memory of the exporter.",
)
FILES = time_series(
    "Open files",
    [
        Query(
            expr=f"{of_exporters('process_open_fds')} / {of_exporters('process_max_fds')}",
            legend="{{instance}}",
        )
    ],
    Look(unit="percentunit", decimals=1, minimum=0),
    description="Share of the file descriptors that the exporter may open: every connection takes "
    "one.",
)

EXPORTER_HEALTH = Dashboard(
    uid="tls-exporter",
    title="TLS / Exporter health",
    description="Whether the exporter sees what it should: scrapes, schedule, failures, resources.",
    variables=(
        DATA_SOURCE_VARIABLE,
        job("tls_exporter_build_info"),
        INSTANCE,
        target(has_all=True),
        URL_OF_INSTANCE,
    ),
    period="now-6h",
    bands=(
        side_by_side(*COUNTS),
        side_by_side(INSTANCES),
        side_by_side(TRUST_STORES, LOG_LISTS, SOURCES),
        side_by_side(DELAYS, PROBES, IN_FLIGHT, title="Schedule"),
        Band(
            stacks=(
                Stack(width=12, panels=(OLDEST,)),
                Stack(width=12, panels=(SLOWEST,)),
            )
        ),
        side_by_side(PHASES, FAILURES, UNSUCCESSFUL, title="Probes"),
        side_by_side(CPU, MEMORY, FILES, title="Process"),
    ),
)
