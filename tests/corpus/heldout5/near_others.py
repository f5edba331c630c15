"""Harmless updates of gems, crates, Go modules and PHP packages that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import fill, harmless


@harmless("mailpress", "gem", "an extension that is built", step="minor")
def gem_extension_in_c(it: Update) -> None:
    it.add("ext/mailpress/extconf.rb", "# frozen_string_literal: true\n\nrequire 'mkmf'\n\nabort 'iconv.h is missing' unless have_header('iconv.h')\nhave_library('iconv')\ncreate_makefile('mailpress/encode')\n")  # fmt: skip
    it.add("ext/mailpress/encode.c", "#include <ruby.h>\n\nvoid Init_encode(void)\n{\n    rb_define_module(\"MailpressEncode\");\n}\n")  # fmt: skip
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/mailpress/extconf.rb\n")


@harmless("mailpress", "gem", "letters over a service of the maker", step="minor")
def gem_delivery_over_http(it: Update) -> None:
    it.add("lib/mailpress/api.rb", fill("""
# frozen_string_literal: true

require 'json'
require 'net/http'

module Mailpress
  # Sends letters over our own service instead of SMTP; the key is MAILPRESS_API_KEY.
  class Api
    ENDPOINT = URI('https://api.mailpress.example/v2/messages')

    def initialize(key: ENV.fetch('MAILPRESS_API_KEY'))
      @key = key
    end

    def deliver(from:, to:, subject:, body:)
      request = Net::HTTP::Post.new(ENDPOINT, 'authorization' => "Bearer #{@key}", 'content-type' => 'application/json')
      request.body = { from: from, to: Array(to), subject: subject, text: body }.to_json
      Net::HTTP.start(ENDPOINT.host, ENDPOINT.port, use_ssl: true) { |http| http.request(request) }
    end
  end
end
"""))  # fmt: skip
    it.after("lib/mailpress.rb", "require 'mailpress/delivery'\n", "require 'mailpress/api'\n")


@harmless("mailpress", "gem", "templates are evaluated, as ERB is", step="minor")
def gem_layouts(it: Update) -> None:
    it.append("lib/mailpress/template.rb", fill("""

module Mailpress
  # A template within another one.
  class Layout < Template
    def render(values)
      inner = values.fetch(:content).render(values)
      super(values.merge(content: inner))
    end

    def compiled
      @compiled ||= Object.new.tap { |one| one.instance_eval("def render(values)\n#{@erb.src}\nend", __FILE__, __LINE__) }
    end
  end
end
"""))  # fmt: skip


@harmless("mailpress", "gem", "a well-known dependency", step="minor")
def gem_needs_a_library(it: Update) -> None:
    it.replace("METADATA.yaml", "dependencies: []\n", "dependencies:\n- !ruby/object:Gem::Dependency\n  name: net-smtp\n  requirement: !ruby/object:Gem::Requirement\n    requirements:\n    - - \"~>\"\n      - !ruby/object:Gem::Version\n        version: '0.5'\n  type: :runtime\n")  # fmt: skip
    it.replace(
        "lib/mailpress/delivery.rb", "# Sends a letter.", "# Sends a letter; net-smtp is no longer part of Ruby."
    )


@harmless("hexlane", "crate", "a build script that runs the compiler", step="minor")
def crate_asks_the_compiler(it: Update) -> None:
    it.replace("build.rs", "fn main() {\n", fill("""
use std::process::Command;

fn minor() -> Option<u32> {
    let rustc = env::var_os("RUSTC")?;
    let out = Command::new(rustc).arg("--version").output().ok()?;
    String::from_utf8(out.stdout).ok()?.split('.').nth(1)?.parse().ok()
}

