"""`tls-exporter demo` of one deployment: how it begins and ends does not hang on how many there are."""

from functools import partial
from unittest.mock import patch

from exporter.cli import demo, main
from exporter.lab.running import running_lab
from exporter.lab.scenarios import all_scenarios

if __name__ == "__main__":
    expired = tuple(one for one in all_scenarios() if one.name == "expired")
    with patch.object(demo, "running_lab", partial(running_lab, scenarios=expired)):
        main()
