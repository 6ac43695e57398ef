/** How fast simulated time passes at rest: an idle cloud, and clusters under Quaymaster with services and a sweep each minute. */
import { cpuMs, type Row } from './measure.ts';
import { hourMs, minuteMs, type Stack, startStack, withCluster } from './stack.ts';

/** Simulated milliseconds per millisecond of processor time. */
const speed = async ({ driver }: Stack, simulatedMs: number): Promise<number> => {
  await driver.pass(10 * minuteMs);
  const before = cpuMs();
  await driver.pass(simulatedMs);
  return simulatedMs / (cpuMs() - before);
};

export const rows = async (): Promise<readonly Row[]> => {
  const found: Row[] = [];
  const tell = async (what: string, stack: Stack, simulatedMs: number) => {
    const ratio = await speed(stack, simulatedMs);
    const perDay = ((24 * hourMs) / ratio / 1_000).toFixed(1);
    found.push({ what: `${what} (a day in ${perDay} s)`, ratio, against: 'real time' });
  };
  await tell('an idle cloud with Quaymaster deployed', await startStack(), 12 * hourMs);
  await tell('100 hosts, 200 tasks under Quaymaster', await withCluster(100), 4 * hourMs);
  const flaps = { agentFlapsPerHour: 3 };
  await tell('100 hosts whose agents go away thrice an hour', await withCluster(100, { knobs: flaps }), 4 * hourMs);
  await tell('1,000 hosts, 2,000 tasks under Quaymaster', await withCluster(1_000), 20 * minuteMs);
  return found;
};