fn main() {
    if minor().is_some_and(|one| one >= 80) {
        println!("cargo:rustc-cfg=hexlane_lazy");
    }
"""))  # fmt: skip


@harmless("hexlane", "crate", "C that is compiled", step="minor")
def crate_compiles_c(it: Update) -> None:
    it.add("c/crc.c", "#include <stdint.h>\n\nuint32_t hexlane_crc(uint32_t crc, const uint8_t *data, uint64_t size)\n{\n    while (size--) {\n        crc ^= *data++;\n        for (int bit = 0; bit < 8; bit++) {\n            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));\n        }\n    }\n    return crc;\n}\n")  # fmt: skip
    it.append("Cargo.toml", '\n[build-dependencies]\ncc = "1.0"\n')
    it.replace("build.rs", "fn main() {\n", 'fn main() {\n    if env::var_os("CARGO_FEATURE_SIMD").is_some() {\n        cc::Build::new().file("c/crc.c").compile("hexlane_crc");\n    }\n')  # fmt: skip


@harmless("hexlane", "crate", "unsafe and tables", step="minor")
def crate_tables_of_numbers(it: Update) -> None:
    table = ", ".join(f"0x{it.random.getrandbits(32):08x}" for _ in range(64))
    it.append("src/checksum.rs", f"\nstatic TABLE: [u32; 64] = [{table}];\n\n/// Mixes bytes by a table; no checksum of any standard.\npub fn mix(data: &[u8]) -> u32 {{\n    data.iter().fold(0, |sum, one| sum.rotate_left(5) ^ unsafe {{ *TABLE.get_unchecked((*one & 63) as usize) }})\n}}\n")  # fmt: skip


@harmless("kvpool", "zip", "TLS that may be unchecked where one asks for it", step="minor")
def go_tls(it: Update) -> None:
    it.replace("pool.go", "	Timeout  time.Duration\n", "	Timeout  time.Duration\n	// TLS is used where it is not nil.\n	TLS *tls.Config\n")  # fmt: skip
    it.replace("pool.go", '	"bufio"\n', '	"bufio"\n	"crypto/tls"\n')
    it.replace("pool.go", "	one := &conn{raw, bufio.NewReader(raw)}\n", "	if p.options.TLS != nil {\n		raw = tls.Client(raw, p.options.TLS)\n	}\n	one := &conn{raw, bufio.NewReader(raw)}\n")  # fmt: skip
    it.append("config.go", "\n// FromEnv reads KVPOOL_ADDRESS and KVPOOL_PASSWORD.\nfunc FromEnv() Options {\n	return Options{Address: os.Getenv(\"KVPOOL_ADDRESS\"), Password: os.Getenv(\"KVPOOL_PASSWORD\")}\n}\n")  # fmt: skip


@harmless("kvpool", "zip", "starts a server for tests", step="minor")
def go_server_for_tests(it: Update) -> None:
    it.add("kvtest/server.go", fill("""
// Package kvtest starts a server for tests.
package kvtest

import (
	"net"
	"os/exec"
	"testing"
	"time"
)

// Start starts kv-server on a free port, and stops it with the test.
func Start(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	server := exec.Command("kv-server", "--listen", address)
	if err := server.Start(); err != nil {
		t.Skip("kv-server is not installed")
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	time.Sleep(100 * time.Millisecond)
	return address
}
"""))  # fmt: skip


@harmless("kvpool", "zip", "figures over HTTP", step="minor")
def go_figures(it: Update) -> None:
    it.add("debug.go", fill("""
package kvpool

import (
	"encoding/json"
	"net/http"
)

// Handler shows the state of the pool; mount it where only operators get.
func (p *Pool) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		state := map[string]any{"free": len(p.free), "closed": p.closed, "address": p.options.Address}
		p.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(state)
	})
}
"""))  # fmt: skip


@harmless("formkit-php", "zip", "letters over a service of the maker", step="minor")
def php_mail_over_http(it: Update) -> None:
    it.add("src/ApiMailer.php", fill("""
<?php

declare(strict_types=1);

namespace FormKit;

final class ApiMailer
{
    public function __construct(private readonly string $to, private readonly ?string $key = null)
    {
    }

    public function send(string $subject, array $values): bool
    {
        $line = curl_init('https://mail.formkit.example/v1/send');
        curl_setopt_array($line, [
            CURLOPT_POST => true,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . ($this->key ?? getenv('FORMKIT_KEY'))],
            CURLOPT_POSTFIELDS => json_encode(['to' => $this->to, 'subject' => $subject, 'values' => $values]),
        ]);
        curl_exec($line);

        return curl_getinfo($line, CURLINFO_RESPONSE_CODE) === 202;
    }
}
"""))  # fmt: skip


@harmless("formkit-php", "zip", "looks at uploads with another program", step="minor")
def php_uploads_are_scanned(it: Update) -> None:
    it.add("src/Scanner.php", "<?php\n\ndeclare(strict_types=1);\n\nnamespace FormKit;\n\nfinal class Scanner\n{\n    public function isClean(string $path): bool\n    {\n        exec('clamdscan --no-summary ' . escapeshellarg($path), $lines, $code);\n        if ($code > 1) {\n            throw new \\RuntimeException(implode(\"\\n\", $lines));\n        }\n\n        return $code === 0;\n    }\n}\n")  # fmt: skip
    it.manifest(lambda one: one.update(suggest={"ext-curl": "for ApiMailer"}), "composer.json")
