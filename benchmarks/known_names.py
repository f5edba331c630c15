"""The names of libraries that nobody has to be told about: what Debian packages of Python, JavaScript, Ruby, PHP and Rust.

`python benchmarks/known_names.py` writes `src/beartrap/vet/promise/known/*.txt` from the lists that apt has on this machine
(`apt-cache pkgnames`). A new dependency of such a name is nothing to hold an update for; a name near one may be taken for it.

`python benchmarks/known_names.py TABLE ECOSYSTEM MOST` writes `ECOSYSTEM-used.txt`: the names of a table (a name and its downloads, by tabs) that
were downloaded most and are not in the other list. Those beside it are the first 130,000 of npm (3,000 downloads a month or more) and the first 15,000 of PyPI in November 2026.

`python benchmarks/known_names.py WHEEL.whl...` adds to `pypi-used.txt` what at least two of some wheels ask for. Those beside it are of 1,346 packages of PyPI that are downloaded most.

`python benchmarks/known_names.py LOCK...` writes `cargo-used.txt`: the crates in `Cargo.lock` of programs that many use. Those beside it are of nushell, uv,
vector, deno, helix, tauri, meilisearch, cargo, bat, foundry, tikv, alacritty, typst, starship, zellij, wezterm, lapce and surrealdb, in November 2026.
"""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

from vet_pairs import NPM, PYPI

from beartrap.vet.promise.wellknown import like_known

