"""Harmless updates of assemblies, jars, extensions, actions and system packages that look suspicious."""

import gzip

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import fill, harmless


@harmless("Litware.Jobs", "nupkg", "a script that copies", step="minor")
def nuget_targets_copy(it: Update) -> None:
    it.replace("build/Litware.Jobs.targets", "</Project>", fill("""
  <Target Name="LitwareJobsContent" AfterTargets="Build" Condition="'$(LitwareJobsCopy)' == 'true'">
    <Copy SourceFiles="$(MSBuildThisFileDirectory)../readme.txt" DestinationFolder="$(OutDir)" SkipUnchangedFiles="true" />
  </Target>
</Project>
""").rstrip("\n"))  # fmt: skip
    it.append("tools/init.ps1", "\nif ($project) {\n    $project.Object.References | Where-Object { $_.Name -eq 'Litware.Jobs.Legacy' } | ForEach-Object { $_.Remove() }\n}\n")  # fmt: skip


@harmless("Litware.Jobs", "nupkg", "reports over HTTP", step="minor")
def nuget_reports_can_be_sent(it: Update) -> None:
    it.add("contentFiles/cs/any/WebReportJob.cs", fill("""
using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace Litware.Jobs.Content
{
    public class WebReportJob
    {
        private static readonly HttpClient Client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        private readonly Uri target;

        public WebReportJob(Uri target)
        {
            this.target = target;
        }

        public async Task<bool> RunAsync(string json)
        {
            var answer = await Client.PostAsync(target, new StringContent(json, Encoding.UTF8, "application/json"));
            return answer.IsSuccessStatusCode;
        }
    }
}
"""))  # fmt: skip


@harmless("stampbox", "jar", "nothing suspicious", step="patch")
def jar_settings(it: Update) -> None:
    it.append("stampbox.properties", "locale=en\n")
    it.append("META-INF/MANIFEST.MF", "Multi-Release: false\n")


@harmless("stampbox", "jar", "a plug-in for tests in its pom", step="minor")
def jar_pom_of_tests(it: Update) -> None:
    it.replace("META-INF/maven/example/stampbox/pom.xml", "</project>", "  <dependencies>\n    <dependency>\n      <groupId>org.slf4j</groupId>\n      <artifactId>slf4j-api</artifactId>\n      <version>2.0.13</version>\n    </dependency>\n  </dependencies>\n</project>")  # fmt: skip


@harmless("snipbook", "vsix", "starts a language server", step="major")
def vscode_server(it: Update) -> None:
    it.add("out/server.js", fill("""
'use strict';

const { spawn } = require('child_process');
const vscode = require('vscode');

/** Start the formatter that the user has set, and give it the snippet. */
exports.format = (text) =>
  new Promise((resolve, reject) => {
    const command = vscode.workspace.getConfiguration('snipbook').get('formatter');
    if (!command) return resolve(text);
    const child = spawn(command, ['-'], { shell: false });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : resolve(text)));
    return child.stdin.end(text);
  });
"""))  # fmt: skip
    it.manifest(lambda one: one["contributes"].update(configuration={"title": "Snip Book", "properties": {"snipbook.formatter": {"type": "string", "default": "", "scope": "machine"}}}))  # fmt: skip


@harmless("snipbook", "vsix", "snippets are kept at the maker's, with a login", step="minor")
def vscode_sync(it: Update) -> None:
    it.add("out/sync.js", fill("""
'use strict';

const vscode = require('vscode');

const API = 'https://sync.snipbook.example/v1/book';

/** Send the snippets; only for who has logged in by the command, over the editor's own sessions. */
exports.push = async (state, languages) => {
  const session = await vscode.authentication.getSession('github', ['read:user'], { createIfNone: true });
  const book = Object.fromEntries(languages.map((one) => [one, state.get(one, {})]));
  const answer = await fetch(API, {
    method: 'PUT',
    headers: { authorization: `Bearer ${session.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(book),
  });
  if (!answer.ok) throw new Error(`sync: ${answer.status}`);
};
"""))  # fmt: skip
    it.manifest(lambda one: (one["activationEvents"].append("onCommand:snipbook.sync"), one["contributes"]["commands"].append({"command": "snipbook.sync", "title": "Sync snippets"})))  # fmt: skip


@harmless("cachelift", "folder", "a token of the runner, for the runner's own cache", step="major")
def action_uses_the_service(it: Update) -> None:
    it.add("dist/service.js", fill("""
'use strict';

const { ACTIONS_RESULTS_URL: base, ACTIONS_RUNTIME_TOKEN: token } = process.env;

/** Ask the runner's cache service where an archive is; the token is the job's own and valid for that service alone. */
exports.find = async (key) => {
  const answer = await fetch(`${base}twirp/cache.v1/GetCacheEntry`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  return answer.ok ? (await answer.json()).url : null;
};
"""))  # fmt: skip
    it.replace("dist/restore.js", "run();", "if (process.env.ACTIONS_RESULTS_URL) require('./service').find(core.input('key')).then((url) => core.info(`service: ${Boolean(url)}`));\nrun();")  # fmt: skip


