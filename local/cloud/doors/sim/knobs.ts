/** `/_sim/knobs`: how AWS behaves where its documentation leaves it open. */
import { type Knobs, knobTable } from '../../kernel/knobs.ts';
import { turnKnobs, wrongSetting } from '../../kernel/turn-knobs.ts';
import { type SimFault, type SimHandler, SimRefusal } from './request.ts';

export const readKnobs: SimHandler = ({ world }) => ({
  status: 200,
  body: {
    knobs: Object.fromEntries(
      Object.entries(knobTable).map(([name, { what, preset, others }]) => [
        name,
        { is: world.knobs[name as keyof Knobs], what, preset, others },
      ]),
    ),
  },
});

/** All of them or, when one is wrong, none. */
export const changeKnobs: SimHandler = (request) => {
  const { world, body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new SimRefusal(422, 'The body is an object: {"throttling": true}.');
  const wrong = Object.entries(body).flatMap(([field, setting]): SimFault[] => {
    const problem = wrongSetting(field, setting);
    return problem === undefined ? [] : [{ field, problem }];
  });
  if (wrong.length > 0) throw new SimRefusal(422, 'Some knobs cannot be turned like this; none was.', wrong);
  turnKnobs(world.knobs, body as Partial<Knobs>);
  return readKnobs(request);
};
