"""Programs of a command line: which language an interpreter runs, what a program's output tells."""

import re
from collections.abc import Iterator

INTERPRETERS = {
    "python": "python", "python3": "python", "python2": "python", "py": "python", "pythonw": "python", "{sys.executable}": "python", "sys.executable": "python",
    "node": "javascript", "nodejs": "javascript", "deno": "javascript", "bun": "javascript", "{process.execPath}": "javascript", "{process.argv.0}": "javascript", "sh": "shell", "bash": "shell", "zsh": "shell", "dash": "shell", "ksh": "shell", "ash": "shell",
    "powershell": "powershell", "pwsh": "powershell", "cmd": "batch", "ruby": "ruby", "php": "php", "osascript": "applescript", "perl": "perl",
}  # fmt: skip
"""The language that each interpreter is given with `-c`, `-e` or on its standard input."""

_FACTS = re.compile(
    r"^\s*(?:/usr)?(?:/bin/)?(whoami|hostname|id|uname\s+-a|ipconfig|ifconfig|ip\s+a\w*|systeminfo|tasklist|ps\s+aux|netstat|who|w|last|arp\s+-a)\b",
    re.MULTILINE,
)
_ALL_VARIABLES = re.compile(r"^\s*(?:env|printenv|set|export\s+-p|declare\s+-x)\s*(?:$|[|;>&])")


def program(word: str) -> str:
    """Return the bare name of a program: no folder, no `.exe`, no version."""
    bare = re.split(r"[/\\]", word.strip("\"' "))[-1].lower() if not word.startswith("{") else word
    return re.sub(r"(?:\.exe)?$", "", re.sub(r"^(python|pythonw|php|ruby)[\d.]+", r"\1", bare))


def yields(text: str) -> Iterator[str]:
    """Yield what the output of a command line tells: a fact about the host, its whole environment."""
    match = _FACTS.match(text)
    if match:
        yield f"fact:{match[1]}"
    if _ALL_VARIABLES.match(text):
        yield "environment"
