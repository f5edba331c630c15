"""One more client in a row of clients of services: by the folders that they stand in, or by the services that they are called after."""

from pathlib import Path

import pytest
from package_lab import npm, sides

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.promise.steps import Step
from beartrap.vet.rows import weighed_by_row

CLIENT = "export default (options) => fetch('https://api.{}.example/v1', {{ body: options.token }});\n"
ROW = {f"providers/{name}.js": CLIENT.format(name) for name in ("github", "gitlab", "linear")}


def weights(
    tmp_path: Path,
    path: str,
    host: str,
    files: dict[str, str] = ROW,
    *,
    like: str | None = None,
    index: str = "",
    step: Step = Step.MINOR,
    kind: str = "chain.caller-to-network",
    when: When = When.CALL,
) -> Severity:
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "", **files})
    new = npm(tmp_path, "thing", "1.1.0", {"index.js": index, **files, path: CLIENT.format(host)})
    before, after, _ = sides(old, new)
    if like is not None:
        after.set_changed({path: like})
    subject = after.read(path)
    place = subject.place if subject is not None else Place("p")
    sent = Behaviour(kind, f"{kind} given api.{host}.example", Family.CHAIN, when, place, "", Severity.HIGH)
    return weighed_by_row([sent], before, after, step)[0].severity


@pytest.mark.parametrize("ending", ["js", "mjs", "py"])
def test_what_one_more_client_sends_to_its_service_weighs_less(tmp_path: Path, ending: str) -> None:
    row = {one.replace(".js", f".{ending}"): text for one, text in ROW.items()}
    assert weights(tmp_path, f"providers/to-doist.{ending}", "todoist", row) is Severity.MEDIUM


def test_one_that_was_written_after_another_of_the_row_is_one_more(tmp_path: Path) -> None:
    assert weights(tmp_path, "providers/todoist.js", "todoist", like="providers/github.js") is Severity.MEDIUM


@pytest.mark.parametrize("kind", ["network.stranger", "promise.endpoint"])
@pytest.mark.parametrize(
    ("path", "index", "weight"),
    [
        ("lib/todoist.js", "", Severity.MEDIUM),
        ("lib/todoist.js", "exports.todoist = require('./lib/todoist');\n", Severity.HIGH),
        ("lib/todoist.js", "for (const one of fs.readdirSync('lib')) { require(`./lib/${one}`); }\n", Severity.HIGH),
        ("lib/index.js", "", Severity.HIGH),
        ("lib/a.js", "", Severity.HIGH),
    ],
)
def test_a_client_that_the_package_names_nowhere_weighs_less(
    tmp_path: Path, kind: str, path: str, index: str, weight: Severity
) -> None:
    assert weights(tmp_path, path, "todoist", {}, kind=kind, index=index, step=Step.PATCH) is weight


def test_a_secret_that_a_client_sends_weighs_what_it_weighs_whoever_names_it(tmp_path: Path) -> None:
    assert weights(tmp_path, "lib/todoist.js", "todoist", {}, step=Step.PATCH) is Severity.HIGH


@pytest.mark.parametrize(
    ("path", "host", "more"),
    [
        ("providers/telemetry.js", "stranger", {}),  # it is not called after whom it speaks with
        ("lib/todoist.js", "todoist", {}),  # it stands by itself
        ("providers/todoist.ts", "todoist", {}),  # it is not of the row
        ("providers/api.js", "todoist", {}),  # every host begins so
        ("providers/github.js", "github", {}),  # it was there
        ("providers/todoist.js", "todoist", {"step": Step.PATCH}),
        ("providers/todoist.js", "todoist", {"kind": "chain.environment-to-network"}),
        ("providers/todoist.js", "todoist", {"when": When.IMPORT}),
        ("providers/todoist.js", "todoist", {"files": dict(list(ROW.items())[:2])}),
    ],
)
def test_anything_else_weighs_what_it_weighs(tmp_path: Path, path: str, host: str, more: dict[str, object]) -> None:
    assert weights(tmp_path, path, host, **more) is Severity.HIGH  # type: ignore[arg-type]
