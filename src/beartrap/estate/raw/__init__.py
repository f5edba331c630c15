"""Raw records of exports: dictionaries as the file has them, with their row and what could not be read; nothing is interpreted."""

from beartrap.estate.raw.files import RawFile, open_raw
from beartrap.estate.raw.record import Broken, RawRecord

__all__ = ["Broken", "RawFile", "RawRecord", "open_raw"]
