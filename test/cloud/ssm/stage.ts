/** A cloud and an SSM client on it. */
import { PutParameterCommand, type PutParameterCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { createCloud } from '../../../local/cloud/cloud.ts';

const startAt = Date.UTC(2026, 0, 1);

export const stage = () => {
  const cloud = createCloud({ seed: 1, startAt });
  const config = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const ssm = cloud.door('x')(new SSMClient(config));
  const put = (input: Partial<PutParameterCommandInput> & { Name: string }) =>
    ssm.send(new PutParameterCommand({ Value: 'v', Type: 'String', ...input }));
  return { ...cloud, ssm, put };
};

/** What a call was refused with. */
export const refusal = (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => {
      throw new Error('was not refused');
    },
    (error: Error) => error,
  );
