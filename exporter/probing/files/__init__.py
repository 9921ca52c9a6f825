"""The files of a web server, read with bounds, by themselves in a thread."""
