"""The web servers whose configuration files can be read."""

from enum import StrEnum


class ServerSoftware(StrEnum):
    """A web server; the values are the keys of a target's `server`."""

    NGINX = "nginx"
    APACHE = "apache"
    HAPROXY = "haproxy"

    @property
    def brand(self) -> str:
        """Its name as its makers write it."""
        return {"nginx": "nginx", "apache": "Apache", "haproxy": "HAProxy"}[self.value]

    @property
    def reload_command(self) -> str:
        """What makes it take its files anew, once they are found to be in order."""
        return {
            "nginx": "nginx -t && nginx -s reload",
            "apache": "apachectl configtest && apachectl graceful",
            "haproxy": "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
        }[self.value]
