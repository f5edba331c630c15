"""What others send that is taken whole for a program: a statement for a database, a pattern that reaches into objects."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import CHOSEN
from beartrap.vet.source.values import HOLE, UNKNOWN, Value

_STATEMENTS = """
    execute executescript exec_driver_sql raw read_sql read_sql_query query exec multi_query real_query get_results get_var get_row
    queryRawUnsafe $queryRawUnsafe executeRawUnsafe $executeRawUnsafe select_all find_by_sql exec_query
"""
STATEMENTS = frozenset(_STATEMENTS.split())
"""Methods of connections to a database that take a whole statement."""
_CONNECTION = regex(
    r"(?:^|[._$])(?:db|database|conn|connection|cursor|cur|con|pool|pdo|dbh|mysqli|wpdb|knex|sequelize|prisma|sqlite\w*|engine|objects|pd|pandas|psycopg\d?)$"
    r"|(?:cursor|connect|connection|create_engine|getConnection|PDO|mysqli)\(\)$",
    re.IGNORECASE,
)
_FUNCTIONS = frozenset({"mysqli_query", "mysqli_multi_query", "mysql_query", "pg_query", "sqlite_exec"})
"""PHP's functions that are given a connection and a statement."""
_TEMPLATES = (
    "jinja2.Environment().from_string",
    "jinja2.Template",
    "mako.template.Template",
    "jinja2.sandbox.SandboxedEnvironment().from_string",
)
"""Calls that take a template, which is code; one that had to be decoded first is nobody's page."""
_PATTERNS = frozenset({"format", "format_map"})


def taken_whole(machine: Machine, one: Invocation) -> None:
    """Note a statement or a pattern that somebody who sent a request has written, all of it."""
    if one.name in _FUNCTIONS:
        statement = one.argument(1)
    elif one.method in STATEMENTS and one.base is not None and one.args and _is_connection(one):
        statement = one.args[0]
    elif one.name.endswith(_TEMPLATES) and one.args:
        if one.args[0].layers or "decoded" in one.args[0].marks:
            machine.emit(
                Act.EVALUATE, one.name, one.row, text=HOLE, marks=dict(one.args[0].marks), values=[one.args[0]]
            )
        return
    elif one.method in _PATTERNS and machine.language == "python" and one.base is not None and (one.args or one.words):
        statement = one.base
    else:
        return
    if _sent_whole(statement):
        machine.emit(
            Act.EVALUATE, one.method or one.name, one.row, text=HOLE, marks=dict(statement.marks), values=[statement]
        )


_SQL = regex(
    r"\s*(?:(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER|LOGIN|TABLE|DATABASE|SCHEMA|TRIGGER|FUNCTION)|GRANT|TRUNCATE|DELETE\s+FROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|COPY)\s",
    re.IGNORECASE,
)


def statement_unsealed(machine: Machine, one: Invocation) -> None:
    """Note a statement for a database that had to be decoded, whatever it is handed to: no schema is kept so."""
    for value in one.args[:2]:
        if value.layers and isinstance(value.known, str) and _SQL.match(value.known):
            machine.emit(Act.EVALUATE, one.method or one.name, one.row, text=value.known, marks=dict(value.marks), values=[value])  # fmt: skip


def _is_connection(one: Invocation) -> bool:
    name = one.base.name if one.base is not None else None
    return bool(_CONNECTION.search(name or "") or _CONNECTION.search(one.spelt.rpartition(".")[0]))


def _sent_whole(value: Value) -> bool:
    """Whether a text is what a client sent and nothing around it, and not what stands in a table of the code's own under that."""
    return (
        "web-request" in value.marks
        and CHOSEN not in value.marks
        and value.known is UNKNOWN
        and value.closure is None
        and value.text in ("", HOLE)
    )
