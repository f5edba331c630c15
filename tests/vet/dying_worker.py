"""A worker of one pair that dies at, hangs at, fills its memory at, or lies about tasks; which one is told by the order's labels."""

import sys
import time

from beartrap.engine.errand import serve_talk


def work(message):
    how, failed, known = message["new_label"], message["failed"], message["known"]
    yield {"at": "unfold new", "size": 0}
    if how == "unfold":
        sys.exit(3)
    for task in ("files.one a", "files.two b", "files.three c"):
        yield {"at": task, "size": 10}
        if task == "files.two b" and task not in failed:
            if how == "dies":
                sys.exit(3)
            if how == "hangs":
                time.sleep(600)
            if how == "grows":
                sink = []
                while True:
                    sink.append(b"x" * (8 << 20))
            if how == "lies":
                yield {"done": task, "seen": [{"behaviour": {"id": 7}}]}
        if how == "never":
            sys.exit(3)
        yield {"done": task, "seen": []}
    gaps = [
        {"gap": {"reason": "crashed", "questions": ["next"], "why": f"{task}: {why}"}} for task, why in failed.items()
    ]
    counts = {"known": len(known)}
    yield {"end": {"new": {}, "old": None, "counts": counts, "found": [], "gaps": gaps}}


if __name__ == "__main__":
    sys.exit(serve_talk(work))
