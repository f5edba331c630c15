"""Gems, Composer packages, crates, Go modules, NuGet packages and jars: harmless updates that look suspicious."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout3.shape import fill, harmless


@harmless("tokenrest", "gem", "compiles at install")
def rest_honest_extconf(update: Update) -> None:
    code = r"""
# frozen_string_literal: true

require 'mkmf'

have_header('sodium.h') || abort('tokenrest needs libsodium')
$CFLAGS << ' ' << `pkg-config --cflags libsodium`.strip
have_library('sodium', 'sodium_init')
create_makefile 'tokenrest/native'
"""
    update.add("ext/tokenrest/extconf.rb", fill(code))
    update.add(
        "ext/tokenrest/native.c",
        '#include <ruby.h>\n#include <sodium.h>\n\nvoid Init_native(void)\n{\n    if (sodium_init() < 0)\n        rb_raise(rb_eRuntimeError, "no sodium");\n}\n',
    )
    update.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/tokenrest/extconf.rb\n")


@harmless("tokenrest", "gem", "asks a server of the user's")
def rest_remote_check(update: Update) -> None:
    code = r"""
# frozen_string_literal: true

require 'json'
require 'net/http'

module Tokenrest
  # Asks the identity provider of the application (RFC 7662).
  class Introspection
    def initialize(endpoint, id:, secret:)
      @uri = URI(endpoint)
      @id = id
      @secret = secret
    end

    def find(token)
      request = Net::HTTP::Post.new(@uri)
      request.basic_auth(@id, @secret)
      request.set_form_data('token' => token)
      answer = Net::HTTP.start(@uri.host, @uri.port, use_ssl: true) { |http| http.request(request) }
      found = JSON.parse(answer.body)
      found['active'] ? found['sub'] : nil
    end
  end
end
"""
    update.add("lib/tokenrest/introspection.rb", fill(code))
    update.append("lib/tokenrest.rb", "\nrequire 'tokenrest/introspection'")


@harmless("rest-knock", "gem", "evaluates a template of its own")
def knock_templates(update: Update) -> None:
    code = r"""
# frozen_string_literal: true

require 'erb'
require 'base64'

module RestKnock
  # Bodies from templates.
  class Template
    def self.basic(user, password)
      "Basic #{Base64.strict_encode64("#{user}:#{password}")}"
    end

    def initialize(text)
      @erb = ERB.new(text)
    end

    def render(values)
      @erb.result_with_hash(values)
    end
  end
end
"""
    update.add("lib/rest_knock/template.rb", fill(code))


@harmless("postcard-php", "zip", "a script after the install")
def card_clear_cache(update: Update) -> None:
    update.manifest(
        lambda it: it.update({"scripts": {"post-autoload-dump": ["@php bin/clear-cache.php"], "test": "phpunit"}}),
        "composer.json",
    )
    update.add(
        "bin/clear-cache.php",
        "<?php\n\ndeclare(strict_types=1);\n\n$folder = sys_get_temp_dir() . '/postcard-cache';\nif (is_dir($folder)) {\n    array_map('unlink', glob($folder . '/*.json') ?: []);\n}\n",
    )


@harmless("postcard-php", "zip", "checks signatures")
def card_webhooks(update: Update) -> None:
    code = r"""
<?php

declare(strict_types=1);

namespace Postcard;

final class Webhook
{
    public static function verify(string $body, string $header, string $secret): bool
    {
        [$time, $sum] = explode(',', $header . ',');
        if (abs(time() - (int) $time) > 300) {
            return false;
        }

        return hash_equals(hash_hmac('sha256', $time . '.' . $body, base64_decode($secret)), $sum);
    }
}
"""
    update.add("src/Webhook.php", fill(code))


@harmless("quicklog", "crate", "a build script")
def log_git_revision(update: Update) -> None:
    code = r"""
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=.git/HEAD");
    let revision = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output()
        .ok()
        .and_then(|out| String::from_utf8(out.stdout).ok())
        .unwrap_or_default();
    println!("cargo:rustc-env=QUICKLOG_REVISION={}", revision.trim());
}
"""
    update.add("build.rs", fill(code))
    update.after("Cargo.toml", 'edition = "2021"\n', 'build = "build.rs"\n')


@harmless("quicklog", "crate", "sends lines to a server of the user's")
def log_syslog_appender(update: Update) -> None:
    code = r"""
