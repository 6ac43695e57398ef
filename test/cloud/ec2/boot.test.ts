/**
 * What becomes of user data (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html) and of the ECS agent
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html) while a host boots.
 */
import {
  GetConsoleOutputCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { parseAgentConfig } from '../../../local/cloud/ec2/behaviour/agent.ts';
import { plainImage } from '../../../local/cloud/ec2/images.ts';
import { administer, bootedWithinMs, type Ec2Bench, ec2Bench, hostsOf, role } from './support.ts';

const joining = (cluster: string) => `#!/bin/bash\necho ECS_CLUSTER=${cluster} >> /etc/ecs/ecs.config\n`;
const withCluster = async (cluster = 'blue', options: Parameters<typeof ec2Bench>[0] = {}) => {
  const bench = await ec2Bench(options);
  await administer(bench, 'ecs', 'CreateCluster', { clusterName: cluster });
  return bench;
};
const consoleOf = async ({ ec2 }: Ec2Bench, id: string): Promise<string> => {
  const { Output } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
  return Buffer.from(Output ?? '', 'base64').toString();
};

describe('a host that boots', () => {
  test('joins the cluster that its user data wrote, 60 to 120 seconds after its launch', async () => {
    const bench = await withCluster();
    const hosts = await bench.launch({ MaxCount: 20, UserData: Buffer.from(joining('blue')).toString('base64') });
    await bench.driver.pass(60_000);
    expect(hostsOf(bench, 'blue')).toEqual([]);
    await bench.driver.pass(60_000);
    expect(hostsOf(bench, 'blue')).toEqual(hosts.map((host) => host.id).sort());
  });

  test('joins the cluster `default` when nothing says another', async () => {
    const bench = await withCluster('default');
    const host = await bench.bootWith('#!/bin/bash\necho nothing to do');
    expect(hostsOf(bench, 'default')).toEqual([host.id]);
  });

  test('reads its configuration from Parameter Store as the role of its instance profile', async () => {
    const bench = await withCluster();
    await administer(bench, 'ssm', 'PutParameter', { Name: '/hosts', Type: 'String', Value: 'ECS_CLUSTER=blue' });
    const host = await bench.bootWith(`#!/bin/bash -e
imds=http://169.254.169.254/latest
token=$(curl -sSf -X PUT "$imds/api/token" -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')
ask() { curl -sSf -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/$1"; }
credentials=$(ask "iam/security-credentials/$(ask iam/security-credentials/)")
region=$(ask placement/region)
curl -sSf --aws-sigv4 "aws:amz:$region:ssm" \\
  --user "$(jq -r .AccessKeyId <<< "$credentials"):$(jq -r .SecretAccessKey <<< "$credentials")" \\
  -H "X-Amz-Security-Token: $(jq -r .Token <<< "$credentials")" \\
  -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AmazonSSM.GetParameter' \\
  -d '{"Name":"/hosts"}' "https://ssm.$region.amazonaws.com/" | jq -r .Parameter.Value > /etc/ecs/ecs.config
`);
    expect(host.boot.ecsConfig).toBe('ECS_CLUSTER=blue\n');
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
    expect(bench.cloud.journal.entries()).toContainEqual(
      expect.objectContaining({ service: 'ssm', operation: 'GetParameter', role, outcome: 'ok' }),
    );
  });

  test('does the same with the AWS CLI where its image has one', async () => {
    const bench = await withCluster('blue', { knobs: { imageHasAwsCli: true } });
    await administer(bench, 'ssm', 'PutParameter', { Name: '/hosts', Type: 'SecureString', Value: 'ECS_CLUSTER=blue' });
    const host = await bench.bootWith(
      '#!/bin/bash\naws ssm get-parameter --name /hosts --with-decryption --query Parameter.Value --output text > /etc/ecs/ecs.config\n' +
        'aws sts get-caller-identity --query Arn --output text\naws ssm get-parameter --name /none',
    );
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
    const text = await consoleOf(bench, host.id);
    expect(text).toContain(`arn:aws:sts::000000000000:assumed-role/${role}/${host.id}\n`);
    expect(text).toContain('An error occurred (ParameterNotFound) when calling the GetParameter operation');
  });

  test('without the AWS CLI says that there is no such command', async () => {
    const bench = await ec2Bench();
    const host = await bench.bootWith('#!/bin/bash\ncommand -v aws || echo no cli\naws sts get-caller-identity');
    const text = await consoleOf(bench, host.id);
    expect(text).toContain('no cli');
    expect(text).toContain('aws: command not found');
  });

  test('runs every script of a multipart message, in order, on one filesystem', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`Content-Type: multipart/mixed; boundary="//"
MIME-Version: 1.0

--//
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
packages: [htop]
--//
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
word=blue
echo ECS_CLUSTER=green > /etc/ecs/ecs.config
--//
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
echo "word is '\${word:-}'"
sed -i s/green/blue/ /etc/ecs/ecs.config
--//--
`);
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
    const text = await consoleOf(bench, host.id);
    expect(text).toContain("word is ''");
    expect(text).toContain('ignored: a part of type text/cloud-config');
  });

  test.each([
    'exec > >(tee /var/log/user-data.log | logger -t user-data -s 2>/dev/console) 2>&1',
    'exec >>/var/log/user-data.log 2>&1',
    'exec 3>&1 1>/var/log/user-data.log',
    'set -x',
    "trap 'echo bye' EXIT",
    'umask 077; ulimit -n 4096',
  ])('is not led astray by a script that starts with `%s`', async (line) => {
    const bench = await withCluster();
    const host = await bench.bootWith(
      `#!/bin/bash\n${line}\nset -euo pipefail\nname=$(echo green | sed s/green/blue/)\n` +
        'echo "it is $name"\necho "ECS_CLUSTER=$name" > /etc/ecs/ecs.config\n',
    );
    expect(await consoleOf(bench, host.id)).toContain('it is blue\n');
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
  });

  test('takes the time that its script sleeps', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`#!/bin/bash\nsleep 10m\n${joining('blue')}`);
    expect(hostsOf(bench, 'blue')).toEqual([]);
    await bench.driver.pass(600_000);
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
  });
});

