"""A deployment breaks, one person is told one cause, the repair is told: with every real program.

The lab's deployments, the exporter, Prometheus with the alert pack, Alertmanager with the example's
inhibition rules and a webhook; times are cut down, nothing else is changed.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from exporter.lab.deployment import (
    SECOND_ADDRESS,
    Deployment,
    DnsAnswer,
    Listener,
    TlsServer,
)
from exporter.lab.scenario import Scenario, only
from exporter.lab.scenarios import SCENARIOS
from tests.alerts.pack import alerts
from tests.alerts.root_causes import ROOT_CAUSES
from tests.real.conftest import Program
from tests.real.programs.alertmanager import running_alertmanager
from tests.real.programs.exporter import Exporter, running_exporter
from tests.real.programs.http import get
from tests.real.programs.laboratory import Laboratory, running_laboratory
from tests.real.programs.process import poll_until
from tests.real.programs.prometheus import Prometheus, alerting_prometheus
from tests.real.programs.webhook import Notice, Webhook, listening_webhook

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

HASTE = 120
"""An hour passes in half a minute."""
