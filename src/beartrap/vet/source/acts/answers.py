"""What a store answers that others write to: a key of Redis, a document of a database, a message of a queue."""

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

MARK = "answered"
"""Mark of what such a store gave."""
ANSWERS = frozenset({"Clone", "get", "hget", "hgetall", "mget", "getset", "lpop", "rpop", "blpop", "brpop", "lrange", "smembers", "find_one", "findOne", "Get", "HGet", "LPop", "get_message", "receive_message"})  # fmt: skip
"""Methods by which they are asked."""
_STORES = regex(
    r"(?:.*[_.@$]|)(?:redis|valkey|memcached?|mc|etcd|consul|mongo|collection|kv|queue|sqs|amqp|broker|pubsub|(?:redis|kv|db|store|queue)?_?(?:client|conn|connection|pool))",
)
"""What such stores are called in code."""


COPY = "copied-request"
"""Mark of a copy of a request that somebody else made."""


def answered(machine: Machine, method: str, base: tree.Node, made: Value, row: int) -> None:
    """Mark what a store gave, by what it is called; a copy of a request, too."""
    if method == "Clone":
        if machine.language == "go" and "given-request" in made.marks:
            machine.mark(made, COPY, row)
        return
    if _STORES.fullmatch(tree.dotted(base).lower().replace("this.", "").replace("self.", "")):
        machine.mark(made, MARK, row)
