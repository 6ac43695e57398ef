/** The faults of one embedded AWS: those under way, and how to begin one. */
import type { Timer } from '../kernel/clock.ts';
import type { World } from '../kernel/world.ts';
import { type FaultName, type FaultParameters, faultCatalogue } from './catalogue.ts';
import type { EndFault, FaultKind } from './fault.ts';

export interface FaultUnderWay {
  /** `fault-1`, `fault-2` …: in the order in which they began. */
  readonly id: string;
  readonly name: FaultName;
  readonly parameters: unknown;
  /** Simulated milliseconds since the epoch. */
  readonly since: number;
  /** When it ends by itself. */
  readonly until: number | undefined;
  /** Ends it now; nothing happens when it is over already. */
  readonly end: EndFault;
}

export interface Faults {
  /**
   * Breaks something, for good or for so many simulated milliseconds. A fault that happens once is over when this returns.
   * Throws FaultRefused when there is nothing that could break so, and zod's error when the parameters are wrong.
   */
  begin<Name extends FaultName>(name: Name, parameters: FaultParameters<Name>, forMs?: number): FaultUnderWay;
  /** Those that last, oldest first. */
  underWay(): readonly FaultUnderWay[];
  /** Ends all that last. */
  endAll(): void;
}

export const createFaults = (world: () => World): Faults => {
  const lasting = new Map<string, FaultUnderWay>();
  let last = 0;

  const begin: Faults['begin'] = (name, parameters, forMs) => {
    const kind = faultCatalogue[name] as FaultKind<unknown>;
    const { clock } = world();
    const checked = kind.parameters.parse(parameters);
    const stop = kind.begin(world(), checked, () => end());
    last += 1;
    const id = `fault-${last}`;
    const since = clock.now();
    const until = stop === undefined || forMs === undefined ? undefined : since + forMs;
    let timer: Timer | undefined;
    const end = () => {
      timer?.cancel();
      if (lasting.delete(id)) stop?.();
    };
    const fault: FaultUnderWay = { id, name, parameters: checked, since, until, end };
    if (stop !== undefined) lasting.set(id, fault);
    if (until !== undefined) timer = clock.at(until, `${name} ends`, end);
    return fault;
  };

  return {
    begin,
    underWay: () => [...lasting.values()],
    endAll: () => {
      for (const fault of [...lasting.values()]) fault.end();
    },
  };
};