describe('a script that fails', () => {
  test('is reported, and the agent reads what is there all the same', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`${joining('blue')}set -e\nfalse\necho not reached`);
    const text = await consoleOf(bench, host.id);
    expect(text).toContain('Failed running /var/lib/cloud/instance/scripts/part-001 [1]');
    expect(text).not.toContain('not reached');
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
  });

  test('before it wrote the configuration leaves the agent with none', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`#!/bin/bash -e\nfalse\n${joining('blue')}`);
    expect(host.boot.ecsConfig).toBe('');
    expect(hostsOf(bench, 'blue')).toEqual([]);
  });

  test('does not keep the next one from running', async () => {
    const bench = await withCluster();
    const part = (text: string) => `--x\nContent-Type: text/x-shellscript\n\n${text}\n`;
    const host = await bench.bootWith(
      `Content-Type: multipart/mixed; boundary=x\n\n${part('#!/bin/bash\nexit 3')}${part(joining('blue'))}--x--\n`,
    );
    expect(await consoleOf(bench, host.id)).toContain('part-001 [3]');
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
  });

  test.each([
    ['with a syntax error', '#!/bin/bash\nif then\n', 'syntax error'],
    ['for another interpreter', '#!/usr/bin/python3\nprint(1)\n', 'has no /usr/bin/python3'],
    ['with the line ends of Windows', '#!/bin/bash\r\necho hello\r\n', 'has no /bin/bash\r'],
    ['that is none', 'echo hello\n', "ignored: user data that starts with 'echo'"],
  ])('%s is reported', async (_what, script, said) => {
    const bench = await ec2Bench();
    const host = await bench.bootWith(script);
    const text = await consoleOf(bench, host.id);
    expect(text).toContain(said);
    expect(text).not.toContain('\nhello');
  });
});

describe('a host that powers itself off', () => {
  test.each([
    ['terminate', 'poweroff', 'terminated'],
    ['stop', 'poweroff', 'stopped'],
    ['terminate', 'shutdown -h now', 'terminated'],
    ['stop', 'systemctl poweroff', 'stopped'],
    ['terminate', 'poweroff; sleep infinity', 'terminated'],
    ['terminate', 'poweroff; while true; do sleep 60; done', 'terminated'],
  ] as const)('with shutdown behaviour %s by `%s` ends %s and never joins', async (behavior, command, state) => {
    const bench = await withCluster();
    const host = await bench.bootWith(`${joining('blue')}echo giving up\n${command}\n`, {
      InstanceInitiatedShutdownBehavior: behavior,
    });
    await bench.driver.pass(60_000);
    expect(host.state).toBe(state);
    expect(host.stateReason?.code).toBe('Client.InstanceInitiatedShutdown');
    expect(hostsOf(bench, 'blue')).toEqual([]);
    if (!command.includes('while')) expect(await consoleOf(bench, host.id)).toContain('giving up\n');
  });

  test('runs no further script', async () => {
    const bench = await withCluster();
    const part = (text: string) => `--x\nContent-Type: text/x-shellscript\n\n${text}\n`;
    const host = await bench.bootWith(
      `Content-Type: multipart/mixed; boundary=x\n\n${part('#!/bin/bash\npoweroff')}${part('#!/bin/bash\necho second')}--x--\n`,
    );
    expect(await consoleOf(bench, host.id)).not.toContain('second');
  });

  test('can do so minutes later', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`${joining('blue')}shutdown -P +10\n`);
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
    expect(host.state).toBe('running');
    await bench.driver.pass(600_000);
    expect(['stopping', 'stopped']).toContain(host.state);
  });
});

