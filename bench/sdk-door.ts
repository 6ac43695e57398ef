/** The same SDK command through both doors, and against the cloud's own function call. Client and cloud are one process. */
import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { newFleet, runTasks } from './fleet.ts';
import { costs, type Row } from './measure.ts';

export const rows = async (): Promise<readonly Row[]> => {
  const fleet = await newFleet(20);
  const tasks = [...(await runTasks(fleet, 100))];
  await fleet.call('ssm', 'PutParameter', { Name: '/a', Value: 'b', Type: 'String' });
  const { port, close } = await fleet.cloud.listen(0);
  const config = { region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
  const overHttp = { ...config, endpoint: `http://127.0.0.1:${port}` };
  const door = fleet.cloud.door('bench');
  const [ssm, ssmHttp] = [door(new SSMClient(config)), new SSMClient(overHttp)];
  const [ecs, ecsHttp] = [door(new ECSClient(config)), new ECSClient(overHttp)];
  const caller = { accessKeyId: 'bench', role: 'local', arn: 'bench' };
  const input = { cluster: fleet.cluster, tasks };
  const parameter = { Name: '/a' };
  const subjects = {
    'ssm:GetParameter': [
      () => ssmHttp.send(new GetParameterCommand(parameter)),
      () => ssm.send(new GetParameterCommand(parameter)),
      () => fleet.cloud.call('ssm', 'GetParameter', parameter, caller),
    ],
    'ecs:DescribeTasks of 100': [
      () => ecsHttp.send(new DescribeTasksCommand(input)),
      () => ecs.send(new DescribeTasksCommand(input)),
      () => fleet.cloud.call('ecs', 'DescribeTasks', input, caller),
    ],
  };
  const found: Row[] = [];
  for (const [what, sides] of Object.entries(subjects)) {
    const [http = 0, sdk = 0, bare = 0] = await costs(sides, { calls: 100 });
    found.push(
      {
        what: `cost of ${what} through HTTP, with its client`,
        ratio: http / sdk,
        against: 'the same command through the SDK door',
      },
      {
        what: `cost of ${what} through the SDK door`,
        ratio: sdk / bare,
        against: 'the same call without the SDK',
        bound: 25,
      },
    );
  }
  await close();
  return found;
};
