"""The Spark engine on a real cluster of two executors: hits equal to the local engine's, also when an executor is killed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beartrap.engine.spark import SparkScan, scan, session
from beartrap.flows.hunt_document import document
from beartrap.flows.spark_hunt import BadEngine, master_of
from flows.lake_lab import event, events, take
from flows.test_hunt import RULE, hunt

ZONED = """
title: A field whose name begins as those of our own columns do
id: 5af54681-df95-4c26-854f-2565e13cfa77
logsource: {product: windows}
detection: {a: {"@zone": dmz}, condition: a}
level: low
"""
CLUSTER = "local-cluster[2,1,1024]"


def _why_not() -> str | None:
    """Return why Spark cannot be tested here, None where it can."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed (the extra `spark`)"
    java = shutil.which("java")
    if java is None:
        return "Java is not installed"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    return None if 'version "17' in said or 'version "21' in said else f"Java 17 is needed: {said.splitlines()[:1]}"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    why = _why_not()
    if why is not None:
        pytest.skip(why)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    found = session(CLUSTER)
    yield found
    found.stop()


@pytest.mark.filterwarnings("ignore")
def test_hits_are_equal_to_the_local_engines_also_when_an_executor_dies(spark: Any, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "one.yml").write_text(RULE)
    (rules / "two.yml").write_text(ZONED)
    log = tmp_path / "a.jsonl"
    tool = [
        event(
            number,
            f"ws-{number % 5}",
            EventID=1,
            CommandLine=f"MADE-UP-tool {number}",
            Tags=["a", "b"],
            **{"@zone": "dmz"},
        )
        for number in range(0, 48, 2)
    ]
    log.write_bytes(events(0, 48) + b"".join(tool))
    take(tmp_path / "lake", log, stretch=1 << 20)
    local = document(hunt(rules, tmp_path, tmp_path / "lake"))
    assert local["hits"][0]["count"] == len(tool)
    by_spark = document(hunt(rules, tmp_path, tmp_path / "lake", engine=f"spark:{CLUSTER}"))
    assert by_spark["hits"] == local["hits"]
    assert by_spark["coverage"] == local["coverage"]
    pieces = tuple(
        str(path) for path in sorted((tmp_path / "lake" / "events").glob("source=windows%2Fsysmon%2F1/*/*.parquet"))
    )
    dying = SparkScan("windows/sysmon/1", pieces, (("CommandLine", False),))
    mark = tmp_path / "died"
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # executors cannot import a test
    tables = list(scan(spark, [dying], lambda: _Dying(str(mark))))
    assert mark.exists()
    assert sum(table.num_rows for table in tables) == 16 + len(tool)


class _Dying:
    """A matcher that kills the process which it is in and its executor, the first time that it is asked; then every event is a hit."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def match(self, batch: Any) -> Any:
        import os
        import signal

        import pyarrow as pa

        from beartrap.engine.events import EVENT_HITS

        try:
            os.close(os.open(self._mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            rows = batch.column("@row").to_pylist()
            return pa.RecordBatch.from_pylist([{"kind": "x", "rule": "x", "row": row} for row in rows], EVENT_HITS)
        daemon = os.getppid()
        with open(f"/proc/{daemon}/stat") as stat:
            executor = int(stat.read().rsplit(")", 1)[1].split()[1])
        os.kill(executor, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
        return None


def test_what_is_no_engine_is_said() -> None:
    with pytest.raises(BadEngine, match="no engine"):
        master_of("flink")
    assert master_of("spark") is None
    assert master_of("spark://host:7077") == "spark://host:7077"
