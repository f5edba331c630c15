"""Commands of a shell that are put together of what stands in the file, and checks of which an option says whether they are made."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity
from beartrap.vet.source.standing import stands_in

CONFIGURE = """\
as_dir=./.
as_dirs="'$as_dir' "
eval "mkdir $as_dirs"
"""
LISTED = """\
command='ls -l -d'
eval "$command \\"\\$kept\\""
"""


def weighty(path: str, text: str) -> set[str]:
    """The kinds of behaviour of high severity or above in one file."""
    return {one.id for one in behaviours(path, text) if one.severity >= Severity.HIGH}


@pytest.mark.parametrize("text", [CONFIGURE, LISTED])
def test_a_command_whose_words_stand_in_the_file_is_not_hidden(text: str) -> None:
    assert not weighty("configure.sh", text) & {"hidden.code", "hidden.act"}


@pytest.mark.parametrize(
    ("text", "content", "stands"),
    [
        ("mkdir './.' ", "mkdir", True),
        ('ls -l -d "$kept"', "ls -l -d", True),
        ("ls -l -d {1}", "ls -l -d", True),
        ("wget 2.9.1.4/x9", "wget", False),
        ('rm -r -f "$kept"', "rm -r ", False),
        ("ls -l -d $1$1", "tools -l -d", False),
    ],
)
def test_each_word_between_the_blanks_is_asked_for(text: str, content: str, stands: bool) -> None:
    assert stands_in(text, content) is stands


@pytest.mark.parametrize("sign", ["Maintainer:     team@tools.example", "maintainer: somebody"])
def test_who_looks_after_a_package_is_no_question_for_theirs(sign: str) -> None:
    assert "propagate.publish" not in weighty("a.sh", sign)
    asked = "https://registry.npmjs.org/-/v1/search?text=maintainer:${NAME}"
    assert "propagate.publish" in weighty("a.sh", f'curl "{asked}"\n')


C = """\
void secured(SSL_CTX *ctx, const char *host, int required) {{
  int mode;
  {chosen}
  SSL_CTX_set_verify(ctx, mode, NULL);
}}
"""
PYTHON = "import requests\ndef get(url, host, insecure):\n    return requests.get(url, verify={value})\n"
SCRIPT = "const https = require('https'); exports.get = (url, o) => https.get(url, {{ rejectUnauthorized: {value} }});"


@pytest.mark.parametrize(
    ("path", "optional", "fixed"),
    [
        (
            "a.c",
            C.format(chosen="if (required) { mode = SSL_VERIFY_PEER; } else { mode = SSL_VERIFY_NONE; }"),
            C.format(chosen="mode = SSL_VERIFY_NONE;"),
        ),
        (
            "a.c",
            C.format(chosen="mode = required ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;"),
            C.format(chosen='mode = strcmp(host, "files.vendor.example") ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;'),
        ),
        (
            "a.py",
            PYTHON.format(value="False if insecure else True"),
            PYTHON.format(value="False if host == 'files.vendor.example' else True"),
        ),
        ("a.py", PYTHON.format(value="False if insecure else True"), PYTHON.format(value="False if url else False")),
        (
            "a.js",
            SCRIPT.format(value="o.insecure ? false : true"),
            SCRIPT.format(value="url.startsWith('https://files.vendor.example') ? false : true"),
        ),
        ("a.js", SCRIPT.format(value="o.insecure ? false : true"), SCRIPT.format(value="false")),
    ],
)
def test_a_check_that_an_option_leaves_out_weighs_less(path: str, optional: str, fixed: str) -> None:
    assert "weakened.trust" not in weighty(path, optional)
    assert "weakened.trust" in weighty(path, fixed)
