"""What a reader chooses at the top of a dashboard."""

from dashboards.parts.look import Json
from dashboards.parts.query import of_exporters, of_targets

DATA_SOURCE: Json = {"type": "prometheus", "uid": "${datasource}"}
ON_TIME_RANGE = 2
ALPHABETICAL = 1

DATA_SOURCE_VARIABLE: Json = {
    "type": "datasource",
    "name": "datasource",
    "label": "Data source",
    "description": "The Prometheus that scrapes tls-exporter.",
    "query": "prometheus",
    "refresh": 1,
    "regex": "",
    "multi": False,
    "includeAll": False,
    "options": [],
    "current": {},
    "hide": 0,
    "skipUrlSync": False,
}
OWN_LABELS: Json = {
    "type": "adhoc",
    "name": "filters",
    "label": "Own labels",
    "description": "Labels of the targets' own configuration, such as team or env.",
    "datasource": DATA_SOURCE,
    "filters": [],
    "baseFilters": [],
    "hide": 0,
    "skipUrlSync": False,
}
"""Grafana adds what is chosen here to every selector of the dashboard's queries."""


def choice(
    name: str,
    label: str,
    query: str,
    *,
    description: str,
    regex: str = "",
    is_multiple: bool = True,
    has_all: bool = True,
    all_value: str = "",
) -> Json:
    """A variable whose values come from Prometheus."""
    variable: Json = {
        "type": "query",
        "name": name,
        "label": label,
        "description": description,
        "datasource": DATA_SOURCE,
        "definition": query,
        "query": {"query": query, "refId": f"variable-{name}"},
        "refresh": ON_TIME_RANGE,
        "sort": ALPHABETICAL,
        "regex": regex,
        "multi": is_multiple,
        "includeAll": has_all,
        "allowCustomValue": True,
        "options": [],
        "current": {"text": ["All"], "value": ["$__all"]} if has_all else {},
        "hide": 0,
        "skipUrlSync": False,
    }
    return variable | ({"allValue": all_value} if all_value else {})


def job(family: str, *, all_value: str = "") -> Json:
    """The scrape jobs that have a family."""
    return choice(
        "job",
        "Job",
        f"label_values({family}, job)",
        description="The scrape job of tls-exporter.",
        all_value=all_value,
    )


def target(*, has_all: bool) -> Json:
    """The targets of the chosen jobs; a dashboard about one target begins with the first."""
    return choice(
        "target",
        "Target",
        'label_values(tls_target_info{job=~"$job"}, target)',
        description="What is watched, by the name in the exporter's configuration.",
        has_all=has_all,
        all_value=".*" if has_all else "",
    )


INSTANCE = choice(
    "instance",
    "Instance",
    'label_values(tls_exporter_build_info{job=~"$job"}, instance)',
    description="The exporters, as Prometheus reaches them.",
)


def exporter_url(series: str) -> Json:
    """The exporters that have these series; links lead to the chosen one."""
    return choice(
        "exporter_url",
        "Exporter",
        f'query_result(label_replace(group by (instance) ({series}), "url", "http://$1", '
        '"instance", "(.*)"))',
        description="Where links to runbooks and to a target's page lead. Type another address "
        "where people reach the exporter otherwise than Prometheus does.",
        regex='/url="([^"]+)"/',
        is_multiple=False,
        has_all=False,
    )


EXPORTER_URL = exporter_url(of_targets("tls_target_info"))
URL_OF_INSTANCE = exporter_url(of_exporters("tls_exporter_build_info"))
