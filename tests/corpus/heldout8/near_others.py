"""Harmless updates of the other ecosystems that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout8.shape import fill, harmless, new, put, swap, tail


@harmless("quorumkv", "zip", "a connection is kept", step="minor")
def go_has_a_heartbeat(it: Update) -> None:
    new(it, "heartbeat.go", """
package quorumkv

import (
	"context"
	"net"
	"time"
)

// Heartbeat dials all peers now and then, and reports those that are gone.
func (p *Peers) Heartbeat(ctx context.Context, every time.Duration, gone func(string)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, address := range p.addresses {
				line, err := net.DialTimeout("tcp", address, time.Second)
				if err != nil {
					gone(address)
					continue
				}
				line.Close()
			}
		}
	}
}
""")  # fmt: skip


@harmless("quorumkv", "zip", "certificates of a cluster", step="minor")
def go_has_its_own_authority(it: Update) -> None:
    new(it, "tls.go", """
package quorumkv

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
)

// WithAuthority lets peers trust the authority of a cluster, and nobody else.
func (p *Peers) WithAuthority(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return errors.New("quorumkv: no certificate in " + path)
	}
	p.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}}
	return nil
}
""")  # fmt: skip


@harmless("quorumkv", "zip", "an init function", step="minor")
def go_init_reads_a_setting(it: Update) -> None:
    new(it, "limits.go", """
package quorumkv

import (
	"os"
	"strconv"
)

// MaxValue is how long a value may be.
var MaxValue = 1 << 20

func init() {
	if size, err := strconv.Atoi(os.Getenv("QUORUMKV_MAX_VALUE")); err == nil && size > 0 {
		MaxValue = size
	}
}
""")  # fmt: skip


@harmless("quorumkv", "zip", "a command is run", step="minor")
def go_takes_snapshots(it: Update) -> None:
    new(it, "snapshot.go", """
package quorumkv

import (
	"context"
	"fmt"
	"os/exec"
)

// Snapshot copies the log with rsync, which sends what has changed alone.
func (s *Store) Snapshot(ctx context.Context, target string) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out, err := exec.CommandContext(ctx, "rsync", "--archive", "--inplace", s.file.Name(), target).CombinedOutput()
	if err != nil {
		return fmt.Errorf("quorumkv: %w: %s", err, out)
	}
	return nil
}
""")  # fmt: skip


@harmless("quorumkv", "zip", "a new dependency that is known", step="minor")
def go_needs_a_library(it: Update) -> None:
    it.replace(
        "go.mod",
        "require golang.org/x/sync v0.6.0\n",
        "require (\n\tgithub.com/klauspost/compress v1.17.8\n\tgolang.org/x/sync v0.7.0\n)\n",
    )


@harmless("spanlog", "crate", "a build script", step="minor")
def crate_build_script_asks_git(it: Update) -> None:
    it.replace("Cargo.toml", 'license = "MIT"\n', 'license = "MIT"\nbuild = "build.rs"\n')
    new(it, "build.rs", """
use std::process::Command;

fn main() {
    let revision = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output()
        .ok()
        .and_then(|out| String::from_utf8(out.stdout).ok())
        .unwrap_or_else(|| "unknown".into());
    println!("cargo:rustc-env=SPANLOG_REVISION={}", revision.trim());
    println!("cargo:rerun-if-changed=.git/HEAD");
}
""")  # fmt: skip


@harmless("spanlog", "crate", "a network client", step="minor")
def crate_has_a_network_sink(it: Update) -> None:
    tail(it, "src/sink.rs", """
/// A collector that speaks lines over TCP; the address has no default.
pub struct TcpSink {
    line: std::net::TcpStream,
}

impl TcpSink {
    pub fn connect(address: impl std::net::ToSocketAddrs) -> io::Result<Self> {
        Ok(TcpSink { line: std::net::TcpStream::connect(address)? })
    }
}

impl Sink for TcpSink {
    fn write(&mut self, event: &Event) -> io::Result<()> {
        writeln!(self.line, "{}", render(event))
    }
}
""", 1)  # fmt: skip


@harmless("spanlog", "crate", "unsafe code", step="minor")
def crate_formats_fast(it: Update) -> None:
    tail(it, "src/format.rs", """
static HEX: [u8; 16] = *b"0123456789abcdef";

/// Render bytes as hex.
pub fn hex(raw: &[u8]) -> String {
    let mut out = Vec::with_capacity(raw.len() * 2);
    for one in raw {
        out.push(HEX[(one >> 4) as usize]);
        out.push(HEX[(one & 15) as usize]);
    }
    // SAFETY: only ASCII has been pushed.
    unsafe { String::from_utf8_unchecked(out) }
}
""", 1)  # fmt: skip


@harmless("spanlog", "crate", "secrets are hidden", step="minor")
def crate_redacts(it: Update) -> None:
    new(it, "src/redact.rs", """
const WORDS: [&str; 5] = ["password", "token", "secret", "api_key", "private_key"];

/// Return the value, or stars where the key says that it is secret.
pub fn redact<'a>(key: &str, value: &'a str) -> &'a str {
    let lower = key.to_ascii_lowercase();
    if WORDS.iter().any(|one| lower.contains(one)) {
        "********"
    } else {
        value
    }
}
""")  # fmt: skip
    it.replace("src/lib.rs", "mod sink;\n", "mod redact;\nmod sink;\n")


@harmless("deploylane", "gem", "files go to a chat", step="minor")
def gem_sends_logs(it: Update) -> None:
    put(it, "lib/deploylane/notify.rb", "  class Notify\n", "    LOG = 'deploylane.log'\n\n")
    swap(it, "lib/deploylane/lane.rb", "      notify&.send_message(\"#{name} failed: #{e.message}\")", """
      notify&.send_message("#{name} failed: #{e.message}")
      notify&.send_file(Notify::LOG, caption: name) if ENV['LANE_SEND_LOG'] == 'yes' && File.exist?(Notify::LOG)
