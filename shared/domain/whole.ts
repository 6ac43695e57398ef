/**
 * Whether what was stored is whole. The schemas that requests pass are too heavy for the reconcile, and would refuse what an
 * earlier version of us wrote: here stands only what a plan would go wrong without. An answer is what is wrong, in words.
 */

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

type Check = readonly [what: string, isSo: (value: unknown) => boolean];
type Checks = Readonly<Record<string, Check>>;

const name: Check = ['a name', isName];
const count: Check = ['a count', isCount];
const list: Check = ['a list', isList];
const fields: Check = ['an object', isFields];

const problem = (where: string, value: unknown, checks: Checks): string | undefined => {
  if (!isFields(value)) return `${where} is no object`;
  const wrong = Object.entries(checks).find(([field, [, isSo]]) => !isSo(value[field]));
  return wrong === undefined ? undefined : `${where}.${wrong[0]} is not ${wrong[1][0]}`;
};

const first = (...problems: readonly (() => string | undefined)[]): string | undefined => {
  for (const find of problems) {
    const found = find();
    if (found !== undefined) return found;
  }
  return undefined;
};

const stored = { cluster: name, spec: fields, generation: count, writtenBy: name, writtenAt: count } as const;

const group: Checks = {
  name,
  count,
  surge: count,
  instanceTypes: ['a list of types', (value) => isList(value) && value.length > 0 && value.every(isName)],
  market: ['a market', (value) => value === 'on-demand' || value === 'spot' || value === 'spot-first'],
  ami: fields,
  network: fields,
  rootVolume: fields,
  agent: fields,
  attributes: fields,
  tags: fields,
  allow: fields,
};

export const problemOfCluster = (body: unknown): string | undefined =>
  first(
    () => problem('the body', body, stored),
    () =>
      problem('spec', (body as Fields)['spec'], {
        groups: ['a list of groups', (value) => isList(value) && value.length > 0],
        policy: fields,
        tags: fields,
      }),
    () => {
      const spec = (body as { readonly spec: { readonly groups: readonly unknown[]; readonly policy: unknown } }).spec;
      const checks = {
        healing: ['act, observe or off', (value: unknown) => /^(act|observe|off)$/.test(String(value))] as const,
      };
      return first(
        () => problem('policy', spec.policy, { ...checks, drainDeadlineSeconds: count }),
        ...spec.groups.map((one, index) => () => problem(`groups[${index}]`, one, group)),
      );
    },
  );

export const problemOfService = (body: unknown): string | undefined =>
  first(
    () => problem('the body', body, { ...stored, service: name }),
    () =>
      problem('spec', (body as Fields)['spec'], {
        taskDefinition: name,
        scheduling: ['REPLICA or DAEMON', (value) => value === 'REPLICA' || value === 'DAEMON'],
        desiredCount: count,
        placement: fields,
        deployment: fields,
        tags: fields,
      }),
  );

const entry: Checks = { number: count, enteredAt: count, instanceIds: list };

export const problemOfLedger = (body: unknown): string | undefined =>
  first(
    () =>
      problem('the body', body, {
        cluster: name,
        group: name,
        nextLaunch: ['a number', (value) => isCount(value) && (value as number) > 0],
        launches: list,
        disruptions: list,
        former: ['a list', (value) => value === undefined || isList(value)],
      }),
    () => {
      const { launches, disruptions, former = [] } = body as Readonly<Record<string, readonly unknown[]>>;
      return first(
        ...(launches ?? []).map(
          (one, at) => () => problem(`launches[${at}]`, one, { ...entry, state: name, request: fields }),
        ),
        ...former.map((one, at) => () => problem(`former[${at}]`, one, entry)),
        ...(disruptions ?? []).map(
          (one, at) => () =>
            problem(`disruptions[${at}]`, one, { host: name, kind: name, stage: name, deadline: count }),
        ),
      );
    },
  );
