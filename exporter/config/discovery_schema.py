"""Every key of `discovery`: where targets come from beside the configuration's own list."""

from exporter.config import field
from exporter.config.kind import Many
from exporter.config.section import Key, Section
from exporter.config.target_schema import SERVER
from exporter.model.inventory import Authorization, BasicAuth, ClientTls, Inventory
from exporter.model.relabel_rule import RelabelRule
from exporter.model.settings import FileDiscovery, HttpDiscovery, ServerDiscovery, Source

RELABEL = Section(
    model=RelabelRule,
    known={
        "action": Key(
            field.RELABEL_ACTION, "What the rule does, in Prometheus' words.", example="drop"
        ),
        "source_labels": Key(
            Many(item=field.ANY_LABEL_NAME),
            "Labels whose values, joined, are the value of the rule.",
        ),
        "separator": Key(field.TEXT, "What stands between joined values."),
        "regex": Key(
            field.EXPRESSION,
            "Expression in RE2's syntax that the whole value must match, or the whole name of a label.",
        ),
        "target_label": Key(
            field.TEXT, "Label that is set, or compared; for `replace` with references such as $1."
        ),
        "replacement": Key(field.TEXT, "What the label is set to, with references such as $1."),
        "modulus": Key(field.MODULUS, "Number of the parts for `hashmod`."),
    },
)
SOURCE = Section(
    model=Source,
    known={
        "refresh_interval": Key(field.INTERVAL, "Time from one look at it to the next."),
        "relabel_configs": Key(
            Many(item=RELABEL),
            "Rules that change the labels of each target that is found, one after the other, or drop it.",
        ),
    },
)
"""What every source of targets has."""
FILE_DISCOVERY = Section(
    model=FileDiscovery,
    known={
        "files": Key(
            Many(item=field.FILE_PATTERN, least=1),
            "Paths or glob patterns, relative to the folder of the configuration.",
            example='["targets/*.yml"]',
            is_required=True,
        ),
        **SOURCE.known,
    },
)
BASIC_AUTH = Section(
    model=BasicAuth,
    known={
        "username": Key(field.TEXT, "The user.", example="exporter", is_required=True),
        "password": Key(field.SECRET, "The password."),
        "password_file": Key(field.FILE_NAME, "File with the password, which is read each time."),
    },
)
AUTHORIZATION = Section(
    model=Authorization,
    known={
        "type": Key(field.TEXT, "What the credentials are."),
        "credentials": Key(field.SECRET, "What proves who asks, such as a token."),
        "credentials_file": Key(
            field.FILE_NAME,
            "File with the credentials, which is read each time.",
            example="token",
        ),
    },
)
BY_FILE_SD = "have something fetch the list as it has to be, and read it by `file_sd`"
IN_FILE = "write it into a file, and name that under `{}`"
CLIENT_TLS = Section(
    model=ClientTls,
    elsewhere={
        "ca": IN_FILE.format("ca_file"),
        "cert": IN_FILE.format("cert_file"),
        "key": IN_FILE.format("key_file"),
        "min_version": "remove it: TLS 1.2 is the least",
        "max_version": "remove it: the newest version that both sides have is spoken",
    },
    known={
        "ca_file": Key(
            field.FILE_NAME,
            "PEM file of the CAs that are trusted; those of the machine where left out.",
            example="ca.pem",
        ),
        "cert_file": Key(field.FILE_NAME, "PEM file with our certificate."),
        "key_file": Key(field.FILE_NAME, "PEM file with the key of it."),
        "server_name": Key(
            field.SERVER_NAME,
            "Name that the certificate must have; the host of the URL where left out.",
        ),
        "insecure_skip_verify": Key(field.FLAG, "`true` takes any certificate, and so any answer."),
    },
)
INVENTORY = Section(
    model=Inventory,
    elsewhere={
        **dict.fromkeys(
            (
                "proxy_url",
                "proxy_from_environment",
                "proxy_connect_header",
                "oauth2",
                "http_headers",
            ),
            BY_FILE_SD,
        ),
        "no_proxy": "remove it: no proxy is used",
        "follow_redirects": "remove it: redirects are followed",
        "enable_http2": "remove it: HTTP/1.1 is spoken",
        "bearer_token": "write `authorization: {credentials: …}`",
        "bearer_token_file": "write `authorization: {credentials_file: …}`",
    },
    known={
        "url": Key(
            field.WEB_ADDRESS,
            "Where it is asked; the URL is shown in metrics and on pages, so that secrets belong elsewhere.",
            example="https://inventory.example.com/targets",
            is_required=True,
        ),
        "basic_auth": Key(BASIC_AUTH, "User and password."),
        "authorization": Key(AUTHORIZATION, "The header Authorization."),
        "tls_config": Key(CLIENT_TLS, "How the connection is secured."),
    },
)
HTTP_DISCOVERY = Section(
    model=HttpDiscovery, elsewhere=INVENTORY.elsewhere, known={**INVENTORY.known, **SOURCE.known}
)
SERVER_DISCOVERY = Section(
    model=ServerDiscovery,
    known={
        **{name: key for name, key in SERVER.known.items() if name != "files"},
        **SOURCE.known,
    },
)
DISCOVERY = Section(
    known={
        "file_sd": Key(
            Many(item=FILE_DISCOVERY),
            "Files in the format of Prometheus file_sd.",
            example='[{files: ["targets/*.yml"]}]',
        ),
        "http_sd": Key(
            Many(item=HTTP_DISCOVERY),
            "Inventories that list targets over HTTP, in the format of Prometheus http_sd.",
        ),
        "server_files": Key(
            Many(item=SERVER_DISCOVERY),
            "Configurations of web servers: each name of a TLS site becomes a target.",
        ),
    },
)
