/**
 * awsQuery for services that speak JSON today and still answer the clients of then: SQS
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html). The names that only the
 * old protocol needs are not in today's models; in SQS they follow a rule: each list and map is flattened and has the singular
 * name, entries of batches that of their operation.
 */
import { formTree, readForm } from './form.ts';
import type { ServiceModel } from './model.ts';
import type { Protocol } from './protocol.ts';
import { formOf, queryProtocol } from './query-protocol.ts';
import type { Member, Shape, Structure } from './shape.ts';

export const compatibleQueryProtocol: Protocol = {
  decode: (_model, { name, input }, request) => readForm(asQuery(input, name), formTree(formOf(request)), 'query'),

  encode: (model, operation, output, requestId) =>
    queryProtocol.encode(
      withNamespace(model),
      { ...operation, name: operation.name, output: asQuery(operation.output, operation.name) },
      output,
      requestId,
    ),

  encodeError: (model, error, requestId) => queryProtocol.encodeError(model && withNamespace(model), error, requestId),
};

const withNamespace = (model: ServiceModel): ServiceModel => ({
  ...model,
  xmlNamespace: `http://queue.amazonaws.com/doc/${model.version}/`,
});

const known = new WeakMap<Structure, Map<string, Structure>>();

const asQuery = (structure: Structure, operation: string): Structure => {
  const ofStructure = known.get(structure) ?? new Map<string, Structure>();
  known.set(structure, ofStructure);
  const seen = ofStructure.get(operation);
  if (seen !== undefined) return seen;
  const made = { ...structure, members: structure.members.map((member) => memberAsQuery(member, operation)) };
  ofStructure.set(operation, made);
  return made;
};

const memberAsQuery = (member: Member, operation: string): Member => {
  const { shape, name, traits } = member;
  if (shape.kind === 'list') {
    const item = { ...shape.item, shape: shapeAsQuery(shape.item.shape, operation) };
    const xmlName = entryNames(operation)[name] ?? singular(name);
    return { ...member, traits: { ...traits, xmlFlattened: 1, xmlName }, shape: { kind: 'list', item } };
  }
  if (shape.kind === 'map') {
    const [keyName, valueName] = /^tags$/i.test(name) ? ['Key', 'Value'] : ['Name', 'Value'];
    const key = { ...shape.key, traits: { ...shape.key.traits, xmlName: keyName } };
    const value = {
      ...shape.value,
      traits: { ...shape.value.traits, xmlName: valueName },
      shape: shapeAsQuery(shape.value.shape, operation),
    };
    return {
      ...member,
      traits: { ...traits, xmlFlattened: 1, xmlName: singular(name) },
      shape: { kind: 'map', key, value },
    };
  }
  return { ...member, shape: shapeAsQuery(shape, operation) };
};

const shapeAsQuery = (shape: Shape, operation: string): Shape =>
  shape.kind === 'structure' ? asQuery(shape, operation) : shape;

const entryNames = (operation: string): Readonly<Record<string, string>> => ({
  Entries: `${operation}RequestEntry`,
  Successful: `${operation}ResultEntry`,
  Failed: 'BatchResultErrorEntry',
});

const singular = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replace(/s$/, '');
