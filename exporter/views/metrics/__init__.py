"""What is published as metrics: each fact declared once, in tables by subject."""
