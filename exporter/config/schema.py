"""Every key of a configuration, with its kind of value and its meaning; the model has the defaults."""

from exporter.config import field
from exporter.config.discovery_schema import DISCOVERY
from exporter.config.kind import JsonSchema, Many, Named
from exporter.config.section import Key, Section
from exporter.config.target_schema import POLICY, TARGET
from exporter.model.settings import Limits, ResolverSettings, Settings, TrustAnchors
from exporter.model.target import Fetch

LIMITS = Section(
    model=Limits,
    known={
        "concurrency": Key(
            field.COUNT,
            "Addresses visited at the same time, all targets together; and lookups at one resolver.",
            example="200",
        ),
        "per_host_concurrency": Key(field.COUNT, "Visits of one address at the same time."),
        "connections_per_second": Key(
            field.RATE, "New connections in a second, all targets together."
        ),
    },
)
RESOLVER = Section(
    model=ResolverSettings,
    known={
        "name": Key(
            field.NAME,
            "Unique name, the label `resolver`; `system` is the machine's own resolver.",
            example="system",
            is_required=True,
        ),
        "authoritative": Key(
            field.FLAG, "`true` asks the zone's own name servers, which the delegation leads to."
        ),
        "root_servers": Key(
            Many(item=field.NAME_SERVER, least=1),
            "ADDRESS[:PORT] of the name servers at which the delegation begins; the root's where left out.",
        ),
        "address": Key(
            field.RESOLVER_ADDRESS,
            "ADDRESS[:PORT] asked over UDP and TCP, tls://ADDRESS[:PORT], or https://HOST/PATH; none for `system`.",
        ),
    },
)
TRUST_STORE = Section(
    model=TrustAnchors,
    known={
        "bundle": Key(
            field.BUNDLE, "Roots that the machine has: `certifi` Mozilla's, `system` its own."
        ),
        "file": Key(
            field.FILE_NAME,
            "PEM or DER file, or a folder of such files, relative to the folder of the configuration.",
            example="corp-ca.pem",
        ),
        "files": Key(
            Many(item=field.FILE_NAME, least=1, is_set=True),
            "Several files and folders, whose certificates are one store.",
        ),
        "profile": Key(
            field.PROFILE,
            "How strict it is: `web` (usual with `bundle: certifi`) asks what browsers ask of public "
            "certificates, `private` (usual else) what OpenSSL asks.",
        ),
    },
    constraint={"anyOf": [{"required": [source]} for source in ("bundle", "file", "files")]},
)
FETCH = Section(
    model=Fetch,
    known={
        "aia": Key(
            field.FLAG,
            "Issuers that a server does not send, from where its certificates say.",
            example="true",
        ),
        "ocsp": Key(
            field.FLAG, "Answers of the CA on each certificate of the path: whether it is revoked."
        ),
        "crl": Key(field.FLAG, "Lists of the CA's revoked certificates."),
        "ari": Key(
            field.FLAG,
            "ACME renewal information: when the CA would have the server's certificate renewed.",
        ),
        "ari_directory": Key(
            field.WEB_ADDRESS,
            "ACME directory to ask about certificates of CAs whose own is not known, such as private ones.",
        ),
        "ca_file": Key(
            field.FILE_NAME,
            "PEM or DER file of CAs that servers of documents may have their certificates of, beside the "
            "public ones, relative to the folder of the configuration.",
        ),
        "allow_private_addresses": Key(
            field.FLAG,
            "Whether documents may be fetched from addresses that are not on the internet, as those of "
            "a private CA are.",
        ),
        "timeout": Key(field.TIMEOUT, "Deadline for one document, lookups and redirects included."),
        "max_bytes": Key(field.SIZE, "Size of one document at most."),
    },
)
CONFIGURATION = Section(
    model=Settings,
    known={
        "defaults": Key(POLICY, "Values for every target that has none of its own."),
        "limits": Key(LIMITS, "How much network work goes on at once."),
        "deny_addresses": Key(
            Many(item=field.NETWORK),
            "Addresses and networks that are never probed when DNS names them, unless `expected_ips` "
            "covers them; where left out: unspecified, loopback and link-local ones.",
        ),
        "fetch": Key(
            FETCH,
            "Which documents are fetched that certificates name; none where left out, as strangers "
            "choose those addresses.",
        ),
        "resolvers": Key(
            Many(item=RESOLVER, least=1),
            "Resolvers that there are to ask for the addresses of targets; the machine's own where left out.",
        ),
        "trust_stores": Key(
            Named(name=field.NAME, value=TRUST_STORE, example="corp: {file: corp-ca.pem}"),
            "Sets of root certificates by name; `mozilla` is built in.",
        ),
        "ct_log_list": Key(
            field.FILE_NAME,
            "List of transparency logs in JSON, as Google publishes it (log_list.json), relative to the "
            "folder of the configuration; without one, timestamps are counted only.",
        ),
        "targets": Key(
            Many(item=TARGET), "The deployments to watch.", example="[{host: www.example.com}]"
        ),
        "discovery": Key(DISCOVERY, "Where targets come from beside the list `targets`."),
    },
)


def json_schema() -> JsonSchema:
    """The JSON Schema (draft 2020-12) of what is accepted."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tls-exporter",
        **CONFIGURATION.schema(),
        "description": "The configuration of tls-exporter.",
    }
