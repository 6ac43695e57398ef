/** What events of our own look like: the promise that events/README.md makes to whoever listens to them. */
import * as z from 'zod/mini';

export interface Sent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>> & { readonly id: string };
}

const time = z.iso.datetime();
const sentence = z.string().check(z.minLength(5), z.maxLength(2_000));
const name = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,255}$/));
const common = { version: z.literal(1), id: z.string().check(z.minLength(10)), stack: name, cluster: name };

const heal = z.strictObject({
  ...common,
  group: z.optional(name),
  host: z.optional(z.string().check(z.regex(/^i-[0-9a-f]{8,17}$/))),
  service: z.optional(name),
  kind: z.string().check(z.regex(/^[a-z-]{3,40}$/)),
  action: z.enum([
    'create-cluster',
    'write-config',
    'launch',
    'terminate',
    'deregister',
    'restart-agent',
    'set-status',
    'create-service',
    'update-service',
    'nudge-service',
  ]),
  reason: sentence,
  seen: z.array(sentence),
  outcome: z.enum(['done', 'already-so']),
  at: time,
});

const brake = z.strictObject({
  ...common,
  group: z.optional(name),
  brake: z.enum(['group', 'region', 'paused']),
  state: z.enum(['holds', 'released']),
  reason: sentence,
  since: time,
  at: time,
});

const event = z.discriminatedUnion('detail-type', [
  z.object({ source: z.literal('quaymaster'), 'detail-type': z.literal('Quaymaster Heal'), detail: heal }),
  z.object({ source: z.literal('quaymaster'), 'detail-type': z.literal('Quaymaster Brake'), detail: brake }),
]);

/** `as it should be`, or what is wrong with it. */
export const shapeOf = (sent: unknown): string => {
  const { success, error } = event.safeParse(sent);
  return success ? 'as it should be' : z.prettifyError(error);
};
