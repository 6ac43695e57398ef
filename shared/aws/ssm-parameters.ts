/** The port Parameters on SSM Parameter Store. */
import {
  DeleteParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
  type Parameter as SsmParameter,
} from '@aws-sdk/client-ssm';
import type { Parameter, Parameters } from '../ports/parameters.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf } from './aws-errors.ts';
import { inBatches } from './batches.ts';
import { clientOf } from './client.ts';

const deleteBatch = 10;

export const ssmParameters = (around: Surroundings): Parameters => {
  const ssm = clientOf(SSMClient, around);
  const read = (name: string): Promise<Parameter | undefined> =>
    asking(
      'ssm',
      async () => {
        const answer = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return answer.Parameter && parameter(answer.Parameter);
      },
      () => undefined,
    );

  return {
    read,

    /** Tags may only come with a first write (PutParameter API reference, `Tags`), so creation is tried first. */
    async write(name, value, tags) {
      const current = await read(name);
      if (current?.value === value) return current;
      const put = { Name: name, Value: value, Type: 'String' as const };
      return asking('ssm', async () => {
        if (current !== undefined) {
          const answer = await ssm.send(new PutParameterCommand({ ...put, Overwrite: true }));
          return { name, value, version: answer.Version ?? 0 };
        }
        try {
          const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
          const answer = await ssm.send(new PutParameterCommand({ ...put, Tags }));
          return { name, value, version: answer.Version ?? 0 };
        } catch (error) {
          // A write of ours whose answer was lost.
          const there = codeOf(error) === 'ParameterAlreadyExists' ? await read(name) : undefined;
          if (there?.value === value) return there;
          throw error;
        }
      });
    },

    async remove(names) {
      for (const batch of inBatches(names, deleteBatch))
        await asking('ssm', () => ssm.send(new DeleteParametersCommand({ Names: batch })));
    },
  };
};

const parameter = (found: SsmParameter): Parameter => ({
  name: found.Name ?? '',
  version: found.Version ?? 0,
  value: found.Value ?? '',
});