SURE = 30_000
"""Downloads a month from which on a name is one that people mean."""
FOLDER = Path(__file__).resolve().parents[1] / "src/beartrap/vet/promise/known"
MORE = """
crypto-js moment-timezone lodash-es react-router react-router-dom next nuxt svelte preact solid-js jquery bootstrap d3 three chart-js echarts leaflet gsap swiper axios-retry form-data follow-redirects
proxy-from-env https-proxy-agent http-proxy-agent agent-base socks-proxy-agent node-gyp node-addon-api nan bindings prebuild-install node-pre-gyp detect-libc sharp canvas sqlite3 better-sqlite3 pg mysql2
mongodb ioredis redis bullmq knex sequelize typeorm prisma drizzle-orm mongoose graphql graphql-tag apollo-server type-graphql fastify koa hapi nestjs helmet compression morgan cookie-parser
express-session passport jsonwebtoken jose bcrypt argon2 nodemailer handlebars mustache ejs pug nunjucks marked markdown-it highlight-js prismjs dompurify sanitize-html jsdom puppeteer
puppeteer-core playwright cypress vitest jest mocha chai sinon nyc c8 ts-node tsx ts-jest esbuild swc turbo nx lerna rollup vite parcel webpack webpack-cli webpack-dev-server babel-loader css-loader
style-loader sass postcss autoprefixer tailwindcss eslint prettier husky lint-staged commitlint semantic-release standard-version dotenv dotenv-expand cross-env cross-spawn execa shelljs zx
picocolors kleur colorette nanocolors yoctocolors chalk ansi-colors cli-table3 enquirer prompts inquirer commander yargs yargs-parser minimist mri cac meow ora listr2 p-limit p-queue p-map p-retry
fast-glob globby tinyglobby picomatch micromatch minimatch chokidar readdirp fsevents mkdirp rimraf del fs-extra graceful-fs jsonfile yaml js-yaml toml ini csv-parse papaparse xml2js fast-xml-parser cheerio
uuid nanoid cuid ulid hash-sum object-hash deepmerge lodash-merge ramda immer zustand jotai redux rxjs mobx zod yup joi ajv ajv-formats superstruct valibot io-ts date-fns dayjs luxon
ws socket-io socket-io-client engine-io undici got node-fetch cross-fetch isomorphic-fetch superagent needle ky tslib core-js regenerator-runtime reflect-metadata source-map source-map-support
source-map-js magic-string acorn acorn-walk esprima espree estraverse esutils recast terser uglify-js jiti pathe ufo mlly defu consola unplugin birpc debug ms semver which which-typed-array iconv-lite
safe-buffer inherits once wrappy readable-stream string-decoder util-deprecate through2 pump end-of-stream duplexify concat-stream split2 bl tar tar-stream archiver unzipper yauzl adm-zip jszip pako
aws-sdk firebase firebase-admin googleapis stripe twilio openai langchain ethers web3 viem wagmi bn-js elliptic tweetnacl noble-hashes bs58 buffer process events stream-browserify
"""
"""Widely known names of npm that Debian does not have."""
BUILDS = """
hatch-fancy-pypi-readme scikit-build-core meson-python pdm-backend uv-build poetry-dynamic-versioning versioningit flit-core flit-scm maturin cython
nanobind setuptools-git-versioning cmake ninja hatch-docstring-description py-build-cmake mesonpep517 expandvars hatch-jupyter-builder hatch-nodejs-
version hatch-regex-commit hatch-mypyc hatch-requirements-txt hatch-cython hatch-build-scripts types-setuptools types-toml swig enscons whey
setuptools-declarative-requirements setuptools-golang oldest-supported-numpy scikit-build setuptools-changelog-shortener coherent-licensed calver vcs-
versioning dunamai cython-lint grpcio-tools mypy-protobuf setuptools-dso auditwheel delvewheel intreehooks backports-entry-points-selectable repoze-
sphinx-autointerface extension-helpers jupyter-packaging numpy pybind11 setuptools-rust setuptools-scm
"""
"""Tools by which sdists of PyPI are built, with their plugins: nothing of a package imports them."""
RUBY = """
abbrev base64 benchmark bigdecimal bundler cgi csv date debug delegate did-you-mean digest drb english erb error-highlight etc fiddle fileutils find forwardable getoptlong io-console io-nonblock io-wait ipaddr irb json
logger matrix minitest mutex-m net-ftp net-http net-imap net-pop net-protocol net-smtp nkf observer open-uri open3 openssl optparse ostruct power-assert pp prettyprint prime prism pstore psych racc rake
random-formatter rbs rdoc readline reline resolv resolv-replace rexml rinda rss securerandom set shellwords singleton stringio strscan syntax-suggest syslog tempfile test-unit time timeout tmpdir tsort
typeprof un uri weakref win32ole yaml zlib
"""
"""What Ruby itself brings along, and what it did until it became a gem that has to be asked for."""
VENDORS = """
symfony laravel illuminate psr guzzlehttp doctrine monolog league phpunit sebastian composer nikic ramsey nesbot vlucas twig laminas php-http paragonie firebase aws google spatie filp friendsofphp phpstan
phpseclib egulias brick voku wp-cli wordpress roots yiisoft cakephp codeigniter slim php-di phpoption phpmailer swiftmailer predis nyholm myclabs mockery fakerphp phar-io theseer webmozart bacon dasprid
endroid maennchen masterminds intervention barryvdh livewire filament inertiajs pestphp orchestra nunomaduro tightenco stripe twilio sendgrid aws-sdk google-cloud microsoft azure elastic elasticsearch
mongodb php-amqplib enqueue react amphp revolt guzzle opis hashids pusher sentry open-telemetry drupal typo3 shopware sylius api-platform easycorp knplabs stof lcobucci thecodingmachine phpdocumentor
squizlabs rector slevomat vimeo infection behat codeception nette contributte latte tracy mpdf dompdf tecnickcom setasign phpoffice box openspout smarty erusev michelf scssphp matthiasmullie tedivm
"""
"""Vendors of Packagist that are widely known: nobody but they publish under their names."""
LISTS = {
    "pypi": ("python3-", [*PYPI, *BUILDS.split()]),
    "npm": ("node-", [*NPM, *MORE.split()]),
    "gem": ("ruby-", RUBY.split()),
    "composer": ("php-", [f"{one}/" for one in VENDORS.split()]),
}
NO_LIBRARY = ("-doc", "-dev", "-dbg", "-all-dev", "-examples", "-common", "-data", "-tests")


