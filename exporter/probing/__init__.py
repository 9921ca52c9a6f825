"""The network: lookups, connections, handshakes and scans, as evidence without judgement."""
