"""What an operator loads beside the exporter: alert rules, inhibition, dashboards, how to scrape it."""
