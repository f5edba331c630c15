"""What a server makes a path within its folder of, what a build service is told to mask, and downloads of which it is asked whether they are right."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity

SERVED = """\
import http.server
from pathlib import Path
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.wfile.write(Path({path}).read_bytes())
"""
MASKED = """\
const token = process.env.INPUT_TOKEN;
console.log(`{said}${{Buffer.from(`x-access-token:${{token}}`).toString('base64')}}`);
"""
VERIFIED = """\
const {{ execFileSync }} = require('child_process');
const fs = require('fs');
fetch('https://files.example/tool').then((answer) => answer.arrayBuffer()).then((content) => {{
  fs.writeFileSync('/tmp/tool', Buffer.from(content));
  execFileSync({command});
}});
"""


def weighty(path: str, text: str) -> set[str]:
    """The kinds of behaviour of high severity or above in one file."""
    return {one.id for one in behaviours(path, text) if one.severity >= Severity.HIGH}


@pytest.mark.parametrize(
    ("path", "harmless", "harmful", "kind"),
    [
        (
            "a.py",
            SERVED.format(path="self.translate_path(self.path)"),
            SERVED.format(path="self.path"),
            "chain.request-to-file",
        ),
        ("a.js", MASKED.format(said="::add-mask::"), MASKED.format(said="::notice::"), "chain.secrets-to-log"),
        ("a.js", MASKED.format(said="::add-mask::"), MASKED.format(said="not ::add-mask::"), "chain.secrets-to-log"),
        (
            "a.js",
            VERIFIED.format(command="'gh', ['attestation', 'verify', '/tmp/tool', '--owner', 'somebody']"),
            VERIFIED.format(command="'/tmp/tool', ['attestation', 'verify', '--owner', 'somebody']"),
            "chain.network-to-process",
        ),
        (
            "a.js",
            VERIFIED.format(command="'cosign', ['verify-blob', '/tmp/tool', '--key', 'own.pub']"),
            VERIFIED.format(command="'sh', ['-c', 'cosign verify-blob /tmp/tool --key own.pub; /tmp/tool']"),
            "chain.network-to-process",
        ),
    ],
)
def test_what_is_made_safe_weighs_little(path: str, harmless: str, harmful: str, kind: str) -> None:
    assert kind not in weighty(path, harmless)
    assert kind in weighty(path, harmful)


ASSIGNED = """\
const http = require('http');
function assign(target, source) {{ for (const key in source) target[key] = source[key]; return target; }}
exports.post = (options, content) => {{
  const request = {client}(assign({{}}, options));
  request.end(content);
}};
"""


def test_a_request_is_not_named_by_the_table_that_it_is_made_of() -> None:
    found = {one.id for one in behaviours("a.js", ASSIGNED.format(client="http.request"))}
    assert "hidden.name" not in found
    found = {one.id for one in behaviours("a.js", ASSIGNED.format(client="http['req' + 'uest']"))}
    assert "hidden.name" in found
