"""Immutable reports as metrics, JSON, web pages and terminal text; nothing is judged here."""
