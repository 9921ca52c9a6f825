"""What is exported, for whom and in which language: words of the command line."""

from enum import StrEnum


class Kind(StrEnum):
    """What is exported; the values are public."""

    RULES = "rules"
    INHIBITION = "inhibition"
    DASHBOARDS = "dashboards"
    CONFIG = "config"


class Format(StrEnum):
    """Who takes it; the values are public."""

    PROMETHEUS = "prometheus"
    """The files of Prometheus, Alertmanager and Grafana themselves."""
    OPERATOR = "operator"
    """Custom resources of prometheus-operator; dashboards are ConfigMaps for Grafana's sidecar."""
    MIXIN = "mixin"
    """Jsonnet for a monitoring mixin."""
