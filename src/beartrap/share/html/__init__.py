"""The board as one self-contained HTML file: no script, no request to anywhere, readable on screen and on paper."""

from beartrap.share.html.assemble import page

__all__ = ["page"]
