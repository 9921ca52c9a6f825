"""Certificates decoded and chains judged: pure functions over bytes and a given time."""
