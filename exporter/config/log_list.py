"""Lists of transparency logs, in the form of Google's log_list.json (version 3 of its schema)."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

from pydantic import (
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    FailFast,
    Field,
    ValidationError,
)

from exporter.config.document import read_document
from exporter.config.file import read_bytes
from exporter.config.problem import ConfigurationError, KeyPath, dotted
from exporter.model.transparency import CtLog, LogList, LogState

MOST = 2 * 1024 * 1024
"""Bytes, many times what Google's has: nothing else goes on while JSON is read, of this size for some hundredths of a second."""
NO_JSON = "json_invalid"
"""As pydantic has it."""
CURE = "download the list anew from https://www.gstatic.com/ct/log_list/v3/log_list.json"

T = TypeVar("T")
Several: TypeAlias = Annotated[tuple[T, ...], FailFast()]
"""Read as far as the first fault: millions of them would fill the memory."""


class StateSince(BaseModel):
    """Since when a log is in a state."""

    timestamp: AwareDatetime


class FormerOperator(BaseModel):
    """Whose a log was, and until when."""

    name: str
    end_time: AwareDatetime


def known(states: object) -> object:
    """The states that are known, of whatever a log has."""
    if not isinstance(states, dict):
        return states
    return {name: states[name] for name in LogState if name in states}


class Log(BaseModel):
    """One log; what has no field here does not matter."""

    description: str = ""
    log_id: Base64Bytes
    key: Base64Bytes
    state: Annotated[dict[LogState, StateSince], BeforeValidator(known)] = {}
    """None: it is no log for certificates of the web."""
    previous_operators: Several[FormerOperator] = ()


class Operator(BaseModel):
    """Whose logs they are."""

    name: str
    logs: Several[Log] = ()
    tiled_logs: Several[Log] = ()


class ListedLogs(BaseModel):
    """The file."""

    log_list_timestamp: AwareDatetime
    operators: Several[Operator] = Field(min_length=1)


def read_log_list(path: Path) -> LogList:
    """The list in a file; a ValueError names file, line and key, and the cure."""
    try:
        content = read_bytes(path)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    if len(content) > MOST:
        raise ValueError(f"{path}: larger than {MOST >> 20} MiB; {CURE}")
    try:
        listed = ListedLogs.model_validate_json(content)
        return LogList(
            logs={log_id: log for operator in logs_of(listed) for log_id, log in operator},
            made_at=listed.log_list_timestamp,
            version=sha256(content).hexdigest(),
            file=str(path),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == NO_JSON:
            raise ValueError(f"{path}: no JSON: {first['ctx']['error']}; {CURE}") from error
        fault = (
            "missing" if first["type"] == "missing" else "of another form than in Google's lists"
        )
        raise ValueError(told(path, first["loc"], fault)) from error
    except Misplaced as error:
        raise ValueError(told(path, error.key, str(error))) from error


class Misplaced(ValueError):  # noqa: N818 - reads as what it says of the key
    """What is wrong under a key of the list."""

    def __init__(self, key: KeyPath, message: str) -> None:
        super().__init__(message)
        self.key = key


def logs_of(listed: ListedLogs) -> Iterator[Iterator[tuple[bytes, CtLog]]]:
    """The logs of each operator that have a state, by their identifiers."""
    for number, operator in enumerate(listed.operators):
        for kind, logs in (("logs", operator.logs), ("tiled_logs", operator.tiled_logs)):
            yield opened(operator.name, logs, ("operators", number, kind))


def opened(operator: str, logs: tuple[Log, ...], key: KeyPath) -> Iterator[tuple[bytes, CtLog]]:
    """Some logs of one operator; of a state that nobody knows yet, none."""
    for number, log in enumerate(logs):
        if sha256(log.key).digest() != log.log_id:
            raise Misplaced((*key, number, "log_id"), "it is not the SHA-256 hash of the key")
        former = sorted((one.end_time, one.name) for one in log.previous_operators)
        for name, state in log.state.items():
            yield (
                log.log_id,
                CtLog(
                    description=log.description,
                    operator=operator,
                    former_operators=tuple(former),
                    key=log.key,
                    state=name,
                    since=state.timestamp,
                    is_tiled=key[-1] == "tiled_logs",
                ),
            )


def told(path: Path, key: KeyPath, message: str) -> str:
    """A fault of the list, with its place."""
    try:
        line = f":{read_document(path).line(key)}"
    except ConfigurationError:
        line = ""
    return ": ".join(filter(None, (f"{path}{line}", dotted(key), f"{message}; {CURE}")))
