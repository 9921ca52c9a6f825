"""Where the pack is to work: what an operator says of it on the command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything by which one operator's files differ from another's."""

    job: str = ""
    """The job by which Prometheus scrapes the exporter; empty: it is found."""
    language: str = "en"
    runbook_base: str = ""
    """Where the pages of the guide are, such as "https://tls.example.com/guide"; empty: at each exporter."""
    grafana: str = ""
    """Where people reach Grafana; empty: as the external label `grafana_url` says, if it is there."""
