/** Launching once, and never too much. */
import { aimOf, fault, hand, launchesUnheard, requests, writer } from '../aims.ts';
import type { Mutant } from '../mutant.ts';

export const launching: readonly Mutant[] = [
  {
    name: 'no-client-token',
    file: 'shared/aws/ec2-run-instances.ts',
    find: '    ClientToken: request.clientToken,\n',
    replace: '',
    why: 'A launch whose answer is lost is made a second time, and paid for twice.',
    expected: ['entered-before-done', 'same-token-same-request'],
  },
  {
    name: 'token-of-the-moment',
    file: 'shared/use-cases/settle-launches.ts',
    find: 'const outcome = await outcomeOf(launch, ports);',
    replace:
      'const clientToken = launch.request.clientToken.slice(0, 40) + ports.clock.now();\n' +
      '  const outcome = await outcomeOf({ ...launch, request: { ...launch.request, clientToken } }, ports);',
    why: 'Each try is another launch to EC2, so a lost answer means more hosts.',
    expected: ['entered-before-done'],
  },
  {
    name: 'open-launch-planned-again',
    file: 'shared/use-cases/settle-launches.ts',
    find: "if (launch.state === 'open') ledger = await settle(ledger, launch, ports);",
    replace:
      "if (launch.state === 'open') ledger = { ...ledger, launches: ledger.launches.filter((one) => one !== launch) };",
    why: 'A launch whose outcome is unknown is dropped, and the hosts are launched anew beside it.',
    expected: ['never-too-many-hosts', 'ledger-goes-forward'],
    aim: launchesUnheard,
  },
  {
    name: 'launch-number-used-again',
    file: 'shared/domain/ledger-changes.ts',
    find: 'nextLaunch: Math.max(ledger.nextLaunch, launch.number + 1),',
    replace: 'nextLaunch: ledger.nextLaunch,',
    why: 'The entry of the second launch takes the place of the first, whose hosts nobody answers for any more.',
    expected: ['ledger-goes-forward'],
  },
  {
    name: 'launched-before-entered',
    file: 'shared/use-cases/act-alone.ts',
    find: 'const entered = await changeLedger(action.group, context, (ledger) => enterLaunch(ledger, action.launch));',
    replace:
      'await context.ports.fleet.launch(action.launch.request);\n' +
      '  const entered = await changeLedger(action.group, context, (ledger) => enterLaunch(ledger, action.launch));',
    why: 'A crash in between leaves hosts that no ledger knows, and others are launched beside them.',
    expected: ['entered-before-done'],
  },
  {
    name: 'invisible-hosts-forgotten',
    file: 'shared/domain/hosts.ts',
    find: 'return [...visible, ...invisible];',
    replace: 'return visible;',
    why: 'Hosts that EC2 does not show yet are launched again.',
    expected: ['never-too-many-hosts'],
  },
  {
    name: 'surge-ignored',
    file: 'shared/domain/capacity.ts',
    find: 'missing: Math.max(0, Math.min(wanted, room)),',
    replace: 'missing: Math.max(0, wanted),',
    why: 'Hosts on their way out do not count, so a group has more hosts than people allowed.',
    expected: ['never-too-many-hosts'],
    aim: aimOf(30, ...requests(1, 5, 'host-replaced')),
  },
  {
    name: 'surplus-never-removed',
    file: 'shared/domain/rules/scale-in.ts',
    find: 'if (group.surplus === 0) return {};',
    replace: 'if (group.surplus >= 0) return {};',
    why: 'Hosts that are too many stay and cost money for ever.',
    expected: ['comes-to-rest'],
    aim: aimOf(13, ...requests(1, 2, 'count-changed'), ...requests(6, 2, 'count-changed')),
  },
  {
    name: 'refused-offering-tried-at-once',
    file: 'shared/domain/offerings.ts',
    find: 'cooling(offering) === undefined',
    replace: 'true',
    why: 'An offering without capacity is asked for again and again, and no other is tried.',
    expected: ['bounded-effort'],
    aim: aimOf(15, [1, fault('capacity-outage', 10, {})], [2, hand('instance-terminated')]),
  },
  {
    name: 'another-request-each-time',
    file: 'shared/use-cases/settle-launches.ts',
    find: 'const outcome = await outcomeOf(launch, ports);',
    replace:
      'const tags = { ...launch.request.tags, sent: String(ports.clock.now()) };\n' +
      '  const outcome = await outcomeOf({ ...launch, request: { ...launch.request, tags } }, ports);',
    why: 'A launch that is sent again is refused for ever, because it is not the same.',
    expected: ['same-token-same-request'],
    aim: launchesUnheard,
  },
  {
    name: 'one-more-in-each-call',
    file: 'shared/aws/ec2-run-instances.ts',
    find: 'MaxCount: request.count,',
    replace: 'MaxCount: request.count + 1,',
    why: 'Every launch costs one host too many.',
    expected: ['never-too-many-hosts'],
  },
  {
    name: 'group-tag-forgotten',
    file: 'shared/domain/tags.ts',
    find: '  [tagNames.group]: host.group,\n',
    replace: '',
    why: 'We do not know our own hosts again, and launch others.',
    expected: ['bounded-effort', 'comes-to-rest', 'never-too-many-hosts'],
  },
  {
    name: 'surplus-by-one',
    file: 'shared/domain/capacity.ts',
    find: 'length + open - spec.count),',
    replace: 'length + open + 1 - spec.count),',
    why: 'A host is taken away and another one launched, over and over.',
    expected: ['bounded-effort', 'comes-to-rest', 'budget-kept', 'drains-are-waited-for'],
  },
  {
    name: 'open-launches-count-nothing',
    file: 'shared/domain/capacity.ts',
    find: 'return Math.max(0, request.count - shown);',
    replace: 'return 0 * Math.max(0, request.count - shown);',
    why: 'While nobody knows what became of a launch another one is made.',
    expected: ['never-too-many-hosts'],
    aim: aimOf(
      7,
      [1, fault('call-request-lost', 8, { service: 'ec2', operation: 'RunInstances', role: writer, times: 24 })],
      [2, hand('instance-terminated')],
      [2.5, hand('instance-terminated')],
    ),
  },
  {
    name: 'unknown-taken-for-failed',
    file: 'shared/use-cases/settle-launches.ts',
    find: 'const answer = await fleet.launch(request);',
    replace:
      "const answer = await fleet.launch(request).catch(() => ({ status: 'refused', code: 'Unknown', message: '' }) as const);\n" +
      "  if (answer.status === 'refused' && answer.code === 'Unknown') return { state: 'failed', failure: answer };",
    why: 'A launch whose answer was lost is called failed, and made again with another token.',
    expected: ['failed-launches-have-no-hosts', 'never-too-many-hosts'],
    aim: launchesUnheard,
  },
  {
    name: 'one-host-more',
    file: 'shared/domain/capacity.ts',
    find: 'const wanted = spec.count - counted.length - open;',
    replace: 'const wanted = spec.count + 1 - counted.length - open;',
    why: 'Each group costs one host more than people asked for, or one is launched and removed without end.',
    expected: ['comes-to-rest', 'bounded-effort', 'drains-are-waited-for', 'does-not-insist'],
  },
];
