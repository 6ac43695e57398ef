/** Launching once, and never too much. */
import type { Mutant } from '../mutant.ts';

export const launching: readonly Mutant[] = [
  {
    name: 'no-client-token',
    file: 'shared/aws/ec2-run-instances.ts',
    find: '    ClientToken: request.clientToken,\n',
    replace: '',
    why: 'A launch whose answer is lost is made a second time, and paid for twice.',
    expected: [],
  },
  {
    name: 'token-of-the-moment',
    file: 'shared/use-cases/settle-launches.ts',
    find: 'const outcome = await outcomeOf(launch, ports);',
    replace:
      'const clientToken = launch.request.clientToken.slice(0, 40) + ports.clock.now();\n' +
      '  const outcome = await outcomeOf({ ...launch, request: { ...launch.request, clientToken } }, ports);',
    why: 'Each try is another launch to EC2, so a lost answer means more hosts.',
    expected: [],
  },
  {
    name: 'open-launch-planned-again',
    file: 'shared/use-cases/settle-launches.ts',
    find: "if (launch.state === 'open') ledger = await settle(ledger, launch, ports);",
    replace:
      "if (launch.state === 'open') ledger = { ...ledger, launches: ledger.launches.filter((one) => one !== launch) };",
    why: 'A launch whose outcome is unknown is dropped, and the hosts are launched anew beside it.',
    expected: [],
  },
  {
    name: 'unknown-taken-for-failed',
    file: 'shared/use-cases/settle-launches.ts',
    find: 'if (unknown) return ledger;',
    replace:
      "if (unknown) return write(settleLaunch(ledger, launch.number, { state: 'failed', failure: { code: 'Unknown', message: '' } }, ports.clock.now()), ports);",
    why: 'A launch that may well have happened is written off, and made again.',
    expected: [],
  },
  {
    name: 'launch-number-used-again',
    file: 'shared/domain/ledger-changes.ts',
    find: 'nextLaunch: Math.max(ledger.nextLaunch, launch.number + 1),',
    replace: 'nextLaunch: ledger.nextLaunch,',
    why: 'The entry of the second launch takes the place of the first, whose hosts nobody answers for any more.',
    expected: [],
  },
  {
    name: 'launched-before-entered',
    file: 'shared/use-cases/act-alone.ts',
    find: 'const entered = await changeLedger(action.group, context, (ledger) => enterLaunch(ledger, action.launch));',
    replace:
      'await context.ports.fleet.launch(action.launch.request);\n' +
      '  const entered = await changeLedger(action.group, context, (ledger) => enterLaunch(ledger, action.launch));',
    why: 'A crash in between leaves hosts that no ledger knows, and others are launched beside them.',
    expected: [],
  },
  {
    name: 'open-launches-count-nothing',
    file: 'shared/domain/capacity.ts',
    find: '.reduce((total, launch) => total + launch.request.count, 0);',
    replace: '.reduce((total) => total, 0);',
    why: 'While EC2 does not answer, each look asks for the same hosts once more.',
    expected: [],
  },
  {
    name: 'invisible-hosts-forgotten',
    file: 'shared/domain/hosts.ts',
    find: 'return [...visible, ...invisible];',
    replace: 'return visible;',
    why: 'Hosts that EC2 does not show yet are launched again.',
    expected: [],
  },
  {
    name: 'surge-ignored',
    file: 'shared/domain/capacity.ts',
    find: 'missing: Math.max(0, Math.min(wanted, room)),',
    replace: 'missing: Math.max(0, wanted),',
    why: 'Hosts on their way out do not count, so a group has more hosts than people allowed.',
    expected: [],
  },
  {
    name: 'one-host-more',
    file: 'shared/domain/capacity.ts',
    find: 'const wanted = spec.count - counted.length - open;',
    replace: 'const wanted = spec.count - counted.length - open + (counted.length < spec.count ? 1 : 0);',
    why: 'Each loss is answered with one host too many.',
    expected: [],
  },
  {
    name: 'surplus-never-removed',
    file: 'shared/domain/rules/scale-in.ts',
    find: 'if (group.surplus === 0) return {};',
    replace: 'if (group.surplus >= 0) return {};',
    why: 'Hosts that are too many stay and cost money for ever.',
    expected: [],
  },
  {
    name: 'refused-offering-tried-at-once',
    file: 'shared/domain/offerings.ts',
    find: 'cooling(offering) === undefined',
    replace: 'true',
    why: 'An offering without capacity is asked for again and again, and no other is tried.',
    expected: [],
  },
  {
    name: 'no-back-off-after-bad-hosts',
    file: 'shared/domain/fates.ts',
    find: 'return { fates, backOff: { until: now + (probesAfterMs[step] ?? 0), step, reason, ...current } };',
    replace: 'return { fates };',
    why: 'Hosts that never join are launched one after the other, day and night.',
    expected: [],
  },
];
