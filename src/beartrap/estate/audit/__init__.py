"""Audit logs of mail, files, chats, directories and clouds, normalised: one record an id, and no row lost without a word."""

from beartrap.estate.audit.reader import AuditReader, Batch, FileTally

__all__ = ["AuditReader", "Batch", "FileTally"]
