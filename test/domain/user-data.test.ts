import fc from 'fast-check';
import { Bash, defineCommand } from 'just-bash';
import { describe, expect, it } from 'vitest';
import { checkAgentConfig, checkAttributes, ecsConfig } from '../../shared/domain/agent-config.ts';
import { userData } from '../../shared/domain/user-data.ts';
import { aGroup } from '../support/situations.ts';

const parameter = '/quaymaster/dev/clusters/my-cluster/groups/main/ecs.config';
const payload = { cluster: 'my-cluster', region: 'us-east-1', configVersion: `${parameter}:3` };
const decoded = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

interface Boot {
  readonly config?: string;
  readonly said: string;
  readonly slept: readonly number[];
  readonly poweredOff: boolean;
  readonly files: (path: string) => Promise<string | undefined>;
}

/** Interprets a user data script on a host with these parameters in SSM; the first `failures` reads of SSM fail. */
const boot = async (
  script: string,
  parameters: Readonly<Record<string, string>>,
  { hasAws = false, failures = 0 } = {},
): Promise<Boot> => {
  const slept: number[] = [];
  let poweredOff = false;
  let failuresLeft = failures;
  const answer = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 });
  const refuse = (stderr: string) => ({ stdout: '', stderr: `${stderr}\n`, exitCode: 22 });
  const parameterValue = (name: string, form: (value: string) => string) => {
    if (failuresLeft-- > 0) return refuse('throttled');
    const value = parameters[name];
    return value === undefined ? refuse('ParameterNotFound') : answer(form(value));
  };
  const aws = defineCommand('aws', async (args) =>
    parameterValue(args[args.indexOf('--name') + 1] ?? '', (value) => `${value}\n`),
  );
  const curl = defineCommand('curl', async (args) => {
    const url = args.at(-1) ?? '';
    if (url.endsWith('/api/token')) return answer('TOKEN');
    if (!url.startsWith('https://ssm.') && !args.includes('X-aws-ec2-metadata-token: TOKEN')) return refuse('401');
    if (url.endsWith('/security-credentials/')) return answer('host-role');
    if (url.endsWith('/host-role'))
      return answer(JSON.stringify({ AccessKeyId: 'ASIA', SecretAccessKey: 'a/b+c', Token: 'd==' }, null, 2));
    const asked = JSON.parse(args[args.indexOf('-d') + 1] ?? '{}');
    return parameterValue(asked.Name, (Value) => JSON.stringify({ Parameter: { ARN: 'arn:x', Value, Version: 3 } }));
  });
  const bash = new Bash({
    customCommands: [
      ...(hasAws ? [aws] : []),
      curl,
      defineCommand('sleep', async (args) => {
        slept.push(Number(args[0]));
        return answer('');
      }),
      defineCommand('poweroff', async () => {
        poweredOff = true;
        return answer('');
      }),
    ],
  });
  const result = await bash.exec(script);
  const files = (path: string) => bash.readFile(path).catch(() => undefined);
  const config = await files('/etc/ecs/ecs.config');
  return { said: result.stderr, slept, poweredOff, files, ...(config !== undefined && { config }) };
};

