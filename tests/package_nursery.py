"""Package managers' own records, made small: an rpm database, an npm cache with a tarball."""

import base64
import hashlib
import io
import json
import sqlite3
import struct
import tarfile
from pathlib import Path

Value = str | int | list[int] | list[str]


def rpm_header(tags: dict[int, Value]) -> bytes:
    """Return an rpm header as the database stores it (index and store, big-endian), lists among its tags."""
    index, store = b"", b""
    for tag, value in sorted(tags.items()):
        values = value if isinstance(value, list) else [value]
        if isinstance(values[0], int):
            store += b"\0" * (-len(store) % 4)
            index += struct.pack("!IIII", tag, 4, len(store), len(values))
            store += struct.pack(f"!{len(values)}I", *values)
        else:
            index += struct.pack("!IIII", tag, 8 if isinstance(value, list) else 6, len(store), len(values))
            store += b"".join(str(one).encode() + b"\0" for one in values)
    return struct.pack("!II", len(tags), len(store)) + index + store


def rpm_package(name: str, files: dict[str, bytes], flags: dict[str, int] | None = None, algorithm: int = 8) -> bytes:
    """Return the header of a package with these files, given as absolute path and content."""
    folders = sorted({path.rpartition("/")[0] + "/" for path in files})
    hashing = {1: "md5", 8: "sha256", 10: "sha512"}[algorithm]
    return rpm_header(
        {
            1000: name, 1001: "1.0", 1002: "1.lab", 1022: "x86_64", 5011: algorithm,
            1117: [path.rpartition("/")[2] for path in files],
            1118: folders,
            1116: [folders.index(path.rpartition("/")[0] + "/") for path in files],
            1035: [hashlib.new(hashing, content).hexdigest() for content in files.values()],
            1037: [(flags or {}).get(path, 0) for path in files],
        }
    )  # fmt: skip


def rpm_database(path: Path, *headers: bytes) -> None:
    """Write rpm's database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
    connection.commit()
    connection.close()


def npm_install(project: Path, cache: Path | None, name: str, files: dict[str, str]) -> None:
    """Install a package as npm does: files, lock file, and the tarball in a cache where there is one."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(f"package/{path}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
            target = project / "node_modules" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
    digest = hashlib.sha512(packed.getvalue())
    lock = project / "node_modules" / ".package-lock.json"
    document = json.loads(lock.read_text()) if lock.exists() else {"lockfileVersion": 3, "packages": {}}
    integrity = "sha512-" + base64.b64encode(digest.digest()).decode()
    document["packages"][f"node_modules/{name}"] = {"version": "1.0.0", "integrity": integrity}
    lock.write_text(json.dumps(document))
    if cache is not None:
        code = digest.hexdigest()
        blob = cache / "_cacache" / "content-v2" / "sha512" / code[:2] / code[2:4] / code[4:]
        blob.parent.mkdir(parents=True)
        blob.write_bytes(packed.getvalue())
