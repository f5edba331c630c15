"""Who receives what is sent: hosts of those whom the trusted version names as its own or speaks with already.

Something new that goes to a host of theirs goes to nobody new: it weighs one step less, where it waits to be called. Whoever took
over a package alone has no such host, but anybody may have an account at a service that is open to all; such services are nobody's own.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import SCRIPTS
from beartrap.vet.source.reading.timing import looks_like_test

WEIGHED = frozenset(f"chain.{name}-to-network" for name in ("caller", "variable", "host", "page", "credentials")) | {
    "network.drop"
}
"""Chains whose weight is a matter of who is at the other end; whole environments, wallets and stores are nobody's business."""
_SERVICES = """
    github.com githubusercontent.com github.io gitlab.com gitlab.io bitbucket.org codeberg.org sourceforge.net google.com googleapis.com googleusercontent.com appspot.com web.app firebaseio.com
    firebaseapp.com run.app amazonaws.com cloudfront.net on.aws azurewebsites.net windows.net azure.com azureedge.net azurefd.net cloudapp.net microsoft.com office.com herokuapp.com vercel.app
    now.sh netlify.app netlify.com pages.dev workers.dev r2.dev cloudflare.com fly.dev onrender.com railway.app repl.co replit.dev replit.app glitch.me deno.dev deno.net ngrok.io ngrok.app
    ngrok.dev slack.com discord.com discordapp.com telegram.org t.me twitter.com x.com facebook.com reddit.com pastebin.com dropbox.com dropboxapi.com box.com notion.so notion.com airtable.com
    trello.com zapier.com ifttt.com pipedream.net mailgun.net sendgrid.com sendgrid.net twilio.com npmjs.org npmjs.com yarnpkg.com pypi.org pythonhosted.org rubygems.org crates.io packagist.org
    nuget.org huggingface.co hf.co supabase.co digitaloceanspaces.com backblazeb2.com wasabisys.com readthedocs.io readthedocs.org wordpress.com blogspot.com medium.com sentry.io posthog.com
    segment.io segment.com amplitude.com mixpanel.com google-analytics.com unpkg.com jsdelivr.net cloudflare-ipfs.com ipfs.io webhook.site typeform.com formspree.io gmail.com outlook.com
    hotmail.com yahoo.com qq.com 163.com protonmail.com proton.me
    """
OPEN = frozenset(_SERVICES.split())
"""Services at which anybody can be the one who receives, by their registered names."""
_ADDRESS = regex(rb"\b(?:https?|wss?)://(?:[^/@\"'`\s<>]*@)?([A-Za-z0-9.-]{3,253}\.[A-Za-z0-9-]{2,63})\b")
_MAIL = regex(rb"[\w.+-]{1,64}@([A-Za-z0-9.-]{3,253}\.[A-Za-z]{2,63})\b")
_QUOTED = regex(rb"[\"'`](?:https?|wss?)://(?:[^/@\"'`\s]*@)?([A-Za-z0-9.-]{3,253}\.[A-Za-z0-9-]{2,63})\b")
_MANIFESTS = ("package.json", "METADATA", "PKG-INFO", "composer.json", "Cargo.toml", "pom.xml", ".nuspec", ".vsixmanifest", ".gemspec", "metadata", "pyproject.toml", "setup.cfg")  # fmt: skip
_SHORT = 3
"""Letters of a second level below a country, up to which names are registered one level further down (`co.uk`)."""


def party(host: str) -> str:
    """Return the registered name that a host belongs to; empty for none, and for services that are open to all.

    Without a list of all public suffixes: two labels, three below a country's short second level.
    """
    labels = host.lower().strip(".").split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return ""
    below_country = len(labels[-1]) == 2 and len(labels[-2]) <= _SHORT and len(labels) > 2
    name = ".".join(labels[-3:] if below_country else labels[-2:])
    return "" if name in OPEN or (below_country and ".".join(labels[-2:]) in OPEN) else name


def is_open(host: str) -> bool:
    """Whether a host is of a service at which anybody can be the one who receives."""
    labels = host.split(".")
    return ".".join(labels[-2:]) in OPEN or ".".join(labels[-3:]) in OPEN


CROWD = 20
"""Whom a version speaks with from which on it is made of clients of other people's services: two in a hundred well-known packages name as many (decision 0075)."""


