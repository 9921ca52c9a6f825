"""Where the pack is to work: what an operator says of it on the command line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MATCHER = re.compile(r'\bseverity="(\w+)"')


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
    severities: Mapping[str, str] = field(default_factory=dict)
    """What this operator calls severities of alerts that have another name with us."""

    def severity(self, ours: str) -> str:
        """The operator's word for a severity."""
        return self.severities.get(ours, ours)

    def matching(self, text: str) -> str:
        """A text whose matchers of alerts have the operator's words."""
        return MATCHER.sub(lambda found: f'severity="{self.severity(found[1])}"', text)
