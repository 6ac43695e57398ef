/** The tables of local/cloud/README.md, made from what the code says of itself. */
import * as z from 'zod/mini';
import type { FaultKind } from '../faults/fault.ts';
import type { Knob } from '../kernel/knob.ts';
import type { Service } from '../kernel/service.ts';
import type { ServiceModel } from '../wire/model.ts';

/** The README with each of these parts put between its two marks: `<!-- knobs -->` and `<!-- /knobs -->`. */
export const withTables = (readme: string, tables: Readonly<Record<string, string>>): string => {
  let text = readme;
  for (const [name, table] of Object.entries(tables)) {
    const marks = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!marks.test(text)) throw new Error(`the README has no place for the table of ${name}`);
    text = text.replace(marks, (_, before: string, after: string) => `${before}${table}\n${after}`);
  }
  return text;
};

/** A part per service, a row per operation; what it leaves out are the members that it accepts and does nothing with. */
export const operationsTables = (services: readonly (readonly [Service, ServiceModel])[]): string =>
  services
    .map(([{ name, operations, ignored }, model]) => {
      const names = Object.keys(operations).toSorted();
      const rows = names.map((operation) => [
        code(operation),
        (ignored?.[operation] ?? []).toSorted().map(code).join(', '),
      ]);
      return `### ${name}\n\n${names.length} of ${model.operations.size} operations.\n\n${table(['operation', 'accepted, without effect'], rows)}\n`;
    })
    .join('\n');

export const knobsTable = (knobs: Readonly<Record<string, Knob<unknown>>>): string =>
  table(
    ['knob', 'what it turns', 'preset', 'others'],
    Object.entries(knobs).map(([name, { what, preset, others }]) => [
      code(name),
      what,
      settingOf(name, preset),
      others.map((other) => settingOf(name, other)).join('; '),
    ]),
  );

export const faultsTable = (
  faults: Readonly<Record<string, Pick<FaultKind<unknown>, 'what' | 'parameters'>>>,
): string =>
  table(
    ['fault', 'what happens', 'parameters'],
    Object.entries(faults)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { what, parameters }]) => [code(name), what, parametersOf(parameters)]),
  );

/** Those that must be given come with a star. */
const parametersOf = (schema: z.ZodMiniType): string => {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.keys(properties)
    .map((name) => code(name) + (required.includes(name) ? '*' : ''))
    .join(', ');
};

const settingOf = (name: string, setting: unknown): string => {
  const show = (value: unknown) =>
    name.endsWith('Ms') && typeof value === 'number' ? durationOf(value) : String(value);
  return Array.isArray(setting) ? setting.map(show).join(' to ') : show(setting);
};

const units = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** In the largest unit of which it is a whole number or, below a minute, tenths. */
const durationOf = (ms: number): string => {
  const [size, unit] = units.find(([size]) => ms >= size && ms % (size === 1_000 ? 100 : size) === 0) ?? [1, 'ms'];
  return `${ms / size} ${unit}`;
};

const code = (text: string): string => `\`${text}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
