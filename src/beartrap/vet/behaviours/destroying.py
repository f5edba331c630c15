"""Destruction: the home folder, a disk or the files of the user are wiped, or written over one by one."""

import re

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviours.kind import Weighed, by_when
from beartrap.vet.behaviours.operands import command
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.values import Marks, Value, marks_of

_HOME = regex(
    r"^[\"']?(?:~|/|/\*|\$HOME|\$env:USERPROFILE|%USERPROFILE%|[A-Za-z]:[/\\]?|/home|/root|/Users|/etc|\{(?:process\.env\.HOME|process\.env\.USERPROFILE|os\.environ\.HOME|os\.homedir\(\)|os\.path\.expanduser\(\)|pathlib\.Path\.home\(\)|Path\.home\(\)|os\.homedir|Dir\.home|os\.UserHomeDir\(\)|(?:dirs|home)\.home_dir\(\)|user\.Current\(\)\.HomeDir)\}|user\.home)(?:[/\\]\*?)?[\"']?$"
)
_WORKING = regex(
    r"(?:\{(?:process\.cwd|os\.getcwd|pathlib\.Path\.cwd|Path\.cwd|Dir\.pwd|getcwd|os\.Getwd)(?:\(\))?\}|\.)[/\\]?\*?"
)
"""The folder that whoever uses the program works in, as a whole."""
_ASKED_HOME = regex(r"^\{(?:(?:std\.)?env\.var(?:_os)?|os\.Getenv|System\.get(?:Property|env))\(\)\}[/\\]?\*?$")
"""What was asked for by a name, and is the home folder where that name was its."""
_EACH_THERE, _EACH_ABOVE = regex(r"^(?:\.[/\\]+)+\{[^{}]*\}$"), regex(r"^(?:\.\.[/\\]+)+\{[^{}]*\}$")
"""Each file of the folder that a program was started in, and of one above it."""
_ONLY_HOLES = regex(r"^(?:~[/\\])?(?:\{[^{}]*\}[/\\]?)+$")
_OWN_FOLDER = regex(
    r"^[\"']?(?:~|\$HOME|%USERPROFILE%|\{[^{}]*\}|/home/[^/]+|/Users/[^/]+|[A-Za-z]:[/\\]Users[/\\][^/\\]+)[/\\](?:Documents|Desktop|Downloads|Pictures|Photos|Music|Videos|Movies|Library|AppData|OneDrive|Dropbox|\.ssh|\.config|\.aws|\.kube|\.gnupg)[/\\]?\*?[\"']?$"
)
"""Folders that hold what is the user's own, or what every program keeps for the user."""
_SWEEPS = regex(r"\brm\s+-\w*[rRf]\w*\s+(?:--\s+)?[\"']?\{[^{}]*\}[\"']?\s*$|\b(?:rd|rmdir)\s+/s\b[^{]{0,20}\{[^{}]*\}")
_MADE_ANEW = ("{tempfile.", "{tmp.", "{os.tmpdir")
"""How paths begin that something else has just made, so that nothing lay there."""
_AT_HOME = ("home", "fact:os.homedir", "fact:Dir.home")
_NEAR = 5
"""Steps from the home folder within which a list that comes along is one of it."""


def _with_all_below(event: Event) -> bool:
    """Whether a folder is deleted with all that is in it."""
    if any((value.fields or {}).get("recursive", Value()).known is True for value in event.values):
        return True
    return event.name.rpartition(".")[2] in ("rmtree", "removeSync", "rimraf", "rm_rf", "remove_entry_secure")


def destroys(event: Event) -> Weighed | None:
    """Weigh what wipes the home folder, a disk, or each file that was listed below the home folder."""
    if event.act in (Act.DELETE, Act.WRITE):
        marks = {**event.marks, **marks_of(event.values)}
        at_home = any(name in marks for name in _AT_HOME)
        listed = _listed_at_home(marks) and not event.text.startswith(_MADE_ANEW)
        kept = event.act is Act.WRITE and _own(event)
        swept = listed and not kept and bool(_ONLY_HOLES.match(event.text))
        own = (
            event.act is Act.DELETE
            and bool(_OWN_FOLDER.match(event.text))
            and (at_home or event.text[:1] not in "{\"'")
        )
        bare = event.language == "shell" and "home" in marks and bool(re.fullmatch(r"\{\}/?\*?", event.text))
        whole = event.act is Act.DELETE and {"list", "here"} <= marks.keys() and _ONLY_HOLES.match(event.text)
        here = bool(_EACH_ABOVE.match(event.text)) or ("here" in marks and bool(_EACH_THERE.match(event.text)))
        same = event.act is Act.WRITE and (listed or ("list" in marks and here)) and _one_text(event)
        swept = swept or same or (whole is not False and whole is not None and _with_all_below(event))
        bare = bare or ("home" in marks and bool(_ASKED_HOME.match(event.text)))
        working = bool(_WORKING.fullmatch(event.text)) and _with_all_below(event)
        named = event.act is Act.DELETE and (bool(_HOME.match(event.text) or bare) or working)
        if not named and not swept and not own:
            return None
        if not (named or own):  # listed below the home folder: which folder, and which of its files, stands nowhere
            return Weighed(Severity.HIGH, (command(event.text),))
    elif _SWEEPS.search(event.text) and {"list", "home"} <= event.marks.keys():  # all that lies in the home folder
        pass
    elif "sign:destroy" not in event.marks and not any("sign:destroy" in value.marks for value in event.values):
        return None
    return Weighed(by_when(event, Severity.CRITICAL, Severity.HIGH), (command(event.text),))


def _own(event: Event) -> bool:
    """Whether a download is put away, or a file is called by a digest: what a program keeps for itself has nothing of the user's in it."""
    written = marks_of(
        event.values[1:]
    )  # what was read there before and comes back under a key that was sent is no download
    return ("network" in written and "file" not in written) or "sum-of-it" in marks_of(event.values[:1])


def _one_text(event: Event) -> bool:
    """Whether what is written is the same text whatever the file is."""
    return any(isinstance(value.known, str | bytes) and bool(value.known) for value in event.values)


def _listed_at_home(marks: Marks) -> bool:
    """Whether what was listed lies below the home folder: it came through the list, or both are near.

    A path that is put together over many steps, of a name that was found in one list and of a folder that has nothing to do with it, is none.
    """
    begun = marks["list"][0] if "list" in marks else None
    trails = [marks[name] for name in _AT_HOME if name in marks]
    return begun is not None and any(begun in trail or len(trail) <= _NEAR for trail in trails)