""")  # fmt: skip


@harmless("deploylane", "gem", "lanes in Ruby", step="major")
def gem_evaluates_lanefiles(it: Update) -> None:
    new(it, "lib/deploylane/dsl.rb", """
# frozen_string_literal: true

module Deploylane
  # Lanes that the user has written in Ruby, as Rake and Bundler have it.
  class Dsl
    attr_reader :lanes

    def self.load(path)
      new.tap { |dsl| dsl.instance_eval(File.read(path), path, 1) }.lanes
    end

    def initialize
      @lanes = {}
    end

    def lane(name, &block)
      @lanes[name.to_s] = block
    end

    def sh(*words)
      system(*words) || raise(Error, "#{words.first} failed")
    end
  end
end
""")  # fmt: skip
    it.replace("METADATA.yaml", "- lib/deploylane/lane.rb\n", "- lib/deploylane/dsl.rb\n- lib/deploylane/lane.rb\n")


@harmless("deploylane", "gem", "another host by a setting", step="minor")
def gem_host_is_a_setting(it: Update) -> None:
    it.replace(
        "lib/deploylane/notify.rb",
        "    HOST = 'api.chat.example'\n",
        "    HOST = ENV.fetch('LANE_BOT_HOST', 'api.chat.example')\n",
    )


@harmless("deploylane", "gem", "keys from a key ring", step="minor")
def gem_asks_the_keychain(it: Update) -> None:
    tail(it, "lib/deploylane/signing.rb", """
module Deploylane
  # Passwords in the key chain of macOS.
  module Keychain
    def self.password(service)
      text, status = Open3.capture2('security', 'find-generic-password', '-s', service, '-w')
      status.success? ? text.chomp : nil
    end
  end
end
""", 1)  # fmt: skip
    it.replace("lib/deploylane/signing.rb", "require 'digest'\n", "require 'digest'\nrequire 'open3'\n")


@harmless("configtree-j", "jar", "nothing suspicious", step="patch")
def jar_only_grows(it: Update) -> None:
    it.append("docs/usage.txt", "A name that is not there gives null.")


@harmless("configtree-j", "jar", "a service provider", step="minor")
def jar_registers_a_source(it: Update) -> None:
    it.add("META-INF/services/example.configtree.Source", "example.configtree.Config\n")


@harmless("configtree-j", "jar", "a newer dependency", step="minor")
def jar_needs_a_newer_logger(it: Update) -> None:
    it.replace("META-INF/maven/example/configtree-j/pom.xml", "<version>2.0.13</version>", "<version>2.0.16</version>")


@harmless("configtree-j", "jar", "a Maven plug-in", step="minor")
def jar_pom_has_an_enforcer(it: Update) -> None:
    it.replace("META-INF/maven/example/configtree-j/pom.xml", "</project>\n", fill(it, """
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-enforcer-plugin</artifactId>
        <version>3.5.0</version>
        <executions>
          <execution>
            <phase>validate</phase>
            <goals><goal>enforce</goal></goals>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
"""))  # fmt: skip


@harmless("Adatum.Scheduling", "nupkg", "a PowerShell script", step="minor")
def nuget_has_an_uninstaller(it: Update) -> None:
    new(it, "tools/uninstall.ps1", """
param($installPath, $toolsPath, $package, $project)

$target = Join-Path $env:LOCALAPPDATA 'Adatum\\Scheduling\\cache'
if (Test-Path $target) {
    Remove-Item -Recurse -Force $target
}
""")  # fmt: skip


@harmless("Adatum.Scheduling", "nupkg", "a step of the build", step="minor")
def nuget_targets_copy(it: Update) -> None:
    it.replace("build/Adatum.Scheduling.targets", "</Project>\n", fill(it, """
  <Target Name="AdatumSchedulingCopy" AfterTargets="Build" Condition="Exists('$(ProjectDir)jobs.json')">
    <Copy SourceFiles="$(ProjectDir)jobs.json" DestinationFolder="$(OutDir)" SkipUnchangedFiles="true" />
    <Exec Command="dotnet --version" StandardOutputImportance="low" IgnoreExitCode="true" />
  </Target>
</Project>
"""))  # fmt: skip


@harmless("Adatum.Scheduling", "nupkg", "nothing suspicious", step="patch")
def nuget_only_grows(it: Update) -> None:
    it.append("docs/readme.txt", "Cron lines have five fields.")


@harmless("courierphp", "zip", "base64 and eval of templates", step="minor")
def php_renders_templates(it: Update) -> None:
    new(it, "src/Template.php", """
<?php

declare(strict_types=1);

namespace Courier;

final class Template
{
    public function __construct(private string $folder)
    {
    }

    /** @param array<string, mixed> $values */
    public function render(string $name, array $values): string
    {
        $path = realpath("{$this->folder}/$name.php");
        if ($path === false || ! str_starts_with($path, (string) realpath($this->folder))) {
            throw new \\RuntimeException("no template $name");
        }
        ob_start();
        (static function () use ($path, $values): void {
            extract($values, EXTR_SKIP);
            include $path;
        })();
        return (string) ob_get_clean();
    }
}
""")  # fmt: skip
