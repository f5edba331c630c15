"""Harmless updates of npm packages that look suspicious: clients of a store of files."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("bucketpipe", "npm", "credentials of the machine, as the SDKs do", step="minor")
def bucketpipe_instance_profile(it: Update) -> None:
    it.append(
        "lib/credentials.cjs",
        fill("""

/** Keys of the instance's role (IMDSv2); used to sign requests to the bucket, as the other sources are. */
exports.fromInstance = async () => {
  const base = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT || 'http://169.254.169.254';
  if (process.env.AWS_EC2_METADATA_DISABLED === 'true') return null;
  const signal = AbortSignal.timeout(1000);
  const token = await (await fetch(`${base}/latest/api/token`, { method: 'PUT', signal, headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' } })).text();
  const headers = { 'x-aws-ec2-metadata-token': token };
  const at = `${base}/latest/meta-data/iam/security-credentials/`;
  const role = (await (await fetch(at, { headers, signal })).text()).trim();
  const found = await (await fetch(at + role, { headers, signal })).json();
  return { id: found.AccessKeyId, secret: found.SecretAccessKey, session: found.Token };
};
"""),
    )


@harmless("bucketpipe", "npm", "credentials from a program", step="minor")
def bucketpipe_process_credentials(it: Update) -> None:
    it.append(
        "lib/credentials.cjs",
        fill("""

/** Keys from the program that `credential_process` of the user's profile names. */
exports.fromProcess = (command) =>
  new Promise((resolve, reject) => {
    require('child_process').exec(command, { timeout: 10000 }, (error, out) => {
      if (error) return reject(error);
      const { Version, AccessKeyId, SecretAccessKey } = JSON.parse(out);
      return Version === 1 ? resolve({ id: AccessKeyId, secret: SecretAccessKey }) : reject(new Error('unknown version'));
    });
  });
"""),
    )


@harmless("bucketpipe", "npm", "uploads a folder", step="minor")
def bucketpipe_uploads(it: Update) -> None:
    it.add(
        "lib/sync.cjs",
        fill("""
'use strict';

const fs = require('fs');
const path = require('path');
const { Bucket } = require('./bucket.cjs');

/** Put the files of a folder into a bucket; names that begin with a dot stay at home. */
exports.sync = async (folder, bucket, prefix = '') => {
  const target = typeof bucket === 'string' ? new Bucket(bucket) : bucket;
  const known = new Map((await target.list(prefix)).map((one) => [one.key, one.size]));
  let count = 0;
  for (const one of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(one.parentPath, one.name);
    const key = path.posix.join(prefix, path.relative(folder, file).split(path.sep).join('/'));
    if (!one.isFile() || one.name.startsWith('.') || known.get(key) === fs.statSync(file).size) continue;
    await target.put(key, fs.readFileSync(file));
    count += 1;
  }
  return count;
};
"""),
    )


@harmless("bucketpipe", "npm", "addresses that are signed", step="minor")
def bucketpipe_presigns(it: Update) -> None:
    it.append(
        "lib/sign.cjs",
        fill("""

/** Return an address that lets its bearer read an object for a while. */
exports.presign = ({ host, path, region, credentials, expires = 900, now = new Date() }) => {
  const time = now.toISOString().replace(/[:-]|\\.\\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.id}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
  });
  const canonical = ['GET', path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\\n');
  const key = [time.slice(0, 8), region, 's3', 'aws4_request'].reduce(mac, 'AWS4' + credentials.secret);
  query.set('X-Amz-Signature', mac(key, ['AWS4-HMAC-SHA256', time, scope, sha(canonical)].join('\\n')).toString('hex'));
  return `https://${host}${path}?${query}`;
};
"""),
    )


@harmless("bucketpipe", "npm", "a build by a tool", step="major")
def bucketpipe_dist(it: Update) -> None:
    for name in ("bucket", "credentials", "sign"):
        text = it.text(f"lib/{name}.cjs").replace(
            "'use strict';\n",
            '"use strict";\nvar __defProp = Object.defineProperty;\nvar __export = (target, all) => {\n  for (var name in all)\n    __defProp(target, name, { get: all[name], enumerable: true });\n};\n',
        )
        it.add(f"dist/{name}.js", text.replace(".cjs'", ".js'"))
        it.add(
            f"dist/{name}.js.map",
            '{"version":3,"sources":["../lib/'
            + name
            + '.cjs"],"names":[],"mappings":"AAAA;AACA;'
            + "AAEA,MAAM;" * 40
            + '"}\n',
        )
    it.manifest(
        lambda one: (
            one["files"].append("dist"),
            one.update({"main": "./dist/bucket.js"}),
            one["scripts"].update({"build": "tsup lib/*.cjs", "prepack": "npm run build"}),
            one["devDependencies"].update({"tsup": "^8.0.0"}),
        )
    )


@harmless("bucketpipe", "npm", "nothing suspicious", step="patch")
def bucketpipe_message(it: Update) -> None:
    it.replace("lib/bucket.cjs", "`${answer.statusCode} for ${path}`", "`${method} ${path}: ${answer.statusCode}`")