describe('user data and the instance', () => {
  test('run on the first boot only; the agent comes back with the configuration that is on the disk', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`${joining('blue')}echo the script ran\n`);
    const [before] = bench.cloud.world.ecs.clusters.get('blue')!.hosts.values();
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [host.id] }));
    await bench.driver.pass(60_000);
    await bench.ec2.send(new StartInstancesCommand({ InstanceIds: [host.id] }));
    await bench.driver.pass(bootedWithinMs);
    const [after] = bench.cloud.world.ecs.clusters.get('blue')!.hosts.values();
    expect(after).toBe(before);
    const text = await consoleOf(bench, host.id);
    expect(text.match(/the script ran/g)).toHaveLength(1);
    expect(text.match(/Loading configuration/g)).toHaveLength(2);
    await bench.ec2.send(new RebootInstancesCommand({ InstanceIds: [host.id] }));
    expect(host.state).toBe('running');
    await bench.driver.pass(bootedWithinMs);
    expect((await consoleOf(bench, host.id)).match(/Loading configuration/g)).toHaveLength(3);
  });

  test('end with it: a host that is terminated while its script sleeps does nothing more and never joins', async () => {
    const bench = await withCluster('blue', { knobs: { imageHasAwsCli: true } });
    const host = await bench.bootWith(`${joining('blue')}sleep 1000\naws sts get-caller-identity\n`);
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [host.id] }));
    await bench.driver.pass(3_000_000);
    expect(host.state).toBe('terminated');
    expect(hostsOf(bench, 'blue')).toEqual([]);
    expect(await consoleOf(bench, host.id)).not.toContain('Loading configuration');
    expect(bench.cloud.journal.entries().filter((entry) => entry.service === 'sts')).toEqual([]);
  });

  test.each([
    ['stopped', StopInstancesCommand],
    ['terminated', TerminateInstancesCommand],
    ['rebooted', RebootInstancesCommand],
  ])('ECS loses the agent at once when the host is %s', async (_how, command) => {
    const bench = await withCluster();
    const host = await bench.bootWith(joining('blue'));
    const [registered] = bench.cloud.world.ecs.clusters.get('blue')!.hosts.values();
    expect(registered!.agentConnected).toBe(true);
    await bench.ec2.send(new command({ InstanceIds: [host.id] }) as StopInstancesCommand);
    expect(registered!.agentConnected).toBe(false);
  });
});

describe('nothing registers, and the console says why,', () => {
  test('when the image has no agent', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith('#!/bin/bash\nmkdir -p /etc/ecs\necho ECS_CLUSTER=blue > /etc/ecs/ecs.config\n', {
      ImageId: plainImage('x86_64').id,
    });
    expect(await consoleOf(bench, host.id)).toContain('there is no ECS agent on this machine');
    expect(hostsOf(bench, 'blue')).toEqual([]);
  });

  test('when the agent is switched off', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(`${joining('blue')}systemctl disable --now ecs\n`);
    expect(await consoleOf(bench, host.id)).toContain('the service ecs is disabled');
    expect(hostsOf(bench, 'blue')).toEqual([]);
  });

  test('when the host has no instance profile', async () => {
    const bench = await withCluster();
    const [host] = await bench.launch({
      IamInstanceProfile: {},
      UserData: Buffer.from(joining('blue')).toString('base64'),
    });
    await bench.driver.pass(bootedWithinMs);
    expect(await consoleOf(bench, host!.id)).toContain('NoCredentialProviders');
    expect(hostsOf(bench, 'blue')).toEqual([]);
  });

  test('but a plain image joins too, once its user data has installed and enabled the agent', async () => {
    const bench = await withCluster();
    const host = await bench.bootWith(
      '#!/bin/bash\ndnf install -y ecs-init\nmkdir -p /etc/ecs\necho ECS_CLUSTER=blue > /etc/ecs/ecs.config\nsystemctl enable --now ecs\n',
      { ImageId: plainImage('x86_64').id },
    );
    expect(hostsOf(bench, 'blue')).toEqual([host.id]);
  });
});

/** amazon-ecs-agent, ecs-init/docker/docker.go, getEnvVars */
describe('the configuration file of the agent', () => {
  test.each<[text: string, config: Record<string, string>, reason: string]>([
    ['ECS_CLUSTER=a\nECS_CLUSTER=b', { ECS_CLUSTER: 'b' }, 'the last of equal keys wins'],
    ['# ECS_CLUSTER=a\n\n  ECS_LOGLEVEL=info  ', { ECS_LOGLEVEL: 'info' }, 'comments and white space around lines'],
    ['A=$(touch /x)\nB="quoted"\nC=x=y', { A: '$(touch /x)', B: '"quoted"', C: 'x=y' }, 'nothing is evaluated'],
    ['export ECS_CLUSTER=a', { 'export ECS_CLUSTER': 'a' }, 'it is no shell script'],
    ['nonsense\n=\nECS_CLUSTER=', { ECS_CLUSTER: '' }, 'lines without a key count for nothing'],
    ['', {}, 'an empty file'],
  ])('%j: %j, %s', (text, config) => {
    expect(parseAgentConfig(text)).toEqual(config);
  });
});
