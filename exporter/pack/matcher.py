"""A matcher of Alertmanager: one condition on a label."""

import re
from dataclasses import dataclass

WRITTEN = re.compile(r'(?P<name>\w+)(?P<operator>=~|!~|!=|=)"(?P<value>[^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One condition on a label; a label that is missing is empty."""

    name: str
    operator: str
    value: str

    def resource(self) -> dict[str, str]:
        """As prometheus-operator has it."""
        return {"name": self.name, "matchType": self.operator, "value": self.value}


def matcher(written: str) -> Matcher:
    """A matcher as a configuration writes it."""
    parts = WRITTEN.fullmatch(written)
    if parts is None:
        raise ValueError(f"`{written}` is no matcher")
    return Matcher(**parts.groupdict())
