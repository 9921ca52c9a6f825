"""What the dashboards are made of, and how it becomes the JSON that Grafana imports."""
