"""The page in a real browser: eight answers, no error, no request to anywhere."""

import json
import re
from pathlib import Path

from beartrap.model.question import Question
from beartrap.share.html import page
from share import views
from share.conftest import Browse

BROWSER_ITSELF = "not an origin"
"""How the network log names whoever asks for the browser's own updates; a page of a file is `null`."""


def test_the_eight_answers_and_no_error_and_no_request(browse: Browse, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = browse(page(views.rich()), "--dump-dom", "--enable-logging=stderr", "--v=0", f"--log-net-log={log}")
    cards = re.findall(r'<article class="card [a-z]+" aria-labelledby="q-([a-z]+)">', done.stdout)
    assert cards == [question.value for question in Question]
    assert "CONSOLE" not in done.stderr
    assert requests(log) == []


def test_hostile_text_runs_nothing(browse: Browse) -> None:
    done = browse(page(views.hostile()), "--dump-dom", "--enable-logging=stderr", "--v=0")
    assert "CONSOLE" not in done.stderr
    assert "<img" not in done.stdout
    assert "<script" not in done.stdout
    assert done.stdout.count("<article") == 8


def test_the_checks_would_notice(browse: Browse, tmp_path: Path) -> None:
    """The same page with a script and a picture from elsewhere: the policy stops both, and the log tells."""
    log = tmp_path / "net.json"
    bad = page(views.empty()).replace("</main>", "<script>1</script><img src='http://192.0.2.1/x.png'></main>")
    done = browse(bad, "--dump-dom", "--enable-logging=stderr", "--v=0", f"--log-net-log={log}")
    assert "CONSOLE" in done.stderr
    assert requests(log) == []
    free = bad.replace("default-src 'none'", "default-src *").replace("img-src data:", "img-src *")
    browse(free, "--dump-dom", f"--log-net-log={log}")
    assert requests(log) == ["http://192.0.2.1/x.png"]


def requests(log: Path) -> list[str]:
    """Return the addresses that the page asked for, from the browser's own network log; its own chatter is not the page's."""
    text = log.read_text(encoding="utf-8", errors="replace")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:  # the browser was stopped before it closed the list
        whole = json.loads(text.rstrip().rstrip(",") + "]}")
    started = whole["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    asked = [event.get("params", {}) for event in whole["events"] if event["type"] == started]
    by_page = [params["url"] for params in asked if params.get("initiator", BROWSER_ITSELF) != BROWSER_ITSELF]
    return [url for url in dict.fromkeys(by_page) if not url.startswith(("file:", "data:"))]
