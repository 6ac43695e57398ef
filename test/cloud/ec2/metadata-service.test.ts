/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
import { describe, expect, test } from 'vitest';
import { type Ec2Bench, ec2Bench, profile, role } from './support.ts';

const imds = 'http://169.254.169.254/latest';
const withToken = `token=$(curl -s -X PUT ${imds}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')
ask() { curl -s -w '|%{http_code}' -H "X-aws-ec2-metadata-token: $token" "${imds}/$1"; echo; }
`;
/** What a script that boots with these options puts out. */
const outputOf = async (bench: Ec2Bench, script: string, changes: Parameters<Ec2Bench['bootWith']>[1] = {}) => {
  const host = await bench.bootWith(`#!/bin/bash\necho '<<<'\n${script}\necho '>>>'\n`, changes);
  await bench.driver.pass(120_000);
  return { host, output: /<<<\n([\s\S]*)>>>/.exec(host.boot.console)?.[1] ?? host.boot.console };
};

describe('the metadata service', () => {
  test('tells a host who and where it is', async () => {
    const bench = await ec2Bench();
    const { host, output } = await outputOf(
      bench,
      `${withToken}for path in instance-id instance-type placement/availability-zone placement/region local-ipv4 ` +
        'public-ipv4 mac ami-id security-groups; do ask "meta-data/$path"; done',
    );
    expect(output.trim().split('\n')).toEqual(
      [
        host.id,
        't3.medium',
        host.availabilityZone,
        'us-east-1',
        host.networkInterface.privateIp,
        host.publicIp,
        host.networkInterface.macAddress,
        host.image.id,
        'default',
      ].map((value) => `${value}|200`),
    );
  });

  test('hands out the credentials of the profile’s role, the same each time', async () => {
    const bench = await ec2Bench();
    const { output } = await outputOf(
      bench,
      `${withToken}ask meta-data/iam/security-credentials/
one=$(ask meta-data/iam/security-credentials/${role}); two=$(ask meta-data/iam/security-credentials/${role})
[ "$one" = "$two" ] && echo same
curl -s -H "X-aws-ec2-metadata-token: $token" ${imds}/meta-data/iam/security-credentials/${role} | jq -r '.Code, .Type'
curl -s -H "X-aws-ec2-metadata-token: $token" ${imds}/meta-data/iam/info | jq -r .InstanceProfileArn`,
    );
    expect(output.trim().split('\n')).toEqual([
      `${role}|200`,
      'same',
      'Success',
      'AWS-HMAC',
      `arn:aws:iam::000000000000:instance-profile/${profile}`,
    ]);
  });

  test('has none for a host without a profile', async () => {
    const bench = await ec2Bench();
    const { output } = await outputOf(bench, `${withToken}ask meta-data/iam/security-credentials/`, {
      IamInstanceProfile: {},
    });
    expect(output).toContain('404 - Not Found');
  });

  test('lists what is in a directory', async () => {
    const bench = await ec2Bench();
    const { output } = await outputOf(
      bench,
      `${withToken}ask meta-data/placement; ask meta-data/; ask meta-data/nothing`,
    );
    expect(output).toContain('availability-zone\navailability-zone-id\nregion|200');
    expect(output).toContain('\nplacement/\n');
    expect(output).toContain('|404');
  });

  test('gives the identity document and the user data', async () => {
    const bench = await ec2Bench();
    const { host, output } = await outputOf(
      bench,
      `${withToken}curl -s -H "X-aws-ec2-metadata-token: $token" ${imds}/dynamic/instance-identity/document | jq -r .instanceId
curl -s -H "X-aws-ec2-metadata-token: $token" ${imds}/user-data | head -1`,
    );
    expect(output).toBe(`${host.id}\n#!/bin/bash\n`);
  });

  test.each([
    ['without a token, where tokens are required', {}, `curl ${imds}/meta-data/instance-id`, '401'],
    [
      'without a token, where they are optional',
      { MetadataOptions: { HttpTokens: 'optional' as const } },
      `curl ${imds}/meta-data/instance-id`,
      '200',
    ],
    ['with a token that it never gave', {}, `curl -H 'X-aws-ec2-metadata-token: x' ${imds}/meta-data/`, '401'],
    [
      'that is switched off',
      { MetadataOptions: { HttpEndpoint: 'disabled' as const } },
      `curl -X PUT ${imds}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'`,
      '403',
    ],
    ['for a token without a lifetime', {}, `curl -X PUT ${imds}/api/token`, '400'],
    [
      'for a token of more than six hours',
      {},
      `curl -X PUT ${imds}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21601'`,
      '400',
    ],
  ])('asked %s answers with %3$s', async (_how, changes, command, status) => {
    const bench = await ec2Bench();
    const { output } = await outputOf(bench, `${command} -s -o /dev/null -w '%{http_code}\\n'`, changes);
    expect(output).toBe(`${status}\n`);
  });

  test('forgets a token when its time is over', async () => {
    const bench = await ec2Bench();
    const { output } = await outputOf(
      bench,
      `${withToken}ask meta-data/ami-launch-index; sleep 59; ask meta-data/ami-launch-index; sleep 2; ask x | tail -c 5`,
    );
    expect(output).toBe('0|200\n0|200\n|401\n');
  });

  test('shows the instance’s tags only where it is told to', async () => {
    const bench = await ec2Bench();
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: 'web' }] }];
    const script = `${withToken}ask meta-data/tags/instance/Name | tail -1`;
    const { output: shown } = await outputOf(bench, script, {
      TagSpecifications,
      MetadataOptions: { InstanceMetadataTags: 'enabled' },
    });
    expect(shown).toBe('web|200\n');
    const { output: hidden } = await outputOf(bench, script, { TagSpecifications });
    expect(hidden).toContain('|404');
  });
});

describe('a signed call of a host is refused', () => {
  const call = (options: string) => `${withToken}
credentials=$(curl -s -H "X-aws-ec2-metadata-token: $token" ${imds}/meta-data/iam/security-credentials/${role})
key=$(jq -r .AccessKeyId <<< "$credentials"); secret=$(jq -r .SecretAccessKey <<< "$credentials")
session=$(jq -r .Token <<< "$credentials")
curl -s -w '|%{http_code}' -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AmazonSSM.GetParameter' \\
  -d '{"Name":"/none"}' ${options} https://ssm.us-east-1.amazonaws.com/`;
  const signed = '--aws-sigv4 aws:amz:us-east-1:ssm --user "$key:$secret" -H "X-Amz-Security-Token: $session"';

  test.each([
    ['when it is not signed', '', 'MissingAuthenticationTokenException'],
    [
      'without the session token',
      '--aws-sigv4 aws:amz:us-east-1:ssm --user "$key:$secret"',
      'UnrecognizedClientException',
    ],
    ['with another’s key', signed.replace('$key', 'AKIAX'), 'UnrecognizedClientException'],
    ['with a wrong secret', signed.replace('$secret', 'x'), 'InvalidSignatureException'],
    ['when it is signed for another service', signed.replace(':ssm', ':s3'), 'InvalidSignatureException'],
    ['when it is signed for another region', signed.replace('us-east-1', 'eu-west-1'), 'InvalidSignatureException'],
    ['by the operation itself', signed, 'ParameterNotFound'],
  ])('%s: %3$s', async (_when, options, code) => {
    const bench = await ec2Bench();
    const { output } = await outputOf(bench, call(options));
    expect(output).toContain(`"__type":"${code}"`);
    expect(output).toContain('|400');
  });
});
