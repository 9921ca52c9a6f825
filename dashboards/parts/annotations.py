"""What marks the time axis: alerts, and certificates that were replaced."""

from dataclasses import dataclass

from dashboards.parts.look import Json
from dashboards.parts.measures import NOT_BEFORE
from dashboards.parts.query import of_targets
from dashboards.parts.variables import DATA_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Marks on the time axis where a query has a value."""

    name: str
    expr: str
    title: str
    text: str
    color: str

    def json(self) -> Json:
        """As Grafana stores it."""
        return {
            "name": self.name,
            "datasource": DATA_SOURCE,
            "enable": True,
            "hide": False,
            "iconColor": self.color,
            "expr": self.expr,
            "step": "60s",
            "titleFormat": self.title,
            "textFormat": self.text,
            "tagKeys": "target",
        }


FIRING = Annotation(
    name="Alerts",
    expr=of_targets("ALERTS", 'alertname=~"TLS.+"', alertstate="firing"),
    title="{{alertname}}",
    text="{{target}} {{address}}",
    color="red",
)
CERTIFICATE_CHANGED = Annotation(
    name="Certificate replaced",
    expr=f"changes({of_targets(NOT_BEFORE)}[2m]) > 0",
    title="Certificate replaced",
    text="{{target}} {{address}}",
    color="blue",
)