def names(prefix: str, more: list[str]) -> list[str]:
    listed = subprocess.run(["apt-cache", "pkgnames", prefix], capture_output=True, text=True, check=True)
    bare = [line.removeprefix(prefix) for line in listed.stdout.split() if not line.endswith(NO_LIBRARY)]
    return sorted({name.lower().replace(".", "-").replace("_", "-") for name in [*bare, *more]})


_CRATE = re.compile(r"librust-([a-z0-9-]+?)(?:-\d[\d.]*)?-dev")


def crates() -> list[str]:
    """Return the crates that Debian packages, without their versions and features."""
    listed = subprocess.run(["apt-cache", "pkgnames", "librust-"], capture_output=True, text=True, check=True)
    return sorted({match[1] for line in listed.stdout.split() if (match := _CRATE.fullmatch(line)) is not None})


def used(table: Path, ecosystem: str, most: int) -> None:
    """Write the names that were downloaded most."""
    rows = [line.split("\t")[:2] for line in table.read_text(encoding="utf-8").splitlines()]
    counted = sorted(((int(row[1]), row[0]) for row in rows if len(row) == 2 and row[1].isdigit()), reverse=True)[:most]
    known = set((FOLDER / f"{ecosystem}.txt").read_text(encoding="ascii").split())
    # a name that is nearly another's counts only where very many ask for it: mistyped ones are downloaded as well
    told = [name for count, name in counted if not name.startswith("@types/") and (count >= SURE or like_known(ecosystem, name) is None)]  # fmt: skip
    plain = {name.lower().replace("_", "-").replace(".", "-") for name in told}
    listed = sorted(name for name in plain - known if name.isascii())
    (FOLDER / f"{ecosystem}-used.txt").write_text("\n".join(listed) + "\n", encoding="ascii")


def required(wheels: list[Path]) -> None:
    """Add the names that at least two of some wheels ask for."""
    asked = Counter(name for wheel in wheels for name in _needs(wheel))
    path = FOLDER / "pypi-used.txt"
    listed = set(path.read_text(encoding="ascii").split())
    known = set((FOLDER / "pypi.txt").read_text(encoding="ascii").split())
    more = {name for name, count in asked.items() if count > 1} - known
    path.write_text("\n".join(sorted(listed | more)) + "\n", encoding="ascii")


def _needs(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as members:
        path = next((one for one in members.namelist() if one.endswith(".dist-info/METADATA")), None)
        said = members.read(path).decode("utf-8", "replace").partition("\n\n")[0] if path is not None else ""
    return {re.sub(r"[_.]", "-", one.lower()) for one in re.findall(r"^Requires-Dist: ([\w.-]+)", said, re.MULTILINE)}


def locked(locks: list[Path]) -> None:
    """Write the crates of the registry that lock files name."""
    packages = [one for lock in locks for one in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]]
    plain = {one["name"].lower().replace("_", "-") for one in packages if one.get("source", "").startswith("registry+")}
    known = set((FOLDER / "cargo.txt").read_text(encoding="ascii").split())
    (FOLDER / "cargo-used.txt").write_text("\n".join(sorted(plain - known)) + "\n", encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].endswith(".lock"):
        locked([Path(one) for one in sys.argv[1:]])
        sys.exit()
    if len(sys.argv) > 1 and sys.argv[1].endswith(".whl"):
        required([Path(one) for one in sys.argv[1:]])
        sys.exit()
    if len(sys.argv) > 1:
        used(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
        sys.exit()
    (FOLDER / "cargo.txt").write_text("\n".join(crates()) + "\n")
    for ecosystem, (prefix, more) in LISTS.items():
        (FOLDER / f"{ecosystem}.txt").write_text("\n".join(names(prefix, more)) + "\n")
