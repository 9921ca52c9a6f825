"""Configurations of web servers: which site answers for a name, and which files it uses; without I/O."""