def is_crowded(side: Side) -> bool:
    """Whether a version names so many in its own code, its tests left out, that one more is what it is made for."""
    found = set[str]()
    for path in side.paths:
        if side.kind(path) in SCRIPTS and not looks_like_test(path) and (subject := side.read(path)) is not None:
            hosts = {match[1].decode("ascii").lower() for match in _QUOTED.finditer(subject.content)}
            found |= {party(host) or (host if is_open(host) else "") for host in hosts}
            if len(found - {""}) >= CROWD:
                return True
    return False


def parties(side: Side) -> frozenset[str]:
    """Return whom a version names, in its manifest and in addresses that its code has in quotes: registered names, hosts of what is open to all."""
    found = set[str]()
    for path in side.paths:
        name = path.rpartition("/")[2]
        manifest = name.endswith(_MANIFESTS) and path.count("/") < 2
        if not manifest and side.kind(path) not in SCRIPTS:
            continue
        subject = side.read(path)
        if subject is None:
            continue
        text = subject.content.partition(b"\n\n")[0] if name in ("METADATA", "PKG-INFO") else subject.content
        patterns = (_ADDRESS, _MAIL) if manifest else (_QUOTED,)
        hosts = {match[1].decode("ascii").lower() for pattern in patterns for match in pattern.finditer(text)}
        found |= {party(host) or (host if is_open(host) else "") for host in hosts}
    return frozenset(found - {""})


def weighed_by_party(found: Sequence[Behaviour], old: Side | None) -> list[Behaviour]:
    """Return what is new, with what goes to nobody new one step lower, and programs that come from nobody new at the most high."""
    asked = [one for one in found if _may_weigh_less(one) or _runs_a_download(one)]
    if old is None or not asked:
        return list(found)
    known = parties(old)
    spoken = _spoken_with(found)
    found = [lower(one) if _may_weigh_less(one) and _goes_to(one, known) else one for one in found]
    return [
        replace(one, severity=Severity.HIGH) if _runs_a_download(one) and _comes_from(one, spoken, known) else one
        for one in found
    ]


def _runs_a_download(one: Behaviour) -> bool:
    return one.id == "chain.network-to-process" and one.severity is Severity.CRITICAL


def _spoken_with(found: Sequence[Behaviour]) -> Mapping[tuple[bytes | None, int | None], set[str]]:
    """Return the hosts that are spoken with, by path and row."""
    spoken = defaultdict[tuple[bytes | None, int | None], set[str]](set)
    for one in found:
        if one.id == "network.contact":
            spoken[one.place.path, one.place.row].add(one.key.split()[-1])
    return spoken


def _comes_from(
    one: Behaviour, spoken: Mapping[tuple[bytes | None, int | None], set[str]], known: Container[str]
) -> bool:
    """Whether what is run was fetched on a row on which only hosts of known parties are spoken with."""
    sources = [step.place for step in one.steps if step.role == "source"]
    hosts = [spoken.get((place.path, place.row), {""}) for place in sources]
    return bool(hosts) and all(party(host) in known for each in hosts for host in each)


def _may_weigh_less(one: Behaviour) -> bool:
    return one.id in WEIGHED and Severity.LOW < one.severity < Severity.CRITICAL and one.when < When.START


_OF_OTHERS = frozenset(
    {"ssh-key", "system-passwords", "keychain", "process-memory", "cloud-credentials", "publish-token"}
)
"""Files with secrets that are for other services than that which a package speaks with."""
_CLOUDS = frozenset(
    {"microsoftonline.com", "azure.net", "aliyuncs.com", "oraclecloud.com", "ibm.com", "yandexcloud.net"}
)


def _goes_to(one: Behaviour, known: Container[str]) -> bool:
    host = one.key.split()[-1]
    if one.id == "chain.credentials-to-network" and not _OF_OTHERS.isdisjoint(one.key.split()):
        return party(host) in _CLOUDS and party(host) in known  # nobody else is shown them
    return party(host) in known or (host in known and _is_account_open(one))


def _is_account_open(one: Behaviour) -> bool:
    """Whether an address leaves open whose account it is: it begins with what is not written in the code, as in a client that is given its token."""
    operand = one.facts.get("operand")
    return isinstance(operand, str) and _OPEN_ACCOUNT.match(operand) is not None


_OPEN_ACCOUNT = regex(r"https?://[\w.-]+/[a-z]{0,12}\{\}")


def lower(one: Behaviour) -> Behaviour:
    """Return a behaviour one step lower: medium in place of high, else low."""
    return replace(one, severity=Severity.MEDIUM if one.severity is Severity.HIGH else Severity.LOW)
