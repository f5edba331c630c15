"""A worker that misbehaves: run with a mode, and perhaps the name of the file that sets it off.

It serves as the real one does, until a task holds a file whose content begins with b"TRIGGER"; then it does what its mode
says, or the mode that follows (b"TRIGGER exits").
"""

import hashlib
import os
import signal
import struct
import sys
import time

from beartrap.engine import worker_main
from beartrap.engine.confine import confine
from beartrap.engine.wire import pack, to_raw
from beartrap.engine.yara import RuleSet

MODE = sys.argv[1]
OUT = sys.stdout.fileno()


def misbehave(task: dict, mode: str) -> None:
    good = {"digests": {"sha256": "0" * 64, "sha1": "0" * 40, "md5": "0" * 32}, "kept": True, "scan": None}
    answers = {
        "garbage-length": b"\xff\xff\xff\xff" + b"x" * 64,
        "huge-length": struct.pack(">I", 900_000_000) + b"x" * 1024,
        "no-json": struct.pack(">I", 5) + b"{oops",
        "deep-json": struct.pack(">I", 100_000) + b"[" * 100_000,
        "not-an-object": struct.pack(">I", 2) + b"[]",
        "wrong-id": pack({"id": task["id"] + 1, "files": [good] * len(task["files"])}),
        "true-for-id": pack({"id": True, "files": [good] * len(task["files"])}),
        "too-few": pack({"id": task["id"], "files": []}),
        "too-many": pack({"id": task["id"], "files": [good] * (len(task["files"]) + 1)}),
        "bad-digest": pack(
            {"id": task["id"], "files": [good | {"digests": {"sha256": "Z" * 64}}] * len(task["files"])}
        ),
        "no-files": pack({"id": task["id"], "files": 7}),
        "asks-nonsense": pack({"id": task["id"], "ask": ["../../etc/passwd"] * len(task["files"])}),
        "asks-twice": pack({"id": task["id"], "ask": [None] * len(task["files"])}) * 2,
        "clean-unseen": pack({"id": task["id"], "files": [good] * len(task["files"])}),
        "hit-without-match": pack(
            {
                "id": task["id"],
                "files": [good | {"scan": {"state": "hit", "matches": [], "more": 0, "why": ""}}] * len(task["files"]),
            }
        ),
        "scan-unasked": pack(
            {
                "id": task["id"],
                "files": [good | {"scan": {"state": "clean", "matches": [], "more": 0, "why": ""}}]
                * len(task["files"]),
            }
        ),
        "silent": b"",
    }
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "exits":
        os._exit(3)
    if mode == "allocates":
        hoard = []
        while True:
            hoard.append(bytearray(b"x") * (8 << 20))
    os.write(OUT, answers[mode])
    time.sleep(600)


def note(line):
    with open(sys.argv[2], "ab", buffering=0) as file:
        file.write(line + b"\n")


def messages():
    for message in worker_main.hear(sys.stdin.fileno()):
        for path, *_ in message.get("files", ()):
            with open(to_raw(path), "rb") as file:
                content = file.read(100)
                if content.startswith(b"TRIGGER"):
                    misbehave(message, content[8:].decode() or MODE)
        yield message


if MODE == "never-ready":
    time.sleep(600)
if MODE == "dies-at-once":
    sys.exit(5)
if MODE == "shows-environment":
    confine()
    assert sorted(os.environ) == ["LC_ALL", "PATH"], os.environ
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
if MODE == "counts":
    note(b"started")
    scan = RuleSet.scan

    def noted(rules, data):
        note(b"scan " + hashlib.sha256(data).hexdigest().encode())
        time.sleep(0.05)  # long enough for the other worker to meet a copy
        if data.startswith(b"KILLER"):
            os._exit(3)
        return scan(rules, data)

    RuleSet.scan = noted
worker_main.serve(messages(), lambda message: worker_main.say(OUT, message))
