import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import type { LaunchRequest } from '../../shared/domain/ledger.ts';
import type { LaunchOutcome } from '../../shared/ports/fleet.ts';
import { settleLaunches } from '../../shared/use-cases/settle-launches.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { aLaunch, aLedger } from '../support/situations.ts';

let world: InMemoryWorld;
const open = aLaunch({
  number: 7,
  state: 'open',
  request: {
    ...aLaunch({ number: 7 }).request,
    userData: 'c2NyaXB0',
    tags: { Name: 'c/main' },
    securityGroups: ['sg-00000000'],
  },
});
const ledger = aLedger({ launches: [open] });
const refused: LaunchOutcome = { status: 'refused', code: 'InvalidAMIID.NotFound', message: 'it is gone' };

const settle = (launch?: (request: LaunchRequest) => Promise<LaunchOutcome>) => {
  const { fleet, clock } = inMemoryAws(world);
  const { ledgers, instanceIndex } = inMemoryStores(world);
  return settleLaunches([ledger], { clock, ledgers, instanceIndex, fleet: { ...fleet, ...(launch && { launch }) } });
};

beforeEach(() => {
  world = inMemoryWorld();
  world.ledgers.set('c/main', ledger);
});

describe('an open launch', () => {
  it('is sent again verbatim, and its hosts are entered and indexed', async () => {
    const sent: LaunchRequest[] = [];
    const { fleet } = inMemoryAws(world);
    await settle((request) => {
      sent.push(request);
      return fleet.launch(request);
    });
    expect(sent).toEqual([open.request]);
    const [launch] = world.ledgers.get('c/main')?.launches ?? [];
    expect(launch).toMatchObject({ state: 'launched', settledAt: world.nowMs });
    expect(launch?.instanceIds).toEqual([...world.instances.keys()]);
    expect([...world.instanceIndex.keys()]).toEqual([...world.instances.keys()]);
  });

  it('is not sent again where EC2 shows all that it asked for: only the answer was lost', async () => {
    const { fleet } = inMemoryAws(world);
    await fleet.launch(open.request);
    let sent = 0;
    const [settled] = await settle(() => {
      sent += 1;
      return Promise.reject(new AppError('CloudUnavailable', 'no answer'));
    });
    expect(sent).toBe(0);
    expect(settled?.launches[0]).toMatchObject({ state: 'launched', instanceIds: [...world.instances.keys()] });
    expect([...world.instanceIndex.keys()]).toEqual([...world.instances.keys()]);
  });

  it('drops the bulk of its request once it is settled: nothing will be sent again', async () => {
    const [settled] = await settle();
    expect(settled?.launches[0]?.request).toEqual({ ...open.request, userData: '', tags: {}, securityGroups: [] });
  });

  it('has failed only when no instance of its token is there', async () => {
    const [settled] = await settle(async () => refused);
    expect(settled?.launches[0]).toMatchObject({ state: 'failed', failure: { code: 'InvalidAMIID.NotFound' } });
  });

  it('has succeeded when its image is gone since, but its instances are there', async () => {
    const { fleet } = inMemoryAws(world);
    await fleet.launch(open.request);
    const [settled] = await settle(async () => refused);
    expect(settled?.launches[0]).toMatchObject({ state: 'launched', instanceIds: [...world.instances.keys()] });
  });

  it('stays open while its outcome is unknown', async () => {
    const [settled] = await settle(() => Promise.reject(new AppError('CloudUnavailable', 'no answer')));
    expect(settled).toEqual(ledger);
    expect(world.ledgers.get('c/main')).toEqual(ledger);
  });

  it('gives way to another writer', async () => {
    world.ledgers.set('c/main', { ...ledger, version: 2 });
    await expect(settle()).rejects.toMatchObject({ code: 'Conflict' });
  });
});
