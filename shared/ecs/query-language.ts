import { parseWhole } from './query/parse.ts';
import { Misread } from './query/reader.ts';
import type { Predicate, QueriedHost } from './query/subject.ts';

/**
 * The cluster query language: `attribute:ecs.instance-type =~ t3.* and not (task:group == database)`.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export type ParsedExpression =
  | { readonly status: 'parsed'; readonly matches: Predicate }
  | {
      readonly status: 'invalid';
      /** Offset of the character where reading stopped. */
      readonly position: number;
      readonly detail: string;
    };

/** Never throws, whatever the text; takes time in proportion to it. */
export const parseExpression = (text: string): ParsedExpression => {
  try {
    return { status: 'parsed', matches: parseWhole(text) };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { status: 'invalid', position: error.position, detail: error.message };
  }
};

/** Whether the host satisfies the expression; an expression that cannot be parsed is satisfied by no host. */
export const matches = (expression: string, host: QueriedHost): boolean => {
  const parsed = parseExpression(expression);
  return parsed.status === 'parsed' && parsed.matches(host);
};
