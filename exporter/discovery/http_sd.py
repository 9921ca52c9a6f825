"""The targets of an inventory, by what it said when it was asked last."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from exporter.config.problem import ConfigurationError, Problem
from exporter.discovery.file_sd import json_as_yaml, listing_of
from exporter.discovery.inheritance import Inheritance
from exporter.discovery.labelled import URL
from exporter.discovery.listing import Listing
from exporter.model.inventory import Inventory, Reply

ReadInventory: TypeAlias = Callable[[Inventory], Reply]
"""What an inventory has said so far; it asks nobody, and blocks for nothing."""


def unheard(_inventory: Inventory) -> Reply:
    """Where nobody asks."""
    return Reply()


class WatchedInventory:
    """Its targets stay while it does not answer."""

    def __init__(self, inventory: Inventory, read: ReadInventory, inheritance: Inheritance) -> None:
        self.name = inventory.url
        self._inventory = inventory
        self._read = read
        self._inheritance = inheritance
        self._text: str | None = None
        self._listing = Listing(file=self.name)

    def refresh(self) -> Iterator[Listing]:
        """The targets, read again if the answer is another one."""
        reply = self._read(self._inventory)
        if reply.text is not None and reply.text != self._text:
            self._text = reply.text
            self._listing = self._listed(reply.text)
        faults = [Problem(file=self.name, message=reply.fault)] if reply.fault else []
        yield replace(self._listing, problems=(*faults, *self._listing.problems))

    def _listed(self, text: str) -> Listing:
        try:
            listed = listing_of(self.name, json_as_yaml(text), self._inheritance, origin=URL)
        except ConfigurationError as error:
            return replace(self._listing, problems=error.problems)
        return listed.after(self._listing)
