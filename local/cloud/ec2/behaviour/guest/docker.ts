/** `docker ps`: the agent and the containers of tasks. Whatever else `docker` is asked for has no effect. */

import { hostsOn } from '../../../ecs/behaviour/host-records.ts';
import type { TaskRecord } from '../../../ecs/state.ts';
import type { Guest, GuestCommand } from './guest.ts';

interface Running {
  readonly id: string;
  readonly image: string;
  readonly name: string;
}

const headings = ['CONTAINER ID', 'IMAGE', 'STATUS', 'NAMES'];

export const docker: GuestCommand = (guest, { args }) => {
  if (!['ps', 'container'].includes(args[0] ?? '')) return {};
  const found = running(guest);
  if (args.includes('-q') || args.includes('--quiet')) return { stdout: found.map(({ id }) => `${id}\n`).join('') };
  const rows = [headings, ...found.map(({ id, image, name }) => [id, image, 'Up', name])];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)) + 3);
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('')
      .trimEnd(),
  );
  return { stdout: `${lines.join('\n')}\n` };
};

const running = ({ world, instance }: Guest): readonly Running[] => {
  const tasks = hostsOn(world, instance.id).flatMap((host) => [...host.tasks.live]);
  const ofTasks = tasks.filter(({ shown }) => shown.lastStatus === 'RUNNING').flatMap(containersOf);
  if (!world.ecs.agents.has(instance.id)) return ofTasks;
  return [{ id: shortId(instance.id), image: 'amazon/amazon-ecs-agent:latest', name: 'ecs-agent' }, ...ofTasks];
};

const containersOf = ({ shown, definition }: TaskRecord): readonly Running[] =>
  (shown.containers ?? []).map(({ name = '', image = '', runtimeId, taskArn = '' }) => ({
    id: (runtimeId ?? shortId(taskArn)).slice(0, 12),
    image,
    name: `ecs-${definition.family}-${definition.revision}-${name}`,
  }));

const shortId = (text: string): string =>
  text
    .replace(/[^0-9a-f]/g, '')
    .padEnd(12, '0')
    .slice(-12);
