/**
 * Why tasks stop: the closed table of causes, each with what it means and what to do. `byItself` tells a failure of the task
 * or of its host from an end that somebody meant.
 */
export interface StopCauseInWords {
  /** A sentence without its full stop. */
  readonly summary: string;
  /** What to do, in one sentence. */
  readonly hint: string;
  readonly byItself: boolean;
}

const failure = (summary: string, hint: string): StopCauseInWords => ({ summary, hint, byItself: true });
const meant = (summary: string, hint: string): StopCauseInWords => ({ summary, hint, byItself: false });

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html and the pages it leads to. */
export const stopCauses = {
  'out-of-memory': failure(
    'A container was killed, because it used more memory than it may',
    'Raise `memory` of the container, or of the task, or find out what it needs so much for.',
  ),
  'image-not-found': failure(
    'There is no such image',
    'Check the name and the tag in the task definition, and that the image was pushed and not deleted since.',
  ),
  'image-not-allowed': failure(
    'The registry does not let the host have the image',
    'Give the execution role, or the role of the hosts, leave to pull from the repository; other registries need `repositoryCredentials`.',
  ),
  'image-of-other-platform': failure(
    'The image is for another processor or system than the host',
    'Build the image for the architecture of the hosts, or limit the task to hosts of its own by the attribute ecs.cpu-architecture.',
  ),
  'registry-limits': failure(
    'The registry answers no more pulls for now',
    'Pull from Amazon ECR, by a pull through cache for instance, or log in to the registry.',
  ),
  'image-not-pulled': failure(
    'The image could not be pulled',
    'Check that hosts in this subnet reach the registry, and try it from another one.',
  ),
  'disk-full': failure(
    'The disk of the host is full',
    'Replace the host, give the group a larger `rootVolume`, or let the agent clean up images sooner.',
  ),
  'no-such-log-group': failure(
    'There is no such log group',
    'Create the log group that the task definition names, or add awslogs-create-group with leave to create it.',
  ),
  'logging-not-set-up': failure(
    'The log driver could not be set up',
    'Check `logConfiguration`, and that hosts in this subnet reach the service that takes the logs.',
  ),
  'secret-not-found': failure(
    'There is no such secret or parameter',
    'Check `secrets` in the task definition: the ARN or name, the region, and the key inside the secret.',
  ),
  'secret-not-allowed': failure(
    'The execution role may not read a secret',
    'Give the execution role leave to read it, and to use the key that it is encrypted with.',
  ),
  'resources-not-set-up': failure(
    'What the task needs before its containers could not be set up',
    'Check that the execution role may, and that hosts in this subnet reach, what the evidence names.',
  ),
  'port-in-use': failure(
    'A port of the host that the task needs is in use',
    'Let ECS pick the port (`hostPort` 0), or find out what else on the host listens there.',
  ),
  'volume-not-mounted': failure(
    'A volume could not be created or mounted',
    'Check `volumes` in the task definition, and that the path or file system is there and may be used from the host.',
  ),
  'cannot-start': failure(
    'A container could not be created or started',
    'Check the command, the entry point and the user that the task definition or the image names.',
  ),
  'container-runtime-slow': failure(
    'Docker did not answer in time',
    'Look at the host: its disk or its processor may be overloaded; if other tasks fail there too, replace it.',
  ),
  'network-not-set-up': failure(
    'The network interface of the task could not be set up',
    'Check the subnets and security groups of the task, and that the subnets have free addresses.',
  ),
  'failed-health-check': failure(
    'A health check failed',
    'See what the check asks and what the containers log; one that starts slowly needs a longer grace or start period.',
  ),
  'essential-container-exited': failure(
    'A container that the task cannot do without has ended',
    'See what it logged last; what the exit code means stands in the evidence.',
  ),
  finished: meant('Its work is done: every container ended well', 'Nothing is to be done.'),
  'host-terminated': failure(
    'Its host was terminated or stopped',
    'Nothing is to be done: a service starts another task, and the host is replaced. Its decisions tell why it went.',
  ),
  'spot-interruption': failure(
    'EC2 took the spot host back',
    'Nothing is to be done; what cannot bear it belongs on a group of on-demand hosts.',
  ),
  'agent-lost': failure(
    'Its host was lost to ECS: the agent was away, or its registration was removed',
    'Nothing is to be done: a service starts another task. The decisions about the host tell what was done.',
  ),
  'host-drained': meant('Its host was drained', 'Nothing is to be done: a service has started another task elsewhere.'),
  'deployed-over': meant('Another version of its service was deployed', 'Nothing is to be done.'),
  'scaled-in': meant(
    'Its service stopped it',
    'Nothing is to be done: services do so when they scale in, deploy, balance zones, or leave a host that drains.',
  ),
  'stopped-by-user': meant(
    'Somebody asked for it to be stopped',
    'Nothing is to be done; the reason they gave is in the evidence.',
  ),
  unknown: failure('It has stopped, and ECS does not say why', 'See what its containers logged last.'),
} as const satisfies Readonly<Record<string, StopCauseInWords>>;

export type StopCause = keyof typeof stopCauses;
