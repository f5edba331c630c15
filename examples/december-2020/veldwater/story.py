"""What happened at Veldwater: who had which build when, and what its implant asked and was told.

Everything follows from this file and one seed. The beacon names are made by Beartrap's own encoder for made-up
domains; the hashes are the published ones, written into inventories as text.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from beartrap.hunt.sunburst import encode, uid

FIRST_DAY = datetime(2020, 3, 24, tzinfo=UTC)
LAST_DAY = datetime(2020, 12, 14, tzinfo=UTC)
SILENT_DAY = datetime(2020, 7, 19, tzinfo=UTC)
"""The day on which nobody noticed that the sensor in the north had stopped."""


@dataclass(frozen=True)
class Orion:
    """One Orion server: its build, when the file was written, and the machine's identity."""

    host: str
    address: str
    domain: str
    mac: str
    guid: str
    product: str
    file_version: str
    sha256: str
    written: datetime

    @property
    def uid(self) -> str:
        """The identifier that its implant computes."""
        return uid.compute(self.mac, self.domain, self.guid)


ORION = {
    "orion-01": Orion(
        "orion-01", "10.1.0.11", "noord.veldwater.example", "02:00:5e:10:01:11", "6f0b2c1e-3a5d-4c8e-9b7f-0a1d2e3f4a51",
        "2020.2", "2020.2.5200.12394", "019085a76ba7126fff22770d71bd901c325fc68ac55aa743327984e89f4b0134",
        datetime(2020, 5, 4, 8, 20, 11, tzinfo=UTC),
    ),
    "orion-02": Orion(
        "orion-02", "10.2.0.11", "oost.veldwater.example", "02:00:5e:10:02:11", "b1d0f7aa-52c3-4e06-8d94-7c2f1e0b9a62",
        "2020.2 HF1", "2020.2.5300.12432", "ce77d116a074dab7a22a0fd4f2c1ab475f16eec42e1ded3c0b0aa8211fe858d6",
        datetime(2020, 5, 26, 19, 2, 44, tzinfo=UTC),
    ),
    "orion-03": Orion(
        "orion-03", "10.3.0.11", "zuid.veldwater.example", "02:00:5e:10:03:11", "d94e6b38-07f1-4b2a-a6c5-91e8f3d2c073",
        "2019.4 HF5", "2019.4.5200.9083", "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77",
        datetime(2020, 4, 2, 6, 31, 5, tzinfo=UTC),
    ),
    "orion-04": Orion(
        "orion-04", "10.3.0.12", "zuid.veldwater.example", "02:00:5e:10:03:12", "28c7a5f0-e1b4-4d39-8f60-5b4c3a2d1e84",
        "2020.2 HF1", "2020.2.5300.12432", "ce77d116a074dab7a22a0fd4f2c1ab475f16eec42e1ded3c0b0aa8211fe858d6",
        datetime(2020, 12, 2, 10, 0, 0, tzinfo=UTC),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Query:
    """One DNS query with what was answered; `answers` empty where nothing came back."""

    time: datetime
    client: str
    name: str
    answers: tuple[str, ...] = ()
    kind: str = "A"


def beacons(host: str) -> Iterator[Query]:
    """Yield what the implant on one host asked, in order of time."""
    return _TALES[host](ORION[host], random.Random(f"beacons of {host}"))


def _offered(orion: Orion, rng: random.Random) -> Iterator[Query]:
    """North: told to go on, watched for three weeks, then offered the second stage, which it entered."""
    yield from _domain(orion, rng, datetime(2020, 5, 17, 21, 40, tzinfo=UTC), "8.18.144.71")
    for day in range(22):
        moment = datetime(2020, 5, 19, 7, 12, tzinfo=UTC) + timedelta(days=day, minutes=rng.randrange(500))
        answer = "184.72.101.22" if day == 21 else "8.18.145.33"
        yield _block(orion, rng, moment, flag=False, answers=(answer,))
    moment = datetime(2020, 6, 11, 6, 5, tzinfo=UTC)
    yield _block(orion, rng, moment, flag=True, answers=("freescanonline.com", "54.193.127.66"))
    for hours in (1, 26, 51):
        yield Query(moment + timedelta(hours=hours), orion.address, "freescanonline.com", ("54.193.127.66",))


def _terminated(orion: Orion, rng: random.Random) -> Iterator[Query]:
    """East: told its domain, was told to end for good."""
    yield from _domain(orion, rng, datetime(2020, 6, 8, 11, 3, tzinfo=UTC), "96.31.172.131")


def _never_selected(orion: Orion, rng: random.Random) -> Iterator[Query]:
    """South: told its domain again and again after each restart; nobody was interested."""
    for start in (datetime(2020, 4, 15, 4, 51, tzinfo=UTC), datetime(2020, 6, 22, 16, 8, tzinfo=UTC)):
        yield from _domain(orion, rng, start, None)


def _asleep(orion: Orion, rng: random.Random) -> Iterator[Query]:
    """South: written twelve days before the logs end, and still asleep then."""
    del orion, rng
    return iter(())


_TALES = {"orion-01": _offered, "orion-02": _terminated, "orion-03": _never_selected, "orion-04": _asleep}


def _domain(orion: Orion, rng: random.Random, start: datetime, answer: str | None) -> Iterator[Query]:
    moment = start
    for name in encode.fragments(orion.uid, orion.domain, rng):
        yield Query(moment, orion.address, name, (answer,) if answer else ())
        moment += timedelta(minutes=rng.randrange(60, 120))


def _block(orion: Orion, rng: random.Random, moment: datetime, *, flag: bool, answers: tuple[str, ...]) -> Query:
    return Query(moment, orion.address, encode.block(orion.uid, moment, flag=flag, random=rng), answers)


def others() -> Iterator[tuple[str, Query]]:
    """Yield (place, query) for what must not be taken for a beacon: the curious, the mistyped, the look-alike."""
    published = "6a57jk2ba1d9keg15cbg.appsync-api.eu-west-1.avsvmcloud.com"
    yield "north", Query(datetime(2020, 12, 14, 9, 41, tzinfo=UTC), "10.1.4.101", published, ("20.140.0.1",))
    mistyped = "6a57jk2ba1d9keg15cbq.appsync-api.us-west-2.avsvmcloud.com"
    yield "east", Query(datetime(2020, 12, 14, 10, 2, tzinfo=UTC), "10.2.4.102", mistyped)
    cloud = "k5kcubuassl3alrf7gm3.appsync-api.eu-west-1.amazonaws.com"
    yield "north", Query(datetime(2020, 9, 3, 12, 0, tzinfo=UTC), "10.1.4.101", cloud, ("52.16.0.9",))
    yield "south", Query(datetime(2020, 8, 8, 8, 8, tzinfo=UTC), "10.3.0.80", "notavsvmcloud.com.veldwater.example")
