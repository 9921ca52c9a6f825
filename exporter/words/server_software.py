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
    def has_a_pair_for_each_kind(self) -> bool:
        """Whether it starts with a key of another kind than the certificate's, which stays without one.

        nginx leaves the two to OpenSSL, which keeps a pair for each kind of key; others compare them.
        """
        return self is ServerSoftware.NGINX

    @property
    def takes_keys_of_any_form(self) -> bool:
        """Whether it reads keys in DER as well, and in PEM whose boundaries do not stand on lines of their own.

        Others leave them to OpenSSL's reader of PEM; Apache tries its others after that.
        """
        return self is ServerSoftware.APACHE

    @property
    def programs(self) -> tuple[str, ...]:
        """The names of its processes, as packages install it."""
        return {
            "nginx": ("nginx",),
            "Apache": ("apache2", "httpd"),
            "HAProxy": ("haproxy",),
        }[self.value]

    @property
    def usual_files(self) -> tuple[str, ...]:
        """Where its main configuration file usually is: in Debian's package, others', its makers'."""
        return {
            "nginx": (
                "/etc/nginx/nginx.conf",
                "/usr/local/etc/nginx/nginx.conf",
                "/usr/local/nginx/conf/nginx.conf",
            ),
            "Apache": (
                "/etc/apache2/apache2.conf",
                "/etc/httpd/conf/httpd.conf",
                "/etc/apache2/httpd.conf",
                "/usr/local/apache2/conf/httpd.conf",
            ),
            "HAProxy": ("/etc/haproxy/haproxy.cfg", "/usr/local/etc/haproxy/haproxy.cfg"),
        }[self.value]

    @property
    def reload_command(self) -> str:
        """What makes it take its files anew, once they are found to be in order."""
        return {
            "nginx": "nginx -t && nginx -s reload",
            "Apache": "apachectl configtest && apachectl graceful",
            "HAProxy": "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
        }[self.value]
