"""What other products have quarantined before us: vaults that are documented, read in limited workers, never unpacked to disk."""

from beartrap.estate.vaults.reader import read

__all__ = ["read"]
