/** User data is written by users: whatever it says stays inside the interpreter. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bootedWithinMs, ec2Bench } from './support.ts';

const here = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(here, { recursive: true }));

describe('a hostile script', () => {
  test('reads no file and no variable of the machine that interprets it', async () => {
    process.env['CANARY_IN_THE_ENVIRONMENT'] = 'a-secret-of-the-machine';
    const bench = await ec2Bench();
    const host = await bench.bootWith(`#!/bin/bash
cat ${process.cwd()}/package.json /etc/shadow /proc/self/environ /proc/1/cmdline /proc/${process.pid}/environ
env; set; echo "$CANARY_IN_THE_ENVIRONMENT"; ls -la ${process.cwd()} ${here}
. ${process.cwd()}/package.json; bash -c 'env'; find / -name package.json
`);
    const text = host.boot.console;
    expect(text).not.toContain('a-secret-of-the-machine');
    expect(text).not.toContain('just-bash": ');
    expect(text).not.toContain('vitest');
    delete process.env['CANARY_IN_THE_ENVIRONMENT'];
  });

  test('writes nothing on it, and starts no process', async () => {
    const bench = await ec2Bench();
    writeFileSync(join(here, 'kept'), '');
    const paths = [join(here, 'touched'), join(here, 'redirected'), join(here, 'copied'), join(here, 'linked')];
    await bench.bootWith(`#!/bin/bash
mkdir -p ${here}; touch ${paths[0]}; echo x > ${paths[1]}; cp /etc/hostname ${paths[2]}; ln -s / ${paths[3]}
rm -rf ${here}; cd ../../../../..; echo x > ..${here}/climbed
node -e 'require("fs").writeFileSync("${here}/node", "")'; python3 -c 'open("${here}/python", "w")'
/usr/bin/env touch ${here}/env; exec /bin/touch ${here}/exec
`);
    expect(readdirSync(here)).toEqual(['kept']);
  });

  test('reaches no network but its own', async () => {
    const bench = await ec2Bench();
    const host = await bench.bootWith(`#!/bin/bash
for url in http://127.0.0.1:22/ http://localhost/ https://example.com/ file:///etc/passwd http://[::1]/ ; do
  curl -sS -m 5 -o /dev/null -w "$url %{http_code}\\n" "$url"
done
echo x > /dev/tcp/127.0.0.1/22
`);
    const codes = [...host.boot.console.matchAll(/^\S+ (\d{3})$/gm)].map((match) => match[1]);
    expect(new Set(codes)).toEqual(new Set(['000']));
  });

  test.each([
    ['an endless loop', 'while true; do :; done'],
    ['endless recursion', 'f() { f; }; f'],
    ['a string that doubles', 'x=a; while true; do x=$x$x; done'],
    ['a file that doubles', 'echo a > /a; while true; do cat /a /a > /b; cat /b /b > /a; done'],
    ['a bomb', ':(){ :|:& };:'],
    ['endless output', 'while true; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'],
  ])('%s ends by the limits, and the boot goes on', async (_what, line) => {
    const bench = await ec2Bench();
    const started = performance.now();
    const host = await bench.bootWith(`#!/bin/bash\n${line}\n`);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(host.boot.console).toContain('Loading configuration');
  });

  test('does not see the files of another host', async () => {
    const bench = await ec2Bench();
    await bench.bootWith('#!/bin/bash\necho secret > /tmp/mine; export MINE=secret');
    const other = await bench.bootWith('#!/bin/bash\ncat /tmp/mine; echo "[$MINE]"');
    await bench.driver.pass(bootedWithinMs);
    expect(other.boot.console).not.toContain('secret');
    expect(other.boot.console).toContain('[]');
  });
});

describe('the same seed', () => {
  test('boots the same hosts in the same way, byte for byte', async () => {
    const script = `#!/bin/bash
echo $RANDOM $((RANDOM % 7)); date; od -An -N4 -tu4 /dev/urandom; mktemp; sleep $((RANDOM % 30)); hostname
curl -s -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'`;
    const boot = async (seed: number) => {
      const bench = await ec2Bench({ seed });
      const first = await bench.bootWith(script);
      const second = await bench.bootWith(script);
      await bench.driver.pass(60_000);
      return JSON.stringify([first, second].map(({ id, publicIp, boot: { console } }) => [id, publicIp, console]));
    };
    expect(await boot(7)).toBe(await boot(7));
    expect(await boot(7)).not.toBe(await boot(8));
  });
});
