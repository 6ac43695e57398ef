/** Ports whose n-th call fails: before it was made, or after it took effect and only its answer was lost. */
export interface Fault {
  /** Counted from 1 over all calls of all ports. */
  readonly atCall: number;
  readonly when: 'before' | 'after';
}

export interface Faulty<Ports> {
  readonly ports: Ports;
  /** How many calls were made. */
  readonly calls: () => number;
}

/** A crash of the process: what is thrown is no error that the core knows. */
export class Crash extends Error {}

export const withFault = <Ports extends object>(ports: Ports, fault?: Fault): Faulty<Ports> => {
  let calls = 0;
  const wrapped = Object.fromEntries(
    // To measure is no call.
    Object.entries(ports).map(([name, port]) => [name, isPort(port) && name !== 'meter' ? wrap(port) : port]),
  ) as Ports;
  return { ports: wrapped, calls: () => calls };

  function wrap(port: object): object {
    return new Proxy(port, {
      get: (target, key) => {
        const method = Reflect.get(target, key) as unknown;
        if (typeof method !== 'function' || key === 'now') return method;
        return async (...args: unknown[]) => {
          calls += 1;
          const due = calls === fault?.atCall;
          if (due && fault.when === 'before') throw new Crash(`before ${String(key)}`);
          const answer: unknown = await method.apply(target, args);
          if (due) throw new Crash(`after ${String(key)}`);
          return answer;
        };
      },
    });
  }
};

const isPort = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.values(value).some((member) => typeof member === 'function');
