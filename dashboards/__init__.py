"""The Grafana dashboards; `python -m dashboards` writes the JSON that the package ships."""

from dashboards.certificates import CERTIFICATES
from dashboards.exporter_health import EXPORTER_HEALTH
from dashboards.overview import OVERVIEW
from dashboards.target import TARGET

DASHBOARDS = (OVERVIEW, TARGET, CERTIFICATES, EXPORTER_HEALTH)
"""All of them, in the order in which a person needs them."""
