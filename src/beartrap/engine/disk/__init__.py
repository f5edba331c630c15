"""Disk images: told by their first bytes, opened by dissect (an extra) in a limited worker, read-only."""

from beartrap.engine.disk.telling import image_kind

__all__ = ["image_kind"]
