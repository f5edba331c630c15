"""Harmless updates of gems, crates and Go modules that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("paperjob", "gem", "a page over HTTP", step="minor")
def gem_web_page(it: Update) -> None:
    it.add(
        "lib/paperjob/web.rb",
        fill("""
# frozen_string_literal: true

require 'openssl'

module Paperjob
  # A page with counts, for Rack; behind a password.
  class Web
    def initialize(password = ENV.fetch('PAPERJOB_WEB_PASSWORD'))
      @password = password
    end

    def call(env)
      given = env['HTTP_AUTHORIZATION'].to_s.delete_prefix('Basic ').unpack1('m').to_s.split(':', 2).last.to_s
      return [401, { 'www-authenticate' => 'Basic' }, []] unless OpenSSL.fixed_length_secure_compare(digest(given), digest(@password))

      [200, { 'content-type' => 'text/plain' }, ["#{Paperjob.queue.size}\\n"]]
    end

    private

    def digest(text)
      OpenSSL::Digest::SHA256.digest(text)
    end
  end
end
"""),
    )


@harmless("paperjob", "gem", "mail through a service", step="minor")
def gem_mail_service(it: Update) -> None:
    it.add(
        "lib/paperjob/http_mailer.rb",
        fill("""
# frozen_string_literal: true

require 'net/http'

module Paperjob
  # Sends mails through the API of a provider that the application names.
  class HttpMailer
    include Job

    def perform(from, to, subject, body)
      uri = URI(ENV.fetch('PAPERJOB_MAIL_API'))
      headers = { 'Authorization' => "Bearer #{ENV.fetch('PAPERJOB_MAIL_TOKEN')}", 'Content-Type' => 'application/json' }
      answer = Net::HTTP.post(uri, JSON.generate(from: from, to: to, subject: subject, text: body), headers)
      raise Error, answer.body unless answer.is_a?(Net::HTTPSuccess)
    end
  end
end
"""),
    )


@harmless("paperjob", "gem", "methods from strings", step="minor")
def gem_evaluates_accessors(it: Update) -> None:
    it.replace(
        "lib/paperjob/job.rb",
        "      def retries(count = nil)\n",
        fill("""
      # Define `name_async` for methods of an instance.
      def async(*names)
        names.each do |name|
          class_eval <<~RUBY, __FILE__, __LINE__ + 1
            def self.#{name}_async(*args)
              Paperjob.queue.push('class' => self.name, 'method' => '#{name}', 'args' => args)
            end
          RUBY
        end
      end

      def retries(count = nil)
"""),
    )


@harmless("paperjob", "gem", "starts processes", step="minor")
def gem_forks(it: Update) -> None:
    it.append(
        "lib/paperjob/worker.rb",
        fill("""

module Paperjob
  # Runs several workers as processes.
  class Cluster
    def initialize(count = Integer(ENV.fetch('PAPERJOB_WORKERS', 2)))
      @count = count
    end

    def run
      pids = Array.new(@count) { fork { Worker.new.run } }
      trap('TERM') { pids.each { |pid| Process.kill('TERM', pid) } }
      pids.each { |pid| Process.wait(pid) }
    end
  end
end
"""),
    )


@harmless("paperjob", "gem", "nothing suspicious", step="patch")
def gem_logs(it: Update) -> None:
    it.replace(
        "lib/paperjob/worker.rb",
        "\"#{row['class']}: #{e.message}\"",
        "\"#{row['class']} failed: #{e.class}: #{e.message}\"",
    )


@harmless("ringlog", "crate", "logs over the network", step="minor")
def crate_syslog(it: Update) -> None:
    it.add(
        "src/syslog.rs",
        fill("""
use crate::Entry;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};

/// Sends rows to a server of the user's (RFC 5424).
pub struct Syslog {
    line: UdpSocket,
    host: String,
}

impl Syslog {
    pub fn connect(server: impl ToSocketAddrs) -> io::Result<Self> {
        let line = UdpSocket::bind("0.0.0.0:0")?;
        line.connect(server)?;
        let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "-".to_owned());
        Ok(Self { line, host })
    }

    pub fn send(&self, entry: &Entry) -> io::Result<usize> {
        let severity = 7 - u32::from(entry.level.min(4));
        let text = format!("<{}>1 - {} {} - - - {}", 8 + severity, self.host, entry.target, entry.message);
        self.line.send(text.as_bytes())
    }
}
"""),
    )
    it.replace("src/lib.rs", "mod ring;\n", "mod ring;\nmod syslog;\n")
    it.replace("src/lib.rs", "pub use ring::Ring;\n", "pub use ring::Ring;\npub use syslog::Syslog;\n")


@harmless("ringlog", "crate", "a build script", step="minor")
def crate_asks_rustc(it: Update) -> None:
    it.add(
        "build.rs",
        fill("""
