import { AppError } from '../domain/errors.ts';
import type { Launch, Ledger } from '../domain/ledger.ts';
import { type LaunchSettled, settleLaunch } from '../domain/ledger-changes.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';

type Ports = Pick<ReconcilePorts, 'fleet' | 'ledgers' | 'instanceIndex' | 'clock'>;

/**
 * Learns the outcome of every open launch, and enters it: before anything is planned, and by nothing else than the request
 * that was entered, sent again verbatim. A launch whose outcome stays unknown stays open, and goes on counting as capacity.
 */
export const settleLaunches = async (ledgers: readonly Ledger[], ports: Ports): Promise<readonly Ledger[]> => {
  const settled: Ledger[] = [];
  for (let ledger of ledgers) {
    for (const launch of ledger.launches) if (launch.state === 'open') ledger = await settle(ledger, launch, ports);
    settled.push(ledger);
  }
  return settled;
};

const settle = async (ledger: Ledger, launch: Launch, ports: Ports): Promise<Ledger> => {
  try {
    // It was sent before, and nobody knows what came of it: where EC2 shows all of it, it need not be sent again.
    const there = await ports.fleet.launchedWith(launch.request.clientToken);
    if (there.length >= launch.request.count)
      return await entered(ledger, launch, { state: 'launched', instanceIds: there.map(({ id }) => id) }, ports);
    return (await carryOut(ledger, launch, ports)).ledger;
  } catch (error) {
    const unknown = error instanceof AppError && error.code !== 'Conflict' && error.retryable;
    if (unknown) return ledger;
    throw error;
  }
};

/** Sends a launch that is entered as open, and enters what became of it. */
export const carryOut = async (
  ledger: Ledger,
  launch: Launch,
  ports: Ports,
): Promise<{ readonly ledger: Ledger; readonly outcome: LaunchSettled }> => {
  const outcome = await outcomeOf(launch, ports);
  return { ledger: await entered(ledger, launch, outcome, ports), outcome };
};

const entered = async (ledger: Ledger, launch: Launch, outcome: LaunchSettled, ports: Ports): Promise<Ledger> => {
  if (outcome.state === 'launched')
    for (const id of outcome.instanceIds) await ports.instanceIndex.add(id, ledger.cluster);
  return write(settleLaunch(ledger, launch.number, outcome, ports.clock.now()), ports);
};

/**
 * The same token with the same request answers with the same instances. A refusal may be about now (the image is gone since)
 * while the first try had succeeded, so instances of that token are looked for before a launch is called failed.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
const outcomeOf = async ({ request }: Launch, { fleet }: Ports): Promise<LaunchSettled> => {
  const answer = await fleet.launch(request);
  if (answer.status === 'launched') return { state: 'launched', instanceIds: answer.instances.map(({ id }) => id) };
  const there = await fleet.launchedWith(request.clientToken);
  if (there.length > 0) return { state: 'launched', instanceIds: there.map(({ id }) => id) };
  return { state: 'failed', failure: { code: answer.code, message: answer.message } };
};

/** Writes over the version that was read; another writer's change means that everything is looked at again. */
export const write = async (ledger: Ledger, { ledgers }: Pick<Ports, 'ledgers'>): Promise<Ledger> => {
  if ((await ledgers.write(ledger)) === 'conflict')
    throw new AppError('Conflict', `the ledger of ${ledger.cluster}/${ledger.group} was written by somebody else`);
  return { ...ledger, version: ledger.version + 1 };
};
