"""DNS logs, whatever wrote them: one reader a format, all into the one schema of `engine.tables`."""

from beartrap.estate.logs.opening import READERS, LogFile, open_tables
from beartrap.estate.logs.reader import LogReader, Options

__all__ = ["READERS", "LogFile", "LogReader", "Options", "open_tables"]
