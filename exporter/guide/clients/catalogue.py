"""The clients whose verdict on a deployment is told, each with its sources."""

from exporter.guide.clients.android import ANDROIDS
from exporter.guide.clients.browsers import BROWSERS
from exporter.guide.clients.client import Client
from exporter.guide.clients.golang import GO
from exporter.guide.clients.java import JAVAS
from exporter.guide.clients.openssl import OPENSSLS
from exporter.guide.clients.windows import WINDOWS

CATALOGUE_VERSION = "2026-11-25"
"""The day of which the catalogue tells the state of knowledge; public."""

CATALOGUE: tuple[Client, ...] = (*BROWSERS, *ANDROIDS, *JAVAS, *OPENSSLS, GO, *WINDOWS)
