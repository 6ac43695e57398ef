import { limits } from '../limits.ts';
import { isFamilyName } from '../names.ts';
import { pointerTo, refuse } from '../problem.ts';
import { parseExpression } from '../query-language.ts';
import { containersOf, isBlank, type Rule, repeated } from './rule.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
export const taskRules: Rule = function* (definition) {
  if (isBlank(definition.family)) {
    yield refuse('/family', 'a task definition needs a family', { ecsMessage: 'Family should not be null or empty.' });
  } else if (!isFamilyName(definition.family ?? '')) {
    yield refuse('/family', 'a family has up to 255 letters, digits, hyphens and underscores', {
      ecsMessage: 'Family contains invalid characters.',
    });
  }
  yield* constraintRules(definition);
  yield* tagRules(definition);
  const names = containersOf(definition).map(({ container }) => container.name);
  const proxy = definition.proxyConfiguration;
  if (proxy !== undefined && !names.includes(proxy.containerName)) {
    yield refuse('/proxyConfiguration/containerName', 'must be the name of a container of this task');
  }
  const { sizeInGiB } = definition.ephemeralStorage ?? {};
  if (definition.ephemeralStorage !== undefined && (sizeInGiB === undefined || sizeInGiB < 21 || sizeInGiB > 200)) {
    yield refuse('/ephemeralStorage/sizeInGiB', 'must be from 21 to 200 GiB');
  }
  if (definition.requiresCompatibilities?.includes('EXTERNAL') && definition.networkMode === 'awsvpc') {
    yield refuse('/networkMode', 'external instances do not have the network mode awsvpc');
  }
  for (const [index, { deviceName, deviceType }] of (definition.inferenceAccelerators ?? []).entries()) {
    if (isBlank(deviceName))
      yield refuse(pointerTo('inferenceAccelerators', index, 'deviceName'), 'deviceName is required');
    if (isBlank(deviceType))
      yield refuse(pointerTo('inferenceAccelerators', index, 'deviceType'), 'deviceType is required');
  }
};

const constraintRules: Rule = function* (definition) {
  const constraints = definition.placementConstraints ?? [];
  if (constraints.length > limits.placementConstraints) {
    yield refuse('/placementConstraints', `${constraints.length} are more than ${limits.placementConstraints}`);
  }
  for (const [index, { type, expression }] of constraints.entries()) {
    if (type !== 'memberOf') {
      yield refuse(pointerTo('placementConstraints', index, 'type'), 'a task definition takes only memberOf', {
        ecsMessage: `constraint.type '${type ?? 'null'}' is not supported.`,
        ...(type === 'distinctInstance' && { hint: 'distinctInstance goes with the service or the run, not here' }),
      });
    }
    const parsed = parseExpression(expression ?? '');
    if (parsed.status === 'invalid') {
      yield refuse(
        pointerTo('placementConstraints', index, 'expression'),
        `not an expression of the cluster query language: ${parsed.detail} (at character ${parsed.position + 1})`,
      );
    }
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html */
const tagRules: Rule = function* (definition) {
  const tags = definition.tags ?? [];
  if (tags.length > limits.tags) yield refuse('/tags', `${tags.length} tags are more than ${limits.tags}`);
  for (const [index, { key = '', value = '' }] of tags.entries()) {
    if (key === '' || key.length > limits.tagKeyCharacters) {
      yield refuse(pointerTo('tags', index, 'key'), `a key has 1 to ${limits.tagKeyCharacters} characters`);
    } else if (/^aws:/i.test(key)) {
      yield refuse(pointerTo('tags', index, 'key'), 'keys that begin with "aws:" are reserved');
    }
    if (value.length > limits.tagValueCharacters) {
      yield refuse(pointerTo('tags', index, 'value'), `a value has up to ${limits.tagValueCharacters} characters`);
    }
  }
  yield* repeated(
    tags.map(({ key }) => key),
    (index, key) => refuse(pointerTo('tags', index, 'key'), `another tag already has the key ${key}`),
  );
};
