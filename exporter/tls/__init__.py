"""The wire format of TLS, without input or output: hellos out, replies in, what to ask next."""
