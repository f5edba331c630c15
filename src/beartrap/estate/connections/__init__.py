"""Connection logs: Zeek, Suricata, flows, VPC flow logs, firewalls and proxies, as one kind of record."""

from beartrap.estate.connections.reader import ConnectionReader, ConnectionTally, is_connection_file

__all__ = ["ConnectionReader", "ConnectionTally", "is_connection_file"]