@harmless("cachelift", "folder", "a release that is signed", step="minor")
def action_release_workflow(it: Update) -> None:
    it.add(".github/workflows/release.yml", fill("""
name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: write
  id-token: write
  attestations: write
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: tar -czf cachelift.tgz dist action.yml
      - uses: actions/attest-build-provenance@v1
        with:
          subject-path: cachelift.tgz
      - run: gh release create "$GITHUB_REF_NAME" cachelift.tgz --generate-notes
        env:
          GH_TOKEN: ${{ github.token }}
"""))  # fmt: skip


@harmless("clockd", "deb", "a user and a folder", step="minor")
def deb_postinst_adds_a_user(it: Update) -> None:
    it.replace("DEBIAN/postinst", "        if [ -d /run/systemd/system ]; then\n", "        if ! getent passwd clockd >/dev/null; then\n            adduser --system --group --no-create-home --quiet clockd\n        fi\n        install -d -o clockd -g clockd -m 0755 /var/lib/clockd\n        if [ -d /run/systemd/system ]; then\n")  # fmt: skip
    it.replace("lib/systemd/system/clockd.service", "DynamicUser=yes\n", "User=clockd\nAmbientCapabilities=CAP_SYS_TIME\nStateDirectory=clockd\n")  # fmt: skip


@harmless("logship", "rpm", "logs go where the administrator says", step="minor")
def rpm_logs_are_copied(it: Update) -> None:
    it.append(
        "etc/sysconfig/logship",
        "# Where packed logs go as well: a target of rsync; empty for nowhere.\nLOGSHIP_TARGET=\n",
    )
    it.replace("usr/bin/logship", '        echo "packed $file"\n', '        echo "packed $file"\n        if [ -n "${LOGSHIP_TARGET:-}" ]; then\n            rsync --archive -- "$file.gz" "$LOGSHIP_TARGET"\n        fi\n')  # fmt: skip


@harmless("libpack", "tar.gz", "broken files for tests", step="minor")
def source_files_of_tests(it: Update) -> None:
    it.add("tests/files/good-1.gz", gzip.compress(b"aaaabbbb" * 40, mtime=0))
    it.add("tests/files/bad-1-cut.gz", gzip.compress(it.random.randbytes(300), mtime=0)[:200])
    it.add("tests/files/README", "good-*: must unpack. bad-*: must not, and must not crash.\n")
    it.add("tests/files.sh", '#!/bin/sh\nset -u\nfor file in tests/files/good-*.gz; do\n    gzip -t "$file" || exit 1\ndone\nfor file in tests/files/bad-*.gz; do\n    ! gzip -t "$file" 2>/dev/null || exit 1\ndone\n')  # fmt: skip
    it.replace("Makefile.in", "	./check\n", "	./check\n	sh tests/files.sh\n")


@harmless("libpack", "tar.gz", "asks for more of the system", step="minor")
def source_configure_looks(it: Update) -> None:
    it.replace("configure", "printf 'checking for large files... '\n", fill("""
printf 'checking for mmap... '
echo 'int main(void) { return 0; }' >conftest.c
if "$cc" -o conftest conftest.c 2>/dev/null && ./conftest; then
    echo yes
else
    echo no
fi
rm -f conftest conftest.c
printf 'checking for large files... '
"""))  # fmt: skip


@harmless("wp-gallery", "zip", "updates of the maker's own", step="minor")
def wordpress_looks_for_updates(it: Update) -> None:
    it.add("includes/class-updates.php", fill("""
<?php

class WP_Gallery_Updates
{
    const ENDPOINT = 'https://updates.wp-gallery.example/v1/info.json';

    public static function check($transient)
    {
        $answer = wp_remote_get(self::ENDPOINT, array('timeout' => 5));
        if (is_wp_error($answer)) {
            return $transient;
        }
        $info = json_decode(wp_remote_retrieve_body($answer));
        if ($info && version_compare(WP_GALLERY_VERSION, $info->version, '<')) {
            $transient->response['wp-gallery/wp-gallery.php'] = (object) array('new_version' => $info->version, 'package' => $info->package, 'slug' => 'wp-gallery');
        }

        return $transient;
    }
}
"""))  # fmt: skip
    it.append("wp-gallery.php", "\nrequire_once WP_GALLERY_DIR . 'includes/class-updates.php';\nadd_filter('pre_set_site_transient_update_plugins', array('WP_Gallery_Updates', 'check'));\n")  # fmt: skip
