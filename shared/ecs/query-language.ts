import type { HostCapacity } from './host.ts';

/** The cluster query language. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html */

/** What an expression is evaluated against: any host, placement's view of it included. */
export type QueriedHost = Pick<
  HostCapacity,
  'attributes' | 'agentConnected' | 'agentVersion' | 'registeredAt' | 'ec2InstanceId' | 'tasks'
>;

export type ParsedExpression =
  | { readonly status: 'parsed'; readonly matches: (host: QueriedHost) => boolean }
  | {
      readonly status: 'invalid' /** Offset of the offending character. */;
      readonly position: number;
      readonly detail: string;
    };

/** Never throws, whatever the text. */
export const parseExpression = (text: string): ParsedExpression => {
  const match = /^\s*attribute:([^\s=]+)\s*==\s*(\S+)\s*$/.exec(text);
  const [, name, value] = match ?? [];
  if (name === undefined || value === undefined) {
    return { status: 'invalid', position: 0, detail: 'not a comparison' };
  }
  return { status: 'parsed', matches: (host) => host.attributes[name] === value };
};

/** Whether the host satisfies the expression; an expression that cannot be parsed is satisfied by no host. */
export const matches = (expression: string, host: QueriedHost): boolean => {
  const parsed = parseExpression(expression);
  return parsed.status === 'parsed' && parsed.matches(host);
};
