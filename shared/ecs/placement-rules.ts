import { closest } from './closest.ts';
import { limits } from './limits.ts';
import { isAttributeName } from './names.ts';
import type { PlacementConstraint } from './placement.ts';
import type { PlacementStrategy } from './placement-strategies.ts';
import { type Problem, pointerTo } from './problem.ts';
import { parseExpression } from './query-language.ts';

/**
 * What ECS refuses in the constraints of RunTask, CreateService and UpdateService. Pointers are relative to the list.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html
 */
export const checkConstraints = (constraints: readonly PlacementConstraint[]): readonly Problem[] => {
  const problems: Problem[] = [];
  if (constraints.length > limits.placementConstraints) {
    problems.push({
      pointer: '',
      detail: `${constraints.length} constraints are more than ${limits.placementConstraints}`,
    });
  }
  for (const [index, { type = '', expression = '' }] of constraints.entries()) {
    const pointer = pointerTo(index, 'expression');
    if (type === 'distinctInstance') {
      if (expression === '') continue;
      const ecsMessage = 'distinctInstance expression should not be specified.';
      problems.push({ pointer, detail: 'distinctInstance takes no expression', ecsMessage });
    } else if (type === 'memberOf') {
      const parsed = parseExpression(expression);
      if (parsed.status === 'parsed') continue;
      problems.push({ pointer, detail: `${parsed.detail} (at character ${parsed.position + 1})` });
    } else {
      problems.push(unknownWord(pointerTo(index, 'type'), type, ['memberOf', 'distinctInstance']));
    }
  }
  return problems;
};

/**
 * What ECS refuses in strategies. Pointers are relative to the list.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html
 */
export const checkStrategies = (strategies: readonly PlacementStrategy[]): readonly Problem[] => {
  const problems: Problem[] = [];
  if (strategies.length > limits.placementStrategies) {
    problems.push({
      pointer: '',
      detail: `${strategies.length} strategies are more than ${limits.placementStrategies}`,
    });
  }
  for (const [index, { type = '', field = '' }] of strategies.entries()) {
    const pointer = pointerTo(index, 'field');
    if (type === 'random') {
      if (field !== '') problems.push({ pointer, detail: 'random takes no field' });
    } else if (type === 'binpack') {
      if (!/^(cpu|memory)$/i.test(field)) problems.push(unknownWord(pointer, field, ['cpu', 'memory']));
    } else if (type === 'spread') {
      const isAttribute = field.startsWith('attribute:') && isAttributeName(field.slice('attribute:'.length));
      if (field === 'instanceId' || field === 'host' || isAttribute) continue;
      problems.push(unknownWord(pointer, field, ['instanceId', 'host', 'attribute:<name>']));
    } else {
      problems.push(unknownWord(pointerTo(index, 'type'), type, ['spread', 'binpack', 'random']));
    }
  }
  return problems;
};

const unknownWord = (pointer: string, word: string, known: readonly string[]): Problem => {
  const meant = closest(word, known);
  const detail = `${JSON.stringify(word)} is not one of ${known.join(', ')}`;
  return { pointer, detail, ...(meant !== undefined && { hint: `did you mean ${JSON.stringify(meant)}?` }) };
};
