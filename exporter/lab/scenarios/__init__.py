"""Everything the lab shows: the one list that the demo runs and the tests assert."""

from exporter.lab.scenario import Scenario
from exporter.lab.scenarios.certificate import CERTIFICATE
from exporter.lab.scenarios.chain import CHAIN
from exporter.lab.scenarios.compatibility import COMPATIBILITY
from exporter.lab.scenarios.dns import DNS
from exporter.lab.scenarios.healthy import HEALTHY
from exporter.lab.scenarios.port import PORT
from exporter.lab.scenarios.server_config import SERVER_CONFIG

SCENARIOS: tuple[Scenario, ...] = (
    *HEALTHY,
    *PORT,
    *SERVER_CONFIG,
    *CERTIFICATE,
    *DNS,
    *CHAIN,
    *COMPATIBILITY,
)
