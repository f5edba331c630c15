"""Scripts of a system's packages that do no more than such scripts do: a user for a service, a reload, a cache.

A part of a line that is none of the few commands known to do no more makes a script anything but that.
"""

import re

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.facts import Hook

LONGEST = 16 * 1024
"""Bytes of a script that may be of that kind."""
_SYSTEMS = frozenset({"deb", "rpm"})
_NAME = r"[\w@.$\"'{}-]+"
_BIN = r"(?:/(?:usr/)?s?bin/)?"
_PARTS = regex(
    rf"(?:fi|else|done|esac|then|;;|:|true|set\s+-[eu]+|exit\s+[01]|return\s+0|case\s+\S+\s+in|[\w |*)-]+\)|\[\s[^\]`$()]*(?:\$[{{]?\w+[}}]?[^\]`$()]*)*\]|test\s[^`()]*)"
    rf"|{_BIN}getent\s+(?:passwd|group)\s+{_NAME}"
    rf"|{_BIN}(?:groupadd|addgroup)(?:\s+(?:-r|-f|--system|--quiet|--force|--force-badname))*\s+{_NAME}"
    rf"|{_BIN}(?:useradd|adduser)(?=.*(?:\s-r\b|\s--system\b))(?=.*(?:nologin|/bin/false|--disabled-login|--no-create-home))(?!.*(?:\s-o\b|\s-u\s*0\b|--uid[= ]0\b|\bsudo\b|\bwheel\b|\s-p\b))(?:\s+(?:[\w/.,=-]+|'[^'$`]*'|\"[^\"$`]*\"))+"
    rf"|{_BIN}systemctl(?:\s+--\S+)*\s+(?:daemon-reload|preset|try-restart|restart|reload|stop|start|disable|enable|is-active|condrestart)(?:\s+(?:--\S+|{_NAME}))*"
    rf"|{_BIN}(?:ldconfig|update-mime-database|update-desktop-database|gtk-update-icon-cache|glib-compile-schemas|install-info|systemd-sysusers|systemd-tmpfiles|deb-systemd-(?:helper|invoke)|invoke-rc\.d|update-rc\.d|dpkg-maintscript-helper|py3compile|py3clean|update-alternatives|dpkg-trigger)(?:\s+[\w@.,/:=$\"'{{}}-]+)*"
    rf"|command\s+-v\s+{_NAME}|which\s+{_NAME}"
)
_QUIET = regex(r"\s*(?:\d?>>?\s*/dev/null|\d?>&\d)")
_BETWEEN = regex(r"&&|\|\||;;|;|\n")
_LEADS = regex(r"^(?:(?:if|elif|then|else|do|!)\s+)+")


def only_keeps(hook: Hook, side: Side) -> bool:
    """Whether a script that a deb or rpm runs does nothing but look after what the package brings along."""
    plain = hook.path.lower().endswith((".targets", ".props", "extconf.rb"))
    asked = (plain or side.facts.ecosystem in _SYSTEMS) and (not hook.command or plain)
    subject = side.read(hook.path) if asked else None
    if subject is None or len(subject.content) > LONGEST:
        return False
    text = subject.content.decode("utf-8", "replace")
    if hook.path.endswith("extconf.rb"):
        return _only_builds(text)
    return _only_copies(text) if plain else _only_looks_after(text)


_TAG = regex(r"<(/?)([\w.]+)")
_COPIES = frozenset(
    {"Project", "ItemGroup", "PropertyGroup", "Target", "Copy", "Message", "Warning", "Error", "MakeDir", "Choose", "When", "Otherwise", "Output", "CreateItem"}
)  # fmt: skip
"""Elements of MSBuild that start nothing; below groups there are names of any kind."""
_STARTS = regex(r"<(?:Exec|UsingTask|Import|DownloadFile|Code|Task|ImportGroup|CallTarget|MSBuild|WriteLinesToFile|Csc|Sdk)\b|\$\(\[|@\([^)]*->.*\[|<!ENTITY", re.IGNORECASE)  # fmt: skip
_TASKS = regex(r"<Target\b[^>]*>(.*?)</Target\s*>", re.DOTALL | re.IGNORECASE)


def _only_copies(text: str) -> bool:
    """Whether a build file of MSBuild sets properties, lists files and copies them, and starts or fetches nothing."""
    if _STARTS.search(text) is not None:
        return False
    tasks = [name for target in _TASKS.findall(text) for close, name in _TAG.findall(target) if not close]
    inside = [name for name in tasks if name not in _COPIES]
    return not inside or (
        "<ItemGroup" in text and all(f"<{name} Include" in text or f"<{name} Remove" in text for name in inside)
    )


_MAKES = regex(
    r"require\s+['\"](?:mkmf|rbconfig)['\"]|(?:abort|raise|warn|puts)\b[^`#{}]*|(?:have|find)_\w+\s*\(?[^`#{}|;]*|dir_config[^`#{}|;]*|pkg_config[^`#{}|;]*|append_\w+[^`#{}|;]*"
    r"|\$(?:CFLAGS|CXXFLAGS|LDFLAGS|CPPFLAGS|INCFLAGS|libs|defs|srcs|objs|VPATH|warnflags)\s*(?:<<|\+?=)\s*[^`#{}|;]*|create_(?:makefile|header)\s*\(?[^`#{}|;]*|(?:if|unless|elsif)\b[^`#{}|;]*|else|end"
)


def _only_builds(text: str) -> bool:
    """Whether the script of a gem's extension asks what the compiler has and writes a Makefile, and does nothing else."""
    lines = (line.strip() for line in text.split("\n"))
    return all(_MAKES.fullmatch(line) for line in lines if line and not line.startswith("#"))


def _only_looks_after(text: str) -> bool:
    lines = text.replace("\\\n", " ").split("\n")
    parts = [
        part for line in lines if not line.lstrip().startswith("#") for part in _BETWEEN.split(_QUIET.sub("", line))
    ]
    bare = [_LEADS.sub("", part.strip()).strip() for part in parts]
    return all(_PARTS.fullmatch(part) for part in bare if part)
