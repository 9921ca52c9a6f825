"""The user and the group as which a server works."""

from dataclasses import dataclass

from exporter.webserver.directive import Source

NUMBER, VARIABLE = "#", "$"
"""Of names that are numbers in Apache's configurations, and that nginx puts together at run time."""


@dataclass(frozen=True, slots=True)
class NeededAccount:
    """One in a database of the system, and what it is called."""

    database: str
    spoken: str

    def trouble(self, written: str, _folder: str, source: Source) -> str:
        """That there is none of that name."""
        if written.startswith(NUMBER) or VARIABLE in written:
            return ""
        is_missing = source.has_account(self.database, written) is False
        return f"there is no {self.spoken} {written}" if is_missing else ""


USER, GROUP = NeededAccount("passwd", "user"), NeededAccount("group", "group")
