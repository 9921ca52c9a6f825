"""tls-exporter watches TLS certificate deployments and publishes what is true of them."""

__version__ = "0.1.0"
