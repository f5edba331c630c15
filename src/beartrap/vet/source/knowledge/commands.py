"""Programs of a command line: which language an interpreter runs, what a program's output tells."""

import re
from collections.abc import Iterator, Sequence

from beartrap.model.regex import regex

INTERPRETERS = {
    "python": "python", "python3": "python", "python2": "python", "py": "python", "pythonw": "python", "{sys.executable}": "python", "sys.executable": "python",
    "{process.env.SHELL}": "shell", "{process.env.ComSpec}": "batch", "{process.env.COMSPEC}": "batch", "{os.environ.SHELL}": "shell", "node": "javascript", "nodejs": "javascript", "deno": "javascript", "bun": "javascript", "{process.execPath}": "javascript", "{process.argv.0}": "javascript", "sh": "shell", "bash": "shell", "zsh": "shell", "dash": "shell", "ksh": "shell", "ash": "shell",
    "powershell": "powershell", "pwsh": "powershell", "cmd": "batch", "ruby": "ruby", "php": "php", "osascript": "applescript", "perl": "perl",
}  # fmt: skip
"""The language that each interpreter is given with `-c`, `-e` or on its standard input."""
PRINTS = frozenset({"-p", "-pe", "--print"})
"""Words behind which Node.js is given code whose result it prints."""

ONLY_SHELLS = regex(
    r"\b(?:curl|wget)\b[^\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|>>\s*\S*authorized_keys|\|\s*(?:sudo\s+)?crontab\s+-|\buser(?:add|mod)\b[^\n;|]{0,80}\s-\w*o\b|/dev/tcp/\S+/\d"
    r"|>>?\s*/etc/(?:sudoers|passwd|shadow|cron|ld\.so)|\|\s*(?:sudo\s+)?tee\s+(?:-a\s+)?/etc/(?:sudoers|passwd|cron)|\bbase64\s+-\w*[dD]\w*\b[^\n;]{0,40}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\b(?:nc|ncat)\b[^\n;|]{0,80}\s-\w*e\s"
)
"""What only a shell makes something of, and hardly anybody needs where something else is asked for."""

_FACTS = regex(
    r"^\s*(?:/usr)?(?:/bin/)?(whoami|hostname|id|uname\s+-a|ipconfig|ifconfig|ip\s+a\w*|systeminfo|tasklist|ps\s+aux|netstat|who|w|last|arp\s+-a)\b",
    re.MULTILINE,
)
_ALL_VARIABLES = regex(r"^\s*(?:env|printenv|set|export\s+-p|declare\s+-x)\s*(?:$|[|;>&])")


_PASTES = regex(
    r"^\s*(?:pbpaste|wl-paste|xsel\b.{0,40}(?:-o|--output)|xclip\b.{0,60}\s-o|powershell\S*\s.{0,40}Get-Clipboard)"
)
PUTS = regex(
    r"(?:^|[|;&]\s*)(?:pbcopy|wl-copy|clip(?:\.exe)?|xsel\b.{0,40}(?:-i|--input)|xclip\b(?!.{0,60}\s-o)|Set-Clipboard)(?=\s|$)"
)
"""Commands that give and that fill the clipboard."""
_ANSWERS = regex(
    r"^\s*(?:\S*/)?(?:curl(?:\.exe)?(?=\s)(?![^|;\n]*\s(?:-[a-zA-Z]*[oOITw](?!\s*-(?:\s|$))|--(?:output|remote-name|head|upload-file|write-out)\b))|wget(?=\s)[^|;\n]*\s(?:-\w*O\s*-|--output-document[= ]-)(?:\s|$)|(?:dig|nslookup|host|resolvectl|drill)\s[^|;\n]*\btxt\b)",
    re.IGNORECASE,
)
"""Commands whose output is what somebody afar answers: no file is written, and it is not only asked whether there is an answer."""
_SECRETS = (
    (
        "system-passwords",
        regex(r"\bgetent\s+g?shadow\b"),
    ),
    (
        "publish-token",
        regex(
            r"\bgh\s+auth\s+token|\bgit\s+credential\s+(?:fill|get)|\bgit\s+credential-\w+\s+get|\bnpm\s+(?:config\s+get\s+\S*_auth|token)|\bgh\s+auth\s+status\s[\s\S]{0,1000}?-t"
        ),
    ),
    (
        "cloud-credentials",
        regex(
            r"\bgcloud\s+auth\s+(?:application-default\s+)?print-|\baws\s+configure\s+(?:export|get)|\baws\s+sts\s+get-session|\baz\s+account\s+get-access|\bkubectl\s+config\s+view\s[\s\S]{0,1000}?--raw|\bkubectl\s+get\s+secrets?\b|\bvault\s+(?:kv\s+get|print\s+token)|\baws\s+secretsmanager\s+get"
        ),
    ),
    (
        "keychain",
        regex(
            r"\bgpg2?\s[\s\S]{0,200}?--export-secret|\bsecurity\s+(?:find|dump)-|\bsecret-tool\s+(?:lookup|search)|\bop\s+(?:read|item\s+get)|\bpass\s+show|\bbw\s+get"
        ),
    ),
)
"""Commands whose output is a secret."""


def program(word: str) -> str:
    """Return the bare name of a program: no folder, no `.exe`, no version."""
    bare = re.split(r"[/\\]", word.strip("\"' "))[-1].lower() if not word.startswith("{") else word
    return re.sub(r"(?:\.exe)?$", "", re.sub(r"^(python|pythonw|php|ruby)[\d.]+", r"\1", bare))


def copies_here(words: Sequence[str]) -> bool:
    """Whether `rsync` or `scp` copies within the machine, or (`--server`) serves the one who has a connection to it already."""
    if len(words) < 2 or program(words[0]) not in ("rsync", "scp") or any(_JOINS.search(word) for word in words):
        return False
    return "--server" in words or not any(_REMOTE.search(word) for word in words)


_JOINS = regex(r"[;&|`\n]")
_REMOTE = regex(r"[:{$]")
"""What names another machine, or may."""


def yields(text: str) -> Iterator[str]:
    """Yield what the output of a command line tells: a fact about the host, its whole environment."""
    match = _FACTS.match(text)
    if match:
        yield f"fact:{match[1]}"
    for mark, pattern in _SECRETS:
        if pattern.search(text):
            yield mark
    if _PASTES.match(text):
        yield "clipboard"
    if _ALL_VARIABLES.match(text):
        yield "environment"
    if _ANSWERS.match(text):
        yield "network"


IMAGE = regex(r"(?:^|/)(?:Dockerfile|Containerfile)[^/]*$|\.[Dd]ockerfile$")
"""Files by which an image is made: what they do, they do in it."""
JOB = regex(
    r"(?:^|/)(?:\.circleci/|\.github/workflows/|\.buildkite/|\.gitlab/ci/|\.gitlab-ci[^/]*$|\.travis\.ya?ml$|\.?azure-pipelines[^/]*(?:/|$)|\.cirrus\.ya?ml$|\.appveyor\.ya?ml$|appveyor\.ya?ml$)"
)
"""Files that tell a build service what to do, on a machine that ends with the job."""
