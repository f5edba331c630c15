"""A refusal that is gone from a function, and what it asked for is asked in another file of the folder now."""

import pytest
from source_lab import Version

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source_guards import GuardAnalyser

HASH = """package keys
func signatureHash(key Key, made Hash) (Hash, error) {{
{refusal}	err := key.Write(made)
	return made, err
}}
"""
REFUSAL = '	if !made.Available() {\n		return nil, errors.New("hash function")\n	}\n'
PREPARE = "package keys\nfunc (s *Signature) Prepare() error {{\n	{asks}\n	return s.fill()\n}}\n"
ASKS = 'if !s.Hash.Available() { return errors.New("hash") }'


@pytest.mark.parametrize(
    ("path", "before", "after", "weight"),
    [
        ("keys/signature.go", "s.touch()", ASKS, Severity.MEDIUM),
        ("keys/signature.go", "s.touch()", "s.clear()", Severity.HIGH),
        ("keys/signature.go", ASKS, ASKS + " // as before", Severity.HIGH),
        ("other/signature.go", "s.touch()", ASKS, Severity.HIGH),
        ("keys/signature_test.go", "s.touch()", ASKS, Severity.HIGH),
    ],
)
def test_what_a_refusal_asked_stands_beside(path: str, before: str, after: str, weight: Severity) -> None:
    was = Version({"keys/key.go": HASH.format(refusal=REFUSAL), path: PREPARE.format(asks=before)})
    now = Version({"keys/key.go": HASH.format(refusal=""), path: PREPARE.format(asks=after)}, trusted=was)
    found = [one for one in GuardAnalyser().look(was, now) if isinstance(one, Behaviour)]
    assert [one.severity for one in found if one.place.path == b"keys/key.go"] == [weight]


def test_what_stands_beside_is_found_in_a_large_folder_as_in_a_small_one() -> None:
    others = {f"keys/a{number}.go": f"package keys\nvar n{number} = {{}}\n" for number in range(60)}
    was = Version(
        {"keys/key.go": HASH.format(refusal=REFUSAL), "keys/z.go": PREPARE.format(asks="s.touch()"), **others}
    )
    changed = {path: text.replace("{}", "{1}") for path, text in others.items()}
    now = Version({"keys/key.go": HASH.format(refusal=""), "keys/z.go": PREPARE.format(asks=ASKS), **changed}, trusted=was)  # fmt: skip
    found = [one for one in GuardAnalyser().look(was, now) if isinstance(one, Behaviour)]
    assert [one.severity for one in found if one.place.path == b"keys/key.go"] == [Severity.MEDIUM]
