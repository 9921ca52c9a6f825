"""What the exporter answers by HTTP: metrics, pages, JSON, and its own state."""