describe('user data', () => {
  it.each([
    { reason: 'with the AWS CLI', hasAws: true },
    { reason: 'with curl only, as on Amazon Linux 2023 minimal', hasAws: false },
  ])('writes what SSM holds and the cluster, $reason', async ({ hasAws }) => {
    const content = ecsConfig(aGroup({ agent: { ECS_LOGLEVEL: 'debug' }, attributes: { disk: 'ssd' } }));
    const { config, poweredOff } = await boot(
      decoded(userData(payload)),
      { [payload.configVersion]: content },
      { hasAws },
    );
    expect(config).toBe(`${content}ECS_CLUSTER=my-cluster\n`);
    expect(poweredOff).toBe(false);
  });

  it('tries again, further apart each time', async () => {
    const { config, slept } = await boot(
      decoded(userData(payload)),
      { [payload.configVersion]: 'ECS_LOGLEVEL=info\n' },
      { failures: 4 },
    );
    expect(config).toContain('ECS_LOGLEVEL=info');
    expect(slept).toHaveLength(4);
    expect(slept).toEqual([...slept].sort((a, b) => a - b));
  });

  it('powers the host off after five tries, without a config that would join the cluster "default"', async () => {
    const { config, slept, poweredOff, said } = await boot(decoded(userData(payload)), {});
    expect(poweredOff).toBe(true);
    expect(config).toBeUndefined();
    expect(slept).toHaveLength(4);
    expect(said).toContain(`${payload.configVersion} cannot be read`);
  });

  it('never starts the agent itself', () => {
    expect(decoded(userData({ ...payload, extra: '/mine' }))).not.toMatch(/systemctl|service ecs/);
  });

  it('runs the part of the user after ours, by reference, whatever characters it has', async () => {
    const extra = 'printf \'%s\' "a\\tb \\\\ $(echo é)" > /tmp/ran\n';
    const text = decoded(userData({ ...payload, extra: '/quaymaster/dev/extra' }));
    expect(text).toMatch(/^Content-Type: multipart\/mixed; boundary="([^"]+)"\n/);
    const scripts = text.split('--==QUAYMASTER==').flatMap((part) => part.split('\n\n#!')[1] ?? []);
    expect(scripts).toHaveLength(2);
    const parameters = { [payload.configVersion]: 'ECS_LOGLEVEL=info\n', '/quaymaster/dev/extra': extra };
    const { files } = await boot(`#!${scripts[1]}`, parameters);
    expect(await files('/run/quaymaster-extra')).toBe(extra);
    expect(await files('/tmp/ran')).toBe('a\\tb \\ é');
  });

  it.each([
    { reason: 'a command', value: 'x$(touch /owned)' },
    { reason: 'a line that ends a heredoc', value: 'x\nEOF\ntouch /owned' },
    { reason: 'a line break and a further key', value: 'x\nECS_DISABLE_PRIVILEGED=false' },
    { reason: 'a trailing line break', value: 'x\n' },
    { reason: 'a quote', value: "x'" },
    { reason: 'nothing at all', value: '' },
    { reason: '256 characters', value: 'x'.repeat(256) },
  ])('is not made for a cluster name with $reason', ({ value }) => {
    expect(() => userData({ ...payload, cluster: value })).toThrow('cluster');
  });

  it('stays far below the 16 KB of EC2', () => {
    const longest = {
      ...payload,
      cluster: 'c'.repeat(255),
      configVersion: `/${'p'.repeat(900)}:1`,
      extra: '/e'.repeat(400),
    };
    expect(decoded(userData(longest)).length).toBeLessThan(12_000);
  });
});

/** Values that a shell, an env file, JSON or sed could trip over. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '$(touch /owned)',
    '`id`',
    '"',
    "'",
    '\\',
    '\\n',
    '\n',
    '\r\n',
    'EOF',
    '#',
    '%s',
    '&',
    '$HOME',
    '{{x}}',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.stringMatching(/^[A-Za-z0-9_.@/: -]{1,30}$/),
);
const hostileAgent = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'ECS_LOGLEVEL',
      'ECS_CONTAINER_INSTANCE_TAGS',
      'ECS_RESERVED_PORTS',
      'ECS_RESERVED_MEMORY',
      'ECS_CLUSTER',
    ),
    fc.constantFrom('ECS_DISABLE_PRIVILEGED', '__proto__', 'constructor'),
    hostileText,
  ),
  fc.oneof(
    hostileText,
    fc.constantFrom('debug', '30', '[22,8080]', '{"team":"a b=c"}', 'info\nECS_DISABLE_PRIVILEGED=false'),
    fc.dictionary(hostileText, hostileText, { maxKeys: 2 }).map((tags) => JSON.stringify(tags)),
  ),
  { maxKeys: 3 },
);

describe('the way of a configuration from a request to a host', () => {
  it('refuses it, or brings it to /etc/ecs/ecs.config byte for byte', async () => {
    let arrived = 0;
    const attributes = fc.dictionary(fc.oneof(hostileText, fc.constant('disk')), hostileText, { maxKeys: 2 });
    await fc.assert(
      fc.asyncProperty(hostileAgent, attributes, fc.boolean(), async (agent, attributes, hasAws) => {
        const group = aGroup({ agent, attributes });
        if (checkAgentConfig(agent).length > 0 || checkAttributes(attributes).length > 0) {
          expect(() => ecsConfig(group)).toThrow();
          return;
        }
        arrived += 1;
        const content = ecsConfig(group);
        const { config, files } = await boot(
          decoded(userData(payload)),
          { [payload.configVersion]: content },
          { hasAws },
        );
        expect(config).toBe(`${content}ECS_CLUSTER=my-cluster\n`);
        expect(await files('/owned')).toBeUndefined();
      }),
      { numRuns: 300 },
    );
    expect(arrived).toBeGreaterThan(20);
  });
});
