/** What happened, in lines that a person can read. */
import type { Done } from './scene.ts';

/** `OnReconcileDue ec2:TerminateInstances i-1 → ok` */
export const callInWords = ({ role, service, operation, input, output, refused }: Done): string =>
  `${role} ${service}:${operation} ${subjectOf(input)} → ${refused ?? resultOf(output)}`;

// biome-ignore lint/suspicious/noExplicitAny: inputs of all operations.
const subjectOf = (input: any): string =>
  [
    input.cluster ?? input.clusterName,
    input.service ?? input.serviceName,
    input.InstanceIds,
    input.containerInstance,
    input.containerInstances,
    input.status,
    input.desiredCount === undefined ? undefined : `desired ${input.desiredCount}`,
    input.MaxCount === undefined
      ? undefined
      : `${input.MaxCount} × ${input.InstanceType} in ${input.SubnetId ?? 'a network interface'}`,
    input.TagSpecifications?.[0]?.Tags?.filter(({ Key }: { Key: string }) => /group|launch/.test(Key)).map(
      ({ Key, Value }: { Key: string; Value: string }) => `${Key.replace('quaymaster:', '')} ${Value}`,
    ),
    input.task,
    input.Name,
    input.Names,
  ]
    .flat()
    .filter((part) => part !== undefined)
    .map((part) => String(part).split('/').slice(-2).join('/'))
    .join(' ');

// biome-ignore lint/suspicious/noExplicitAny: outputs of all operations.
const resultOf = (output: any): string =>
  (output?.Instances ?? []).map(({ InstanceId }: { InstanceId: string }) => InstanceId).join(' ') ||
  (output?.failures?.length > 0 ? JSON.stringify(output.failures) : 'ok');

// biome-ignore lint/suspicious/noExplicitAny: a stored decision.
export const decisionInWords = ({ cluster, rule, action, outcome, reason, detail }: any): string =>
  `  ${cluster} decided ${rule}${action === undefined ? '' : ` ${action}`} (${outcome}): ${reason}${detail === undefined ? '' : `; ${detail}`}`;
