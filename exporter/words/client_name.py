"""The names of the clients in the catalogue: public, as labels and in configurations."""

CLIENT_NAMES = (
    "Chrome",
    "Edge",
    "Firefox",
    "Safari",
    "iOS 12",
    "Android 7.0",
    "Android 7.1.1",
    "Android 9",
    "Android 12",
    "Android 14",
    "Java 8",
    "Java 11",
    "Java 17",
    "Java 21",
    "OpenSSL 1.0.2",
    "OpenSSL 1.1.1",
    "OpenSSL 3.0",
    "OpenSSL 3.5",
    "Go",
    ".NET on Windows 10",
    ".NET on Windows 11",
    "IE 11 on Windows 7",
    "IE 11 on Windows 8.1",
    "IE 11 on Windows 10",
)
"""In the order of the catalogue, which has a file for each."""
