/** Why a task has stopped, from what ECS says of it: a stable cause, the words it was found by, and what to do. Pure. */
import type { TaskView } from './snapshot.ts';
import { type StopCause, stopCauses } from './stop-causes.ts';

export interface Diagnosis {
  readonly cause: StopCause;
  /** One sentence. */
  readonly summary: string;
  /** What it was found by: the fields, in ECS's own words. */
  readonly evidence: readonly string[];
  /** What to do, in one sentence. */
  readonly hint: string;
  /** A failure of the task or of its host, as opposed to an end that somebody meant. */
  readonly byItself: boolean;
}

/** What else is known, where it is. */
export interface StopContext {
  /** What the task's service is to run now: `family:revision`. */
  readonly wanted?: string;
  /** Its host was being emptied. */
  readonly draining?: boolean;
}

export type StoppedTask = Pick<TaskView, 'stopCode' | 'stoppedReason' | 'containers' | 'taskDefinition' | 'group'>;

export const diagnose = (task: StoppedTask, context: StopContext = {}): Diagnosis => {
  const cause = causeOf(task, context);
  const { summary, hint, byItself } = stopCauses[cause];
  return { cause, summary: `${summary}.`, evidence: evidenceOf(task), hint, byItself };
};

/** What is said where there is room for one sentence only. */
export const inOneSentence = ({ summary, evidence }: Diagnosis): string => {
  const words = evidence.flatMap((said) =>
    said.startsWith('stopCode: ') ? [] : [said.replace(/^stoppedReason: /, '').replace(/\.$/, '')],
  );
  return words.length === 0 ? summary : `${summary.replace(/\.$/, '')}: ${words.join('; ')}.`;
};

/**
 * The first that is found counts: what is wrong inside a container says more than that the task did not start. The texts:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-create-container.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html
 */
const signs: readonly (readonly [cause: StopCause, words: RegExp])[] = [
  ['out-of-memory', /OutOfMemory|killed due to memory usage|\bOOM\b/i],
  ['disk-full', /no space left on device/i],
  ['registry-limits', /toomanyrequests|too many requests|pull rate limit/i],
  ['image-of-other-platform', /no matching manifest|does not contain descriptor matching platform|exec format error/i],
  ['no-such-log-group', /log group does not exist|log stream does not exist/i],
  ['logging-not-set-up', /logging driver|validate logger args|Cloudwatch log stream|log driver/i],
  [
    'secret-not-found',
    /can't find the specified secret|invalid parameters: \/?[\w./-]+|ParameterNotFound|secret.{0,200}ResourceNotFoundException|retrieved secret from Secrets Manager did not contain/is,
  ],
  ['secret-not-allowed', /(secret|ssm|parameter|asm).{0,400}(AccessDenied|not authorized|Access to KMS)/is],
  [
    'image-not-allowed',
    /CannotPull.{0,400}(no basic auth credentials|AccessDenied|not authorized|unauthorized|403 Forbidden|denied: User:)/is,
  ],
  [
    'image-not-found',
    /CannotPull.{0,600}(manifest unknown|manifest for .{0,300} not found|not found|repository does not exist|does not exist or no pull access|invalid reference format|pull access denied)/is,
  ],
  ['image-not-pulled', /CannotPull|pull image|image pull/i],
  ['secret-not-allowed', /AccessDeniedException.{0,200}secretsmanager|ssm:GetParameters/is],
  ['port-in-use', /port is already allocated|address already in use|Bind for \S+ failed/i],
  [
    'volume-not-mounted',
    /CannotCreateVolume|error mounting|invalid mount config|failed to invoke EFS utils|mount\.nfs/i,
  ],
  [
    'network-not-set-up',
    /CNI|network (interface|namespace).{0,80}(fail|timed out|provision)|ENI attach|eni.{0,40}timed out/i,
  ],
  ['container-runtime-slow', /(Docker|ContainerRuntime)(Timeout)?Error|timed out after waiting/i],
  ['resources-not-set-up', /ResourceInitializationError|Fetching secret data/i],
  ['cannot-start', /Cannot(Start|Create|Inspect|Stop)\w*Error|executable file not found|InternalError: unable to/i],
];

const causeOf = (task: StoppedTask, { wanted, draining }: StopContext): StopCause => {
  const { stopCode = '', stoppedReason = '', containers } = task;
  if (stopCode === 'SpotInterruption' || /spot (task|instance|interruption)/i.test(stoppedReason))
    return 'spot-interruption';
  if (stopCode === 'TerminationNotice' || /^Host EC2 \(instance/i.test(stoppedReason)) return 'host-terminated';
  if (/deregist|agent.{0,40}(disconnect|not connected)/i.test(stoppedReason)) return 'agent-lost';
  if (stopCode === 'UserInitiated')
    return /\bdrain(ed|ing|s)?\b/i.test(stoppedReason) ? 'host-drained' : 'stopped-by-user';
  if (/health ?checks?/i.test(stoppedReason)) return 'failed-health-check';
  if (stopCode === 'ServiceSchedulerInitiated' || /^Scaling activity/i.test(stoppedReason)) {
    if (draining) return 'host-drained';
    return wanted !== undefined && wanted !== task.taskDefinition ? 'deployed-over' : 'scaled-in';
  }
  const said = [stoppedReason, ...containers.map(({ reason = '' }) => reason)];
  for (const [cause, words] of signs) if (said.some((text) => words.test(text))) return cause;
  const ended = containers.some(({ exitCode }) => exitCode !== undefined);
  if (stopCode === 'TaskFailedToStart') return 'cannot-start';
  if (stopCode !== 'EssentialContainerExited' && !ended) return 'unknown';
  const well = containers.every(({ exitCode = 0 }) => exitCode === 0);
  // A service expects its tasks to run on.
  return well && ended && !task.group.startsWith('service:') ? 'finished' : 'essential-container-exited';
};

/** https://docs.docker.com/reference/cli/docker/container/run/#exit-status, and 128 + n for signal n. */
const exitCodes: Readonly<Record<number, string>> = {
  0: 'it ended well',
  125: 'Docker could not run it',
  126: 'its command cannot be executed',
  127: 'its command was not found',
  134: 'it aborted',
  137: 'killed, often for using more memory than it may',
  139: 'it crashed with a segmentation fault',
  143: 'ended as asked with SIGTERM',
  255: 'it failed',
};

const longest = 500;

const evidenceOf = ({ stopCode, stoppedReason, containers }: StoppedTask): readonly string[] => [
  ...(stopCode === undefined ? [] : [`stopCode: ${stopCode}`]),
  ...(stoppedReason === undefined || stoppedReason === '' ? [] : [`stoppedReason: ${stoppedReason.slice(0, longest)}`]),
  ...containers.flatMap(({ name, exitCode, reason }) => {
    const words = [
      ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
      ...(exitCode === undefined || exitCodes[exitCode] === undefined ? [] : [exitCodes[exitCode]]),
      ...(reason === undefined ? [] : [reason.slice(0, longest)]),
    ];
    return words.length === 0 ? [] : [`container ${name}: ${words.join(', ')}`];
  }),
];
