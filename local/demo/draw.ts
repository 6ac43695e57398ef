/** Draws where tasks are: availability zones as columns, hosts below each other, tasks on them. Pure. */
export interface DrawnHost {
  readonly host: string;
  readonly availabilityZone: string;
  readonly state: string;
  /** What each task on it is called. */
  readonly tasks: readonly string[];
}

export const drawZones = (zones: readonly string[], hosts: readonly DrawnHost[]): string[] => {
  const columns = zones.map((zone) => [
    zone,
    ...hosts.filter(({ availabilityZone }) => availabilityZone === zone).map(hostLine),
  ]);
  const height = Math.max(...columns.map((column) => column.length));
  const width = Math.max(...columns.flat().map((cell) => cell.length)) + 3;
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((column) => (column[row] ?? '').padEnd(width))
      .join('')
      .trimEnd(),
  );
};

/** `i-0e28ca2f… ■■■ ransom:1`: a block for each task, tasks of one name together. */
const hostLine = ({ host, state, tasks }: DrawnHost): string => {
  const names = [...new Set(tasks)].toSorted();
  const blocks = names.map((name) => `${'■'.repeat(tasks.filter((task) => task === name).length)} ${name}`);
  return [`${host.slice(0, 10)}…`, ...(state === 'joined' ? [] : [state]), ...blocks].join(' ');
};
