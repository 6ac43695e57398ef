/**
 * User data: one constant script and a base64 payload. Nothing is ever interpolated into shell text, and every value of
 * the payload has passed an allow-list before (bare recipes execute `$(…)` and lines that read `EOF`).
 *
 * The payload has the cluster and the pinned parameter: without ECS_CLUSTER the agent would join the cluster `default`.
 * The rest is read from SSM at boot. The image is built from Amazon Linux 2023 minimal and promises neither the AWS CLI nor
 * jq, so the script falls back on curl, whose `--aws-sigv4` signs with the host's own credentials from IMDSv2, and on sed.
 * It never starts the agent: ecs.service is ordered after cloud-final.service, and starting it from here would wait for
 * itself (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html).
 */

export interface BootPayload {
  readonly cluster: string;
  readonly region: string;
  /** `name:version` of the group's ecs.config. */
  readonly configVersion: string;
  /** Name of an SSM parameter with a script of the user's own, run after ours. */
  readonly extra?: string;
}

const functions = `set -uo pipefail

value_of() { printf '%s\\n' "$payload" | sed -n "s/^$1=//p"; }
say() { echo "quaymaster: $*" >&2; }

# The string that follows "Value" in SSM's answer, with JSON's escapes undone; control characters are refused.
parameter_value() {
  local text mark
  mark=$(printf '\\001')
  text=$(printf '%s' "$1" | tr -d '\\n' |
    sed -n 's/.*"Value" *: *"\\(\\([^"\\\\]\\|\\\\.\\)*\\)".*/\\1/p' |
    sed "s/\\\\\\\\\\\\\\\\/$mark/g" |
    sed 's/\\\\"/"/g; s/\\\\\\//\\//g; s/\\\\t/\\t/g; s/\\\\r/\\r/g; s/\\\\n/\\n/g')
  case "$text" in
    '') say 'the answer has no value'; return 1 ;;
    *\\\\*) say 'the value has characters that cannot be used'; return 1 ;;
  esac
  printf '%s\\n' "$text" | tr "$mark" '\\\\'
}

read_parameter() {
  if command -v aws >/dev/null 2>&1; then
    aws ssm get-parameter --region "$region" --name "$1" --with-decryption --query Parameter.Value --output text
    return
  fi
  local imds=http://169.254.169.254/latest token role credentials key secret session domain answer
  token=$(curl -sSf -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$imds/api/token") || return 1
  role=$(curl -sSf -m 5 -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/iam/security-credentials/") || return 1
  credentials=$(curl -sSf -m 5 -H "X-aws-ec2-metadata-token: $token" \\
    "$imds/meta-data/iam/security-credentials/$role") || return 1
  credentials=$(printf '%s' "$credentials" | tr -d '\\n')
  key=$(printf '%s' "$credentials" | sed -n 's/.*"AccessKeyId" *: *"\\([^"]*\\)".*/\\1/p')
  secret=$(printf '%s' "$credentials" | sed -n 's/.*"SecretAccessKey" *: *"\\([^"]*\\)".*/\\1/p')
  session=$(printf '%s' "$credentials" | sed -n 's/.*"Token" *: *"\\([^"]*\\)".*/\\1/p')
  case "$region" in cn-*) domain=amazonaws.com.cn ;; *) domain=amazonaws.com ;; esac
  answer=$(curl -sSf -m 20 -X POST --aws-sigv4 "aws:amz:$region:ssm" --user "$key:$secret" \\
    -H "X-Amz-Security-Token: $session" \\
    -H 'Content-Type: application/x-amz-json-1.1' \\
    -H 'X-Amz-Target: AmazonSSM.GetParameter' \\
    -d "{\\"Name\\":\\"$1\\",\\"WithDecryption\\":true}" \\
    "https://ssm.$region.$domain/") || return 1
  parameter_value "$answer"
}

# Five tries, further apart each time and not in step with other hosts; then the host gives up, which terminates it.
read_or_power_off() {
  local try jitter
  jitter=\${HOSTNAME//[!0-9]/}
  jitter=\${jitter: -1}
  for try in 1 2 3 4 5; do
    if value=$(read_parameter "$1"); then return 0; fi
    say "try $try of 5 to read $1 failed"
    if [ "$try" -lt 5 ]; then sleep $((try * try * 2 + \${jitter:-0} % 5)); fi
  done
  say "$1 cannot be read: powering off"
  poweroff
  exit 1
}

region=$(value_of REGION)`;

const configure = `${functions}
cluster=$(value_of ECS_CLUSTER)
parameter=$(value_of PARAMETER)
read_or_power_off "$parameter"
mkdir -p /etc/ecs
printf '%s\\nECS_CLUSTER=%s\\n' "$value" "$cluster" > /etc/ecs/ecs.config
say "configured for cluster $cluster from $parameter"
`;

const runExtra = `${functions}
extra=$(value_of EXTRA)
read_or_power_off "$extra"
say "running $extra"
umask 077
printf '%s\\n' "$value" > /run/quaymaster-extra
bash /run/quaymaster-extra
`;

/** The parts that depend on nothing: what varies between hosts is only the payload. */
const script = (payload: string, body: string): string =>
  `#!/bin/bash\npayload=$(printf '%s' '${payload}' | base64 -d)\n${body}`;

const allow = {
  cluster: /^[A-Za-z0-9_-]{1,255}$/,
  region: /^[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}$/,
  configVersion: /^\/[A-Za-z0-9_./-]{1,1000}:[1-9][0-9]{0,9}$/,
  extra: /^\/[A-Za-z0-9_./-]{1,1000}(?::[1-9][0-9]{0,9})?$/,
} as const;

/** Base64, as RunInstances takes it; at most a third of EC2's 16 KB. Throws on a value outside its allow-list. */
export const userData = (payload: BootPayload): string => {
  for (const [field, pattern] of Object.entries(allow)) {
    const value = payload[field as keyof BootPayload];
    if (value !== undefined && !pattern.test(value))
      throw new Error(`user data: ${field} has characters that may not be`);
  }
  const encoded = base64(
    `ECS_CLUSTER=${payload.cluster}\nREGION=${payload.region}\nPARAMETER=${payload.configVersion}\n` +
      (payload.extra === undefined ? '' : `EXTRA=${payload.extra}\n`),
  );
  if (payload.extra === undefined) return base64(script(encoded, configure));
  return base64(multipart([script(encoded, configure), script(encoded, runExtra)]));
};

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** cloud-init runs the parts in order: https://docs.cloud-init.io/en/latest/explanation/format/mime.html */
const multipart = (scripts: readonly string[]): string => {
  const boundary = '==QUAYMASTER==';
  const part = (text: string) =>
    `--${boundary}\nContent-Type: text/x-shellscript; charset="utf-8"\nMIME-Version: 1.0\n\n${text}\n`;
  return `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n${scripts.map(part).join('')}--${boundary}--\n`;
};
