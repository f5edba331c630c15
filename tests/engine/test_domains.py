"""The fast matcher of domains and the plain one must agree, on hits and near misses alike."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.domains import CHUNK, LONGEST_NAME, DomainMatcher, canonical, suffixes

LABELS = st.sampled_from(["a", "b", "evil", "notevil", "com", "org", "co", "x" * 63, "münchen", "EVIL", ""])
NAMES = st.lists(LABELS, min_size=1, max_size=5).map(".".join) | st.text(max_size=20)
TAILS = st.sampled_from(["", ".", ".."])


def pairs(matcher: DomainMatcher, names: list[str | None]) -> set[tuple[int, int]]:
    ones, others = matcher.match(pa.array(names, pa.string()))
    return set(zip(ones.tolist(), others.tolist(), strict=True))


def oracle(domains: list[str], names: list[str | None]) -> set[tuple[int, int]]:
    """The plain way, from the words of the rule: equal, or ending in a dot and the domain."""
    first: dict[str, int] = {}
    for position, domain in enumerate(domains):
        first.setdefault(canonical(domain), position)
    found = set()
    for i, name in enumerate(names):
        plain = canonical(name) if name is not None else ""
        for domain, position in first.items():
            if len(domain) >= 2 and (plain == domain or plain.endswith("." + domain)):
                found.add((i, position))
    return found


@settings(deadline=None, max_examples=150)
@given(
    domains=st.lists(NAMES, max_size=8), names=st.lists(st.none() | st.builds(str.__add__, NAMES, TAILS), max_size=12)
)
def test_fast_and_plain_agree(domains: list[str], names: list[str | None]) -> None:
    assert pairs(DomainMatcher(domains), names) == oracle(domains, names)


def test_subdomains_case_and_dots() -> None:
    matcher = DomainMatcher(["evil.com"])
    hits = ["evil.com", "a.evil.com", "evil.com.", "EVIL.com", "a.b.Evil.Com."]
    misses = ["notevil.com", "evil.com.other.org", "evil.co", "com", "vil.com", "", None, "evil.com-x", "evilxcom"]
    assert pairs(matcher, [*hits, *misses]) == {(i, 0) for i in range(len(hits))}


def test_a_name_below_two_domains_comes_twice() -> None:
    assert pairs(DomainMatcher(["evil.com", "a.evil.com"]), ["x.a.evil.com"]) == {(0, 0), (0, 1)}


def test_names_in_other_scripts_match_their_ascii_form() -> None:
    assert pairs(DomainMatcher(["xn--mnchen-3ya.de"]), ["www.münchen.de", "munchen.de"]) == {(0, 0)}
    assert pairs(DomainMatcher(["münchen.de"]), ["www.xn--mnchen-3ya.de"]) == {(0, 0)}


def test_names_longer_than_dns_allows_match_all_the_same() -> None:
    long = "a." * LONGEST_NAME + "evil.com"
    assert pairs(DomainMatcher(["evil.com"]), [long, long + "x", "b.evil.com"]) == {(0, 0), (2, 0)}


def test_slices_and_many_chunks() -> None:
    names = pa.array([f"n{i}.example.org" for i in range(2 * CHUNK)] + ["x.evil.com", None])
    ones, _ = DomainMatcher(["evil.com", "n77.example.org"]).match(names.slice(50))
    assert ones.tolist() == [27, 2 * CHUNK - 50]


def test_nothing_to_look_for_and_nothing_to_look_in() -> None:
    assert pairs(DomainMatcher([]), ["evil.com"]) == set()
    assert pairs(DomainMatcher(["evil.com"]), []) == set()
    assert pairs(DomainMatcher(["", ".", "c"]), ["", "c", "a.c"]) == set()


def test_many_domains_at_once() -> None:
    matcher = DomainMatcher([f"d{i}.example" for i in range(50_000)])
    assert pairs(matcher, ["a.d49999.example", "d50000.example", "d1.example"]) == {(0, 49_999), (2, 1)}
    assert matcher.match_one("a.d7.example") == [7]


def test_names_made_to_collide_cost_time_and_no_result() -> None:
    def thue_morse(n: int, swap: bool) -> str:
        return "".join("ab"[(bin(i).count("1") & 1) ^ swap] for i in range(n))

    one, other = thue_morse(512, False), thue_morse(512, True)  # equal under any polynomial hash modulo 2**64
    assert pairs(DomainMatcher([one + ".com"]), [other + ".com", one + ".com"]) == {(1, 0)}


def test_suffixes_begin_at_labels() -> None:
    assert list(suffixes("a.b.com")) == ["a.b.com", "b.com", "com"]
