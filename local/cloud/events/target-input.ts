/** What a target is given of an event: all of it, a constant, a part, or a text made from parts. Pure. */
import type { EventEnvelope, RuleTarget } from './state.ts';

/** JSON, except for a transformer whose template is bare text. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
export const inputFor = (target: RuleTarget, event: EventEnvelope, rule: { name: string; arn: string }): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath) ?? null);
  const transformer = target.InputTransformer;
  if (transformer?.InputTemplate === undefined) return JSON.stringify(event);
  const values: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(transformer.InputPathsMap ?? {})) values[name] = atPath(event, path);
  return fill(transformer.InputTemplate, values);
};

/** A value inside quotes is put there as text; elsewhere as JSON. What the event does not have is empty, or null. */
const fill = (template: string, values: Readonly<Record<string, unknown>>): string => {
  let inQuotes = false;
  return template.replace(/\\.|"|<([^<>]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') inQuotes = !inQuotes;
    if (name === undefined || !Object.hasOwn(values, name)) return found;
    const value = values[name];
    if (!inQuotes) return JSON.stringify(value ?? null);
    if (value === undefined || value === null) return '';
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
};

/** `$.detail.items[0].id`: names and positions. Undefined where nothing is. */
const atPath = (value: unknown, path: string): unknown => {
  let current = value;
  for (const [, name, quoted, index] of path.slice(1).matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[name ?? quoted ?? index ?? ''];
  }
  return current;
};
