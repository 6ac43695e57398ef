/** What a decision is about, to find it by: the group, host, service and task that an action or a sentence names. */
import type { Action } from './action.ts';
import type { Decision } from './decision.ts';

export type About = NonNullable<Decision['about']>;

/** `groupOf` a host of ours; undefined for others. */
export const aboutAction = (action: Action, groupOf: (host: string) => string | undefined): About => {
  switch (action.type) {
    case 'write-config':
    case 'found-ledger':
    case 'forget-group':
      return { group: action.group };
    case 'launch': {
      const { replaces } = action.launch;
      return { group: action.group, ...(replaces !== undefined && { host: replaces }) };
    }
    case 'enter-disruption':
      return { group: action.group, host: action.disruption.host };
    case 'close-disruption':
    case 'terminate':
    case 'restart-agent':
      return { group: action.group, host: action.host };
    case 'set-status':
    case 'deregister':
      return aboutHost(action.subject, groupOf);
    case 'stop-task':
      return { ...aboutHost(action.subject, groupOf), task: action.task };
    case 'create-service':
    case 'update-service':
    case 'nudge-service':
    case 'delete-service':
    case 'forget-service':
      return { service: action.service };
    default:
      return {};
  }
};

const aboutHost = (subject: string, groupOf: (host: string) => string | undefined): About => {
  const [host] = hostsIn(subject);
  if (host === undefined) return {};
  const group = groupOf(host);
  return { host, ...(group !== undefined && { group }) };
};

/** Of a sentence that is about one thing of a kind; of several it is about none in particular. */
export const aboutSentence = (
  sentence: string,
  known: { readonly groups: readonly string[]; readonly services: readonly string[] },
): About => {
  const host = only(hostsIn(sentence));
  const named = new Set(sentence.split(/[^A-Za-z0-9_-]+/));
  const service = only(known.services.filter((name) => sentence.includes(`service ${name}`) && named.has(name)));
  const group = only(known.groups.filter((name) => named.has(name)));
  return {
    ...(group !== undefined && { group }),
    ...(host !== undefined && { host }),
    ...(service !== undefined && { service }),
  };
};

const hostsIn = (text: string): readonly string[] => [...new Set(text.match(/\bm?i-[0-9a-f]+\b/g) ?? [])];

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);
