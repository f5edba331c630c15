"""Files without which a system does not start: a warning each, because taking such a file away can cost the host."""

import re

_ADVICE = "rebuild the host from a trusted image instead of only taking the file away"
_NEEDED = (
    (rb"/boot/", "the system boots from it"),
    (rb"/(usr/)?lib(32|64|x32)?/([^/]+/)?ld-[^/]*\.so", "the loader of all programs"),
    (rb"/(usr/)?lib(32|64|x32)?/([^/]+/)?lib(c|m|dl|pthread|crypt|selinux|systemd|lzma|zstd)[.-]", "a library of the basic system"),
    (rb"/(usr/)?lib/systemd/systemd", "the first process"),
    (rb"/(usr/)?s?bin/(init|sh|bash|dash|login|mount|udevd|agetty|sshd)$", "a program of the basic system"),
    (rb"/(usr/)?lib/modules/", "part of the kernel"),
    (rb"/etc/(fstab|passwd|shadow|group|nsswitch\.conf|ld\.so\.(conf|preload)|pam\.d/)", "read at boot or at each login"),
    (rb"(?i)[A-Z]:\\Windows\\System32\\(ntoskrnl|hal|winload|winlogon|lsass|csrss|smss|services|config\\|drivers\\)", "part of Windows itself"),
)  # fmt: skip


def why_needed(path: bytes, *, first_process: bool) -> str | None:
    """Return a warning where the host may not start without the file; `first_process`: process 1 uses it now."""
    if first_process:
        return f"process 1 uses it: the host may not run on or start without it; {_ADVICE}"
    for pattern, what in _NEEDED:
        if re.match(pattern, path, re.DOTALL):
            return f"{what}: the host may not start without it; {_ADVICE}"
    return None