use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc");
    let version = String::from_utf8_lossy(&output.stdout);
    let minor: u32 = version.split('.').nth(1).and_then(|one| one.parse().ok()).unwrap_or(0);
    if minor >= 80 {
        println!("cargo:rustc-cfg=has_lazy_lock");
    }
}
"""),
    )


@harmless("ringlog", "crate", "unsafe code and new dependencies", step="major")
def crate_maps_files(it: Update) -> None:
    it.replace("Cargo.toml", 'log = "0.4"\n', 'log = "0.4"\nlibc = "0.2"\nmemchr = "2"\n')
    it.add(
        "src/mapped.rs",
        fill("""
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// A file in memory, read only.
pub struct Mapped {
    at: *const u8,
    size: usize,
}

impl Mapped {
    pub fn open(file: &File) -> io::Result<Self> {
        let size = file.metadata()?.len() as usize;
        // SAFETY: the mapping is private and read only, and lives as long as `self`.
        let at = unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_READ, libc::MAP_PRIVATE, file.as_raw_fd(), 0) };
        if at == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { at: at.cast(), size })
    }

    pub fn bytes(&self) -> &[u8] {
        // SAFETY: see `open`.
        unsafe { std::slice::from_raw_parts(self.at, self.size) }
    }
}
"""),
    )
    it.replace("src/lib.rs", "mod pack;\n", "mod mapped;\nmod pack;\n")


@harmless("ringlog", "crate", "nothing suspicious", step="patch")
def crate_levels(it: Update) -> None:
    it.replace("src/entry.rs", "{name:<5} {}: {}", "{name:<5} [{}] {}")


@harmless("envset", "tar.gz", "values from a server of secrets", step="minor")
def go_secrets(it: Update) -> None:
    it.add(
        "vault.go",
        fill("""
package envset

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

// Vault reads secrets of a server that VAULT_ADDR names.
type Vault struct {
	Address, Token string
	Client         *http.Client
}

// NewVault takes address and token from the environment.
func NewVault() *Vault {
	return &Vault{Address: os.Getenv("VAULT_ADDR"), Token: os.Getenv("VAULT_TOKEN"), Client: http.DefaultClient}
}

// Read returns the values below a path.
func (v *Vault) Read(ctx context.Context, path string) (map[string]string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.Address+"/v1/"+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Vault-Token", v.Token)
	answer, err := v.Client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("envset: vault says %s", answer.Status)
	}
	var found struct {
		Data map[string]string `json:"data"`
	}
	return found.Data, json.NewDecoder(answer.Body).Decode(&found)
}
"""),
    )


@harmless("envset", "tar.gz", "runs a command for a value", step="minor")
def go_commands(it: Update) -> None:
    it.add(
        "command.go",
        fill("""
package envset

import (
	"os/exec"
	"strings"
)

// Expand replaces `$(program args)` in a value; only for files that the caller trusts.
func Expand(value string) (string, error) {
	inner, ok := strings.CutPrefix(value, "$(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return value, nil
	}
	fields := strings.Fields(strings.TrimSuffix(inner, ")"))
	out, err := exec.Command(fields[0], fields[1:]...).Output()
	return strings.TrimSpace(string(out)), err
}
"""),
    )


@harmless("envset", "tar.gz", "an init function", step="minor")
def go_registers_kinds(it: Update) -> None:
    it.add(
        "kinds.go",
        fill("""
package envset

import (
	"encoding/base64"
	"net/url"
	"reflect"
)

var kinds = map[reflect.Type]func(string) (any, error){}

// Register adds a way to read a type.
func Register(sample any, read func(string) (any, error)) {
	kinds[reflect.TypeOf(sample)] = read
}

func init() {
	Register(&url.URL{}, func(text string) (any, error) { return url.Parse(text) })
	Register([]byte{}, func(text string) (any, error) { return base64.StdEncoding.DecodeString(text) })
}
"""),
    )


@harmless("envset", "tar.gz", "nothing suspicious", step="patch")
def go_usage_sorted(it: Update) -> None:
    it.replace("usage.go", '"%-24s %s (default %q)\\n"', '"%-28s %s (default %q)\\n"')
