"""`python -m exporter` is the program `tls-exporter`."""

from exporter.cli import main

if __name__ == "__main__":
    main()
