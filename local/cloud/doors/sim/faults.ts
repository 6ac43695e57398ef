/** `/_sim/faults`: what can go wrong, what does, and making it happen. */
import * as z from 'zod/mini';
import { type FaultName, type FaultParameters, faultCatalogue } from '../../faults/catalogue.ts';
import { type FaultKind, FaultRefused } from '../../faults/fault.ts';
import type { FaultUnderWay } from '../../faults/faults.ts';
import { checked, faultsOf, type SimHandler, SimRefusal } from './request.ts';

/** Messages for people: zod/mini has none unless it is told. */
z.config(z.locales.en());

const shown = ({ id, name, parameters, since, until }: FaultUnderWay) => ({
  id,
  fault: name,
  with: parameters,
  since: new Date(since).toISOString(),
  ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
});

export const faultsUnderWay = ({ underWay }: { underWay(): readonly FaultUnderWay[] }) => underWay().map(shown);

export const listFaults: SimHandler = ({ world }) => ({ status: 200, body: { faults: faultsUnderWay(world.faults) } });

export const listFaultKinds: SimHandler = () => ({
  status: 200,
  body: {
    kinds: Object.entries(faultCatalogue).map(([fault, { what, parameters }]) => ({
      fault,
      what,
      with: z.toJSONSchema(parameters, { io: 'input' }),
    })),
  },
});

const order = z.strictObject({
  fault: z.string(),
  with: z.optional(z.unknown()),
  /** Simulated milliseconds: 30 days at most. */
  forMs: z.optional(z.number().check(z.minimum(0), z.maximum(30 * 86_400_000))),
});

export const beginFault: SimHandler = (request) => {
  const { fault: name, with: given = {}, forMs } = checked(request, order);
  const { faults } = request.world;
  if (!isFault(name))
    throw new SimRefusal(422, `There is no fault ${name}.`, [
      { field: 'fault', problem: `It is one of ${Object.keys(faultCatalogue).join(', ')}.` },
    ]);
  const kind = faultCatalogue[name] as FaultKind<unknown>;
  const parsed = kind.parameters.safeParse(given);
  if (!parsed.success) throw new SimRefusal(422, `${name}: ${kind.what}`, faultsOf(parsed.error, 'with'));
  const begun = begin(() => faults.begin(name, parsed.data as FaultParameters<typeof name>, forMs));
  const lasts = faults.underWay().some(({ id }) => id === begun.id);
  return { status: 201, body: { ...shown(begun), lasts } };
};

const isFault = (name: string): name is FaultName => Object.hasOwn(faultCatalogue, name);

const begin = (act: () => FaultUnderWay): FaultUnderWay => {
  try {
    return act();
  } catch (error) {
    if (error instanceof FaultRefused) throw new SimRefusal(409, error.message);
    throw error;
  }
};

export const endFault: SimHandler = ({ world, id }) => {
  const fault = world.faults.underWay().find((one) => one.id === id);
  if (fault === undefined) throw new SimRefusal(404, `No fault ${id} is under way.`);
  fault.end();
  return { status: 204 };
};

export const endFaults: SimHandler = ({ world }) => {
  world.faults.endAll();
  return { status: 204 };
};
