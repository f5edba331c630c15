"""The words that are looked for before a pattern of something weaker: whatever it finds has one of them."""

import re
from itertools import chain

import pytest

from beartrap.vet.source.checks import exchanged
from beartrap.vet.source.checks.exchanged import exchanged as asked

_WEAK = """
    "math/rand"  "math/rand/v2"
    import random  from random import choice
    SmallRng  seed_from_u64  fastrand
    java.util.Random  new Random(  ThreadLocalRandom  Random.rand  Random.new  Kernel.rand  srand
    new System.Random(  Random.Shared
    Math.random
    mt_rand  lcg_value  uniqid
    MODE_ECB  mode_ecb  aes-256-ecb  AES128-ECB  AES/ECB  modes.ECB  CipherMode.Ecb
    createHash(  hashlib.md5  hashlib.sha1  md5(  sha1(  hash('md5'  hash('sha256'  Digest::MD5  Digest::SHA  MessageDigest.getInstance  sha256.New  sha1.Sum  md5.New
    yaml.Loader  import CLoader  Loader=UnsafeLoader  yaml.Unsafe_Loader  import FullLoader  unsafe_load
    xml.etree  xml.dom  xml.sax  lxml
    StrictHostKeyChecking=no  StrictHostKeyChecking off
    AutoAddPolicy  WarningPolicy
    sslmode=disable  "sslmode": "prefer"  sslmode = require
"""
_PAIRS = list(chain(exchanged._PAIRS, exchanged._CIPHERS, exchanged._READERS, exchanged._ASKED))


def test_every_pair_has_examples() -> None:
    assert len(_WEAK.split("\n")) - 2 == len(_PAIRS)


@pytest.mark.parametrize(("pair", "line"), [*zip(_PAIRS, _WEAK.strip("\n").split("\n"), strict=False)])
def test_what_is_found_has_one_of_the_words(
    pair: tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], line: str
) -> None:
    _, weak, words = pair
    for example in line.strip().split("  "):
        assert weak.search(example), example
        assert any(word in example or word in example.lower() for word in words), example


def test_a_generator_for_games_in_the_place_of_one_for_secrets_is_told_as_before() -> None:
    before, after = "token = randomBytes(16)", "token = Math.random()"
    assert [one.what for one in asked(before, after)]
    assert not [*asked(after, after)]
