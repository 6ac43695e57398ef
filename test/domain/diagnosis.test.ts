import { describe, expect, it } from 'vitest';
import { diagnose, inOneSentence, type StopContext, type StoppedTask } from '../../shared/domain/diagnosis.ts';
import { type StopCause, stopCauses } from '../../shared/domain/stop-causes.ts';

const task = (
  over: Partial<StoppedTask> & { readonly says?: string; readonly exitCode?: number } = {},
): StoppedTask => {
  const { says, exitCode, ...rest } = over;
  const container = { name: 'web', image: 'nginx:1', lastStatus: 'STOPPED', hostPorts: [] };
  return {
    taskDefinition: 'web:1',
    group: 'service:web',
    containers: [
      { ...container, ...(says !== undefined && { reason: says }), ...(exitCode !== undefined && { exitCode }) },
    ],
    ...rest,
  };
};
const neverStarted = (says: string) =>
  task({ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start', says });

/**
 * Texts from AWS's pages, and from the agent:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 */
const cases: readonly (readonly [cause: StopCause, task: StoppedTask, context?: StopContext])[] = [
  [
    'out-of-memory',
    task({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      says: 'OutOfMemoryError: Container killed due to memory usage',
      exitCode: 137,
    }),
  ],
  [
    'essential-container-exited',
    task({ stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited', exitCode: 1 }),
  ],
  [
    'essential-container-exited',
    task({ stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited', exitCode: 0 }),
  ],
  [
    'finished',
    task({
      group: 'family:job',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 0,
    }),
  ],
  [
    'image-not-found',
    neverStarted(
      "CannotPullContainerError: Error response from daemon: pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ),
  ],
  [
    'image-not-found',
    neverStarted(
      'CannotPullContainerError: Error response from daemon: manifest for 111122223333.dkr.ecr.us-east-1.amazonaws.com/web:9 not found: manifest unknown: Requested image not found',
    ),
  ],
  [
    'image-not-found',
    neverStarted(
      'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "docker.io/library/nope:latest": docker.io/library/nope:latest: not found',
    ),
  ],
  [
    'image-not-allowed',
    neverStarted('CannotPullECRContainerError: AccessDeniedException: User: arn is not authorized'),
  ],
  [
    'image-not-allowed',
    neverStarted(
      'CannotPullContainerError: Error response from daemon: Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/web/manifests/latest: no basic auth credentials',
    ),
  ],
  [
    'registry-limits',
    neverStarted(
      'CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/manifests/sha256:1: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit',
    ),
  ],
  [
    'image-of-other-platform',
    neverStarted(
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
    ),
  ],
  [
    'image-of-other-platform',
    neverStarted('CannotPullContainerError: no matching manifest for linux/arm64/v8 in the manifest list entries'),
  ],
  [
    'disk-full',
    neverStarted(
      'CannotPullContainerError: failed to register layer: Error processing tar file(exit status 1): write /usr/lib: no space left on device',
    ),
  ],
  [
    'image-not-pulled',
    neverStarted(
      'CannotPullContainerError: Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ),
  ],
  [
    'no-such-log-group',
    neverStarted(
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
    ),
  ],
  [
    'no-such-log-group',
    task({
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
    }),
  ],
  [
    'logging-not-set-up',
    neverStarted('CannotStartContainerError: failed to initialize logging driver: NoCredentialProviders'),
  ],
  [
    'secret-not-found',
    task({
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        "Fetching secret data from AWS Secrets Manager in region us-east-1: secret arn:aws:secretsmanager:us-east-1:111122223333:secret:db: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    }),
  ],
  [
    'secret-not-found',
    task({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Fetching secret data from SSM Parameter Store in us-east-1: invalid parameters: /db/password',
    }),
  ],
  [
    'secret-not-allowed',
    task({
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue',
    }),
  ],
  [
    'resources-not-set-up',
    task({
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR.',
    }),
  ],
  [
    'port-in-use',
    neverStarted(
      'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:80 failed: port is already allocated',
    ),
  ],
  ['volume-not-mounted', neverStarted('CannotCreateVolumeError: failed to create volume: no such file or directory')],
  [
    'volume-not-mounted',
    neverStarted('CannotStartContainerError: OCI runtime create failed: error mounting "/data" to rootfs'),
  ],
  [
    'container-runtime-slow',
    neverStarted('DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s'),
  ],
  [
    'cannot-start',
    neverStarted(
      'CannotStartContainerError: Error response from daemon: OCI runtime create failed: exec: "nope": executable file not found in $PATH',
    ),
  ],
  ['cannot-start', neverStarted('CannotCreateContainerError: API error (400): No command specified')],
  ['cannot-start', neverStarted('')],
  [
    'failed-health-check',
    task({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' }),
  ],
  [
    'failed-health-check',
    task({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)',
    }),
  ],
  [
    'host-terminated',
    task({ stopCode: 'TerminationNotice', stoppedReason: 'Host EC2 (instance i-0fa32d20601daf13d) terminated.' }),
  ],
  ['host-terminated', task({ stoppedReason: 'Host EC2 (instance i-0fa32d20601daf13d) stopped.' })],
  ['spot-interruption', task({ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' })],
  ['agent-lost', task({ stoppedReason: 'Container instance deregistration forced by user' })],
  ['stopped-by-user', task({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' })],
  [
    'host-drained',
    task({
      stopCode: 'UserInitiated',
      stoppedReason: 'the drain of i-0fa32d20601daf13d is forced: its deadline has passed',
    }),
  ],
  [
    'scaled-in',
    task({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    }),
    { wanted: 'web:1' },
  ],
  [
    'deployed-over',
    task({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    }),
    { wanted: 'web:2' },
  ],
  [
    'host-drained',
    task({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    }),
    { wanted: 'web:2', draining: true },
  ],
  ['unknown', task()],
];

describe('a stopped task', () => {
  it.each(cases.map(([cause, stopped, context]) => ({ cause, stopped, context })))(
    'is found to be $cause',
    ({ cause, stopped, context }) => {
      const found = diagnose(stopped, context);
      expect(found).toMatchObject({ cause, byItself: stopCauses[cause].byItself });
    },
  );

  it('every cause but those that nobody has words for is found somewhere', () => {
    const found = new Set(cases.map(([cause]) => cause));
    expect(Object.keys(stopCauses).filter((cause) => !found.has(cause as StopCause))).toEqual(['network-not-set-up']);
  });

  it('shows the words that it was found by, those of all containers', () => {
    const stopped = task({ stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' });
    const [first] = stopped.containers;
    const both = {
      ...stopped,
      containers: [
        { ...first!, exitCode: 143 },
        { ...first!, name: 'sidecar', exitCode: 127 },
      ],
    };
    expect(diagnose(both).evidence).toEqual([
      'stopCode: EssentialContainerExited',
      'stoppedReason: Essential container in task exited',
      'container web: exit code 143, ended as asked with SIGTERM',
      'container sidecar: exit code 127, its command was not found',
    ]);
    expect(inOneSentence(diagnose(both))).toMatch(
      /has ended: Essential container in task exited; container web: exit code 143/,
    );
  });

  it('every cause says what to do in one sentence', () => {
    for (const { summary, hint } of Object.values(stopCauses)) {
      expect(summary).not.toMatch(/\.$/);
      expect(hint).toMatch(/^[A-Z].*\.$/);
      expect(hint.length).toBeLessThan(180);
    }
  });
});