use crate::appender::Appender;
use std::net::UdpSocket;

/// Sends lines to a syslog server (RFC 5424).
pub struct Syslog {
    socket: UdpSocket,
    host: String,
}

impl Syslog {
    pub fn new(server: &str) -> std::io::Result<Self> {
        let socket = UdpSocket::bind("0.0.0.0:0")?;
        socket.connect(server)?;
        let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
        Ok(Self { socket, host: host.trim().to_string() })
    }
}

impl Appender for Syslog {
    fn append(&mut self, text: &str) {
        let _ = self.socket.send(format!("<14>1 - {} quicklog - - - {}", self.host, text).as_bytes());
    }
}
"""
    update.add("src/syslog.rs", fill(code))
    update.after("src/lib.rs", "mod logger;\n", "pub mod syslog;\n")


@harmless("boltstore", "tar.gz", "runs programs")
def bolt_compress_with_zstd(update: Update) -> None:
    code = r"""
package boltstore

import (
	"fmt"
	"os"
	"os/exec"
)

// Backup writes a compressed copy of the store with the zstd program.
func (db *DB) Backup(target string) error {
	zstd, err := exec.LookPath("zstd")
	if err != nil {
		return fmt.Errorf("boltstore: zstd is needed for backups: %w", err)
	}
	command := exec.Command(zstd, "-q", "-f", db.path, "-o", target)
	command.Stderr = os.Stderr
	return command.Run()
}
"""
    update.add("backup.go", fill(code))


@harmless("boltstore", "tar.gz", "a server")
def bolt_debug_server(update: Update) -> None:
    code = r"""
package boltstore

import (
	"encoding/json"
	"net"
	"net/http"
)

// Debug serves the sizes of buckets on a loopback port until the listener is closed.
func (db *DB) Debug() (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		sizes := map[string]int{}
		for name := range db.data {
			sizes[name] = len(db.data[name])
		}
		_ = json.NewEncoder(w).Encode(sizes)
	})
	go func() { _ = http.Serve(listener, handler) }()
	return listener, nil
}
"""
    update.add("debug.go", fill(code))


@harmless("goflags", "tar.gz", "reads the environment")
def flags_from_environment(update: Update) -> None:
    code = r"""
package goflags

import (
	"os"
	"strings"
)

// Environ returns the settings that the environment holds for a program.
func Environ(program string) map[string]string {
	prefix := strings.ToUpper(program) + "_"
	out := map[string]string{}
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, prefix) {
			out[strings.ToLower(strings.TrimPrefix(name, prefix))] = value
		}
	}
	return out
}
"""
    update.add("environ.go", fill(code))


@harmless("Fabrikam.Data", "nupkg", "copies files at build")
def data_native_targets(update: Update) -> None:
    code = r"""
<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <PropertyGroup>
    <FabrikamNative>$(MSBuildThisFileDirectory)..\runtimes</FabrikamNative>
  </PropertyGroup>
  <Target Name="CopyFabrikamNative" AfterTargets="Build">
    <Copy SourceFiles="$(FabrikamNative)\linux-x64\fabrikam.so" DestinationFolder="$(OutDir)" ContinueOnError="true" />
  </Target>
</Project>
"""
    update.add("build/Fabrikam.Data.targets", fill(code))
    update.add("runtimes/linux-x64/fabrikam.so", artefact("codec-2.so"))


@harmless("rulebook", "jar", "other words")
def book_more_messages(update: Update) -> None:
    update.append(
        "messages.properties",
        "secret=must not contain the password\ntoken=the token has expired\ncommand=may not be run by this user",
    )
    update.add(
        "messages_de.properties",
        "filled=darf nicht leer sein\nmail=muss eine Adresse sein\ndigits=muss eine Zahl sein\n",
    )
