"""What a client's request may do to a command line, by who said which program it is."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity

SERVER = """
import argparse, subprocess
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote
parser = argparse.ArgumentParser()
parser.add_argument("--tool", default="graph")
args = parser.parse_args()
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = unquote(self.path[1:])
        subprocess.Popen({})
"""


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ('[args.tool, "-t", "query", asked]', Severity.MEDIUM),
        ('[args.tool, "-c", asked]', Severity.HIGH),
        ('[args.tool, "--quiet", "--eval", asked]', Severity.HIGH),
        ("[args.tool, asked]", Severity.HIGH),
        ("[asked]", Severity.HIGH),
        ('args.tool + " -t query " + asked, shell=True', Severity.HIGH),
        ('[args.tool, "-t", "query", asked], shell=os.name == "nt"', Severity.HIGH),
    ],
)
def test_a_word_for_a_program_that_whoever_starts_the_server_named_is_no_command(
    command: str, severity: Severity
) -> None:
    (found,) = (one for one in behaviours("a.py", SERVER.format(command)) if one.id == "chain.request-to-process")
    assert found.severity is severity
