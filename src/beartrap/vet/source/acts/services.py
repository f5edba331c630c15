"""Secrets that leave by a way which names no address: a service's own client, a file that is sent by its path, an answer."""

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import reading
from beartrap.vet.source.acts.lines import opened_on
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, marks_of

_SENDS = Api(Act.SEND, -1)
_SERVICES = (
    "@octokit/", "octokit", "@slack/", "discord.js", "telegraf", "node-telegram-bot-api", "@aws-sdk/", "aws-sdk", "googleapis", "@google-cloud/", "@sendgrid/mail", "twilio", "dropbox", "@supabase/", "firebase",
    "posthog-node", "@sentry/", "mixpanel", "@notionhq/client", "airtable", "pusher", "ably", "@azure/", "mongodb", "pg", "mysql2", "mysql", "ioredis", "redis",
)  # fmt: skip
"""Packages that speak with one service each, under whose address they are not called."""
_WHOLE = frozenset(
    {"environment", "ssh-key", "cloud-credentials", "publish-token", "browser-store", "wallet", "keychain"}
)
_UPLOADS = frozenset({"fastPut", "uploadFrom", "uploadFile", "uploadDir", "putFile", "appendFrom", "upload", "sendFile", "replyWithDocument", "sendDocument"})  # fmt: skip
"""Methods that take a file by its path and send it."""
_ANSWERS = frozenset({"json", "send", "end", "write", "jsonp", "render", "sendFile", "download"})


_PUTS_FILES = frozenset({"createOrUpdateFileContents", "createOrUpdateFiles", "createTree", "createCommitOnBranch", "createBlob"})  # fmt: skip
"""Methods of a forge's client that put files into a repository."""


def put_in_repository(machine: Machine, one: Invocation) -> None:
    """Note a workflow that is put into a repository by the client of its forge."""
    given = one.args[-1] if one.args else Value()
    through = one.method in _PUTS_FILES or (one.method == "request" and one.args[0].text.startswith("PUT /repos/"))
    if not through or given.fields is None:
        return
    tables = [
        given.fields,
        *(part.fields for value in given.fields.values() for part in value.items or () if part.fields),
    ]
    path = next((table["path"].text for table in tables if "path" in table), "")
    if path.startswith(".github/workflows/"):
        machine.emit(Act.SEND, one.name or one.method, one.row, text=f"{{}}/contents/{path}", values=[given])


_REPORTS = regex(
    r"(?:sentry_sdk|@sentry/[\w-]+|Sentry|raven|bugsnag|@bugsnag/\w+|rollbar|honeybadger)\.(?:init|start|configure|Client)|(?:Raven|Rollbar|Bugsnag|Honeybadger)\.\w+"
)
_PREPARES = ("before_send", "before_send_transaction", "before_breadcrumb", "beforeSend", "beforeSendTransaction", "beforeBreadcrumb", "onError", "payload_handler", "transform")  # fmt: skip


def reported(machine: Machine, one: Invocation) -> None:
    """Note what is put into reports of errors that go to an address which stands in the code."""
    if not _REPORTS.fullmatch(one.name):
        return
    words = {**(one.argument(0).fields or {}), **one.words}
    address = words.get("dsn", words.get("endpoint", one.argument(0))).text
    prepared = [words[word].closure for word in _PREPARES if word in words]
    for closure in prepared:
        made = machine.enter(closure, [Value(), Value()], {}) if closure is not None else Value()
        marks = marks_of([made])
        if address.startswith("http") and marks:
            machine.emit(Act.SEND, one.name, one.row, text=address, marks=marks, values=[made])


def served(one: Invocation) -> Api | None:
    """Tell a call that hands secrets to a service, sends a file of secrets by its path, or answers a client with them."""
    base = one.base
    if not one.args:
        return None
    marks = marks_of(one.args)
    if base is None:
        function = one.name.startswith(_SERVICES) and "." in one.name and not _WHOLE.isdisjoint(marks)
        return Api(Act.SEND, len(one.args)) if function else None
    if one.method in _UPLOADS and any(f"at:{mark}" in marks for mark in _WHOLE):
        for value in one.args:
            value.marks = reading(value.marks)
        return _SENDS
    if _WHOLE.isdisjoint(marks):
        return None
    answered = one.method in _ANSWERS and "given-response" in base.marks
    return _SENDS if answered or (base.name or "").startswith(_SERVICES) else None


_CARRIES_LOGS = regex(
    r"(?:[\w@/.-]+\.)?transports\.\w+|winston-[\w-]+(?:\.\w+)?|pino\.(?:transport|destination)|@?[\w/-]*bunyan-\w+(?:\.\w+)?"
)


def logged_afar(machine: Machine, one: Invocation, made: Value) -> None:
    """Note that what others log is carried to a host that the code names."""
    if machine.language != "javascript" or not _CARRIES_LOGS.fullmatch(one.name):
        return
    asked = Value(name=made.name)
    asked.source = one.argument(0)
    address = opened_on(asked)
    if address:
        machine.emit(
            Act.SEND, one.name, one.row, text=address, marks={"intercepted": (machine.spot(one.row),)}, values=one.args
        )
