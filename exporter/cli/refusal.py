"""Why a command does not begin."""

from exporter.config.problem import ConfigurationError
from exporter.server.listen_address import CannotListen


class UsageError(ValueError):
    """Arguments that cannot be obeyed, in a sentence for each."""


REFUSALS = (UsageError, ConfigurationError, CannotListen)
"""Each says what is wrong in its lines."""
