"""The web servers whose configuration files can be read."""

from enum import StrEnum


class ServerSoftware(StrEnum):
    """A web server; the values are its name as its makers write it."""

    NGINX = "nginx"
    APACHE = "Apache"
    HAPROXY = "HAProxy"

    @property
    def key(self) -> str:
        """Its name in configurations and options of ours."""
        return self.value.lower()

    @property
    def reload_command(self) -> str:
        """What makes it take its files anew, once they are found to be in order."""
        return {
            "nginx": "nginx -t && nginx -s reload",
            "Apache": "apachectl configtest && apachectl graceful",
            "HAProxy": "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
        }[self.value]
