"""What DNS tells browsers of a site before they connect: HTTPS records (RFC 9460, section 9)."""

from dataclasses import dataclass

from exporter.model.web import HTTP3, Promise

HTTP = (HTTP3, "h2", "http/1.1")
"""By ALPN, as browsers prefer them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EchConfigs:
    """The keys by which browsers encrypt the name that they ask for (RFC 9849, section 4)."""

    public_names: tuple[str, ...] = ()
    """The names that they ask for in the clear instead, in the order of preference."""
    flaw: str = ""
    """Why no browser can use them; empty where one can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpsRecord:
    """One way to the site, or another name that has them."""

    priority: int
    """The smallest is tried first; 0: the record is an alias."""
    target: str
    """The name whose addresses serve, or that the record is an alias of; empty: its own."""
    is_dead_end: bool = False
    """Whether that name is known to have no address."""
    protocols: tuple[str, ...] = ()
    """By ALPN, those among them that go without saying (section 7.1.1)."""
    port: int | None = None
    """None: that of the site."""
    hints: tuple[str, ...] = ()
    """IPv4 and IPv6 addresses, to be used until those of the name are known (section 7.3)."""
    ech: EchConfigs | None = None
    text: str
    """As in a zone."""

    @property
    def is_alias(self) -> bool:
        """Whether it leads to another name, or says that there is no service (section 2.4.2)."""
        return self.priority == 0

    def promises(self, port: int) -> tuple[Promise, ...]:
        """What is promised of the addresses of the name itself, for a site at this port."""
        if self.is_alias or self.target:
            return ()
        where = port if self.port is None else self.port
        known = (one for one in HTTP if one in self.protocols)
        public = self.ech.public_names[:1] if self.ech else ()
        # HTTP/1.1 at the site's own port is what everybody comes by, records or none.
        return (
            *(
                Promise(protocol=one, port=where)
                for one in known
                if where != port or one != HTTP[-1]
            ),
            *(Promise(protocol="", port=where, name=one) for one in public),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpsRecords:
    """Those of a site that count, the preferred first; none where it has none."""

    name: str
    """Whose they are: the host's, or one below it that has the port (section 9.1)."""
    records: tuple[HttpsRecord, ...]

    def promises(self, port: int) -> tuple[Promise, ...]:
        """What they promise of the addresses of the host, each once."""
        return tuple(dict.fromkeys(one for each in self.records for one in each.promises(port)))
