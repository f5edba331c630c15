"""Names and paths as indicators give them, against those of files: separators, case, drives, variables."""

import re

_WINDOWS = re.compile(r"^(?:[A-Za-z]:[\\/]|%[^%\\/]+%|\\\\)|\\")
_ROOT = re.compile(r"^(?:[a-z]:|%[^%/]+%|\\\\\?\\)?/*", re.IGNORECASE)


def folded(name: bytes | str) -> str:
    """Return a name in lower case; bytes that are no UTF-8 stay apart from all text."""
    text = name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name
    return text.lower()


def last(path: bytes | str) -> str:
    """Return the last part of a path, folded, whichever separator it uses."""
    return folded(path).replace("\\", "/").rstrip("/").rpartition("/")[2]


def is_windows(path: str) -> bool:
    """Whether a path is written the Windows way: a drive, a variable or a backslash."""
    return _WINDOWS.search(path) is not None


def tail(path: bytes | str) -> str:
    """Return a path folded, with `/`, without drive, leading variable and leading separators."""
    return _ROOT.sub("", folded(path).replace("\\", "/"), count=1)


def same_path(wanted: str, path: bytes) -> bool:
    """Whether a file's path is the one that an indicator gives.

    A Windows path matches without case, with either separator, and below any root (`C:\\Windows\\x.dll` is
    `/mnt/image/windows/x.dll`: a mounted image, a folder that mirrors a host). A Unix path is exact.
    """
    if not is_windows(wanted):
        return path == wanted.encode("utf-8", "surrogateescape")
    end, full = tail(wanted), tail(path)
    return full == end or full.endswith("/" + end)
