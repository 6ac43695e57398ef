/** Secrets that are planted where people put theirs. None may ever be seen where somebody else looks. */

const places = ['environment', 'parameter', 'idempotency', 'override'] as const;

export const canary = (place: (typeof places)[number]): string => `cAnArY-${place}-4f1e`;

/** The first one in a text. */
export const canaryIn = (text: string): string | undefined => /cAnArY-[a-z]+-4f1e/.exec(text)?.[0];
