"""The peer that everybody builds first: each Sigma rule as one SQL query, here in DuckDB, over all events in one table of text."""

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from beartrap.flows.sigma_rules import prepare
from beartrap.hunt.sigma.expression import MANY, ONE, Kind, Test
from beartrap.hunt.sigma.nodes import Op
from beartrap.hunt.sigma.ruleset import RuleSet


def evaluate(pieces: list[str], sources: list[str], rules: Path, cache: Path) -> tuple[int, int, float]:
    """Return rules, hits, and the processor seconds of the queries alone; the table is made before, and not counted."""
    prepared = prepare([rules], cache=cache).rules
    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute(
        "CREATE TABLE events AS SELECT *, NULL AS unused FROM read_parquet(?, union_by_name = true)", [pieces]
    )
    columns = {row[0]: row[1] for row in database.execute("DESCRIBE events").fetchall()}
    texts = [f'"{name}"' for name, kind in columns.items() if kind == "VARCHAR" and not name.startswith("@")]
    database.execute(
        f"ALTER TABLE events ADD COLUMN everything VARCHAR; UPDATE events SET everything = concat_ws(chr(0), {', '.join(texts)})"
    )
    queries = list(_queries(prepared, sources, columns))
    begun, hits = time.process_time(), 0
    for query in queries:
        hits += database.execute(query).fetchone()[0]  # type: ignore[index]
    return len(queries), hits, time.process_time() - begun


def _queries(rules: RuleSet, sources: list[str], columns: dict[str, str]) -> Iterator[str]:
    where: dict[tuple[int, int], list[str]] = {}
    for source in sources:
        for root in rules.roots_of(source):
            where.setdefault(root, []).append(source)
    for (_, root), named in where.items():
        listed = ", ".join(_quoted(source) for source in named)
        yield f'SELECT count(*) FROM events WHERE "@source" IN ({listed}) AND {_node(rules, root, columns)}'


def _node(rules: RuleSet, node: int, columns: dict[str, str]) -> str:
    op, *children = rules.nodes[node]
    if op == Op.TEST:
        return _test(rules.tests[children[0]], columns)
    if op == Op.NOT:
        return f"NOT {_node(rules, children[0], columns)}"
    joint = " OR " if op == Op.ANY else " AND "
    return f"({joint.join(_node(rules, child, columns) for child in children)})"


def _test(test: Test, columns: dict[str, str]) -> str:
    name = test.field or "everything"
    if columns.get(name, "VARCHAR" if test.field is None else "") != "VARCHAR":
        return "true" if test.kind is Kind.NULL else "false"
    column = '"' + name.replace('"', '""') + '"'
    match test.kind:
        case Kind.TEXT if test.plain is not None:
            return f"coalesce({column if test.cased else f'lower({column})'} = {_quoted(test.plain)}, false)"
        case Kind.TEXT:
            like = "".join(
                "%" if part == MANY else "_" if isinstance(part, int) or part == ONE else _escaped(part)
                for part in test.parts
            )
            return f"coalesce({column if test.cased else f'lower({column})'} LIKE {_quoted(like)} ESCAPE '!', false)"
        case Kind.REGEX:
            return f"coalesce(regexp_matches({column}, {_quoted(test.text)}, {_quoted('i' if 'i' in test.op else 'c')}), false)"
        case Kind.NULL:
            return f"({column} IS NULL)"
        case Kind.EXISTS:
            return f"({column} IS NOT NULL)"
        case _:
            return "false"


def _escaped(text: str) -> str:
    return "".join("!" + character if character in "!%_" else character for character in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", "") + "'"
