"""Secrets that leave by a way which names no address: a service's own client, a file that is sent by its path, an answer."""

from beartrap.vet.source.acts import reading
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.values import marks_of

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


def served(one: Invocation) -> Api | None:
    """Tell a call that hands secrets to a service, sends a file of secrets by its path, or answers a client with them."""
    base = one.base
    if base is None or not one.args:
        return None
    marks = marks_of(one.args)
    if one.method in _UPLOADS and any(f"at:{mark}" in marks for mark in _WHOLE):
        for value in one.args:
            value.marks = reading(value.marks)
        return _SENDS
    if _WHOLE.isdisjoint(marks):
        return None
    answered = one.method in _ANSWERS and "given-response" in base.marks
    return _SENDS if answered or (base.name or "").startswith(_SERVICES) else None
