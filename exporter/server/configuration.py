"""What the exporter works by: its configuration, and its targets in the form in which others find them."""

from aiohttp import web

from exporter.config.written import target_group, written_yaml
from exporter.model.target import Policy, Target
from exporter.server.answers import json_answer, json_document, plain
from exporter.server.threads import Threads
from exporter.server.watch import Watch


class Configuration:
    """/config and /api/v1/sd."""

    def __init__(self, *, watch: Watch, threads: Threads) -> None:
        self._watch = watch
        self._threads = threads
        self._settings = watch.settings
        self._text = ""

    async def get(self, _request: web.Request) -> web.Response:
        """The effective configuration, written once for all who ask."""
        settings = self._watch.settings
        if not self._text or settings is not self._settings:
            self._settings, self._text = settings, await self._threads.run(written_yaml, settings)
        return plain(self._text.rstrip("\n"))

    async def targets(self, _request: web.Request) -> web.Response:
        """All targets, as Prometheus' http_sd reads them."""
        defaults = self._watch.settings.defaults
        return json_answer(await self._threads.run(listed, self._watch.targets(), defaults))


def listed(targets: tuple[Target, ...], defaults: Policy) -> bytes:
    """The targets, each a group of its own."""
    return json_document([target_group(target, defaults) for target in targets])
