/** One thing wrong with a document: where, what, how to put it right, and how ECS itself would say it. */
export interface Problem {
  /** JSON pointer (RFC 6901) into the document; for a missing field, the place where it belongs. */
  readonly pointer: string;
  readonly detail: string;
  readonly hint?: string;
  /** The message of the ClientException with which ECS refuses it, where that wording is known. */
  readonly ecsMessage?: string;
}

/** A problem and whether it is one at all: a warning is accepted. */
export type Finding = Problem & { readonly severity: 'refusal' | 'warning' };

type Extra = Pick<Problem, 'hint' | 'ecsMessage'>;

export const refuse = (pointer: string, detail: string, extra: Extra = {}): Finding => ({
  severity: 'refusal',
  pointer,
  detail,
  ...extra,
});

export const warn = (pointer: string, detail: string, extra: Extra = {}): Finding => ({
  severity: 'warning',
  pointer,
  detail,
  ...extra,
});

/** A JSON pointer from its parts: `pointerTo('containerDefinitions', 0, 'image')` is `/containerDefinitions/0/image`. */
export const pointerTo = (...parts: readonly (string | number)[]): string =>
  parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
