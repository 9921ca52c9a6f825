"""Keys of an http_sd source that do not go together, as Prometheus refuses them."""

from exporter.config.kind import Values
from exporter.config.problem import TellProblem

TWO_WAYS = (
    ("basic_auth", "password", "password_file"),
    ("authorization", "credentials", "credentials_file"),
)


def find_inventory_conflict(keys: Values, tell: TellProblem) -> None:
    """Two ways to say who asks, or half of one."""
    if {"basic_auth", "authorization"} <= keys.keys():
        tell(("authorization",), "there is `basic_auth` as well; keep one of them")
    for section, written, file in TWO_WAYS:
        given = (keys.get(section) or {}).keys() & {written, file}
        if len(given) > 1:
            tell((section, file), f"there is `{written}` as well; keep one of them")
        if section in keys and keys[section] is not None and not given:
            tell((section, file), f"missing; add it, or `{written}`")
    authorization = keys.get("authorization") or {}
    if str(authorization.get("type", "")).lower() == "basic":
        tell(("authorization", "type"), "of another form; write it under `basic_auth`")
    tls = keys.get("tls_config") or {}
    for half, other in (("cert_file", "key_file"), ("key_file", "cert_file")):
        if half in tls and other not in tls:
            tell(("tls_config", half), f"of no use without `{other}`; add that, or remove it")
