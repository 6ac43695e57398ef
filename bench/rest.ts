/** What an hour costs in which nothing happens: 3, 100 and 1,000 hosts under Quaymaster, each with five services. */
import type { Row } from './measure.ts';
import { type Attempt, callsOfALook, hourMs, isOfFleet, withCluster } from './stack.ts';

/** Reads of container instances and tasks share a bucket, of which ours is at most 30 %: it refills by 20 in a second. */
const clusterReads = ['ListContainerInstances', 'DescribeContainerInstances', 'ListTasks', 'DescribeTasks'];
const readsPerHour = 20 * 3_600;
const ourShare = 0.3;
const services = 5;
const measuredMs = hourMs / 6;

const hourOf = async (hosts: number): Promise<readonly Attempt[]> => {
  const { driver, attempts } = await withCluster(hosts, { tasksPerHost: hosts > 100 ? 0.2 : 2 });
  attempts.length = 0;
  await driver.pass(measuredMs);
  return attempts;
};

export const rows = async (): Promise<readonly Row[]> => {
  const found: Row[] = [];
  for (const hosts of [3, 100, 1_000]) {
    const attempts = await hourOf(hosts);
    const perHour = (is: (attempt: Attempt) => boolean): number =>
      Math.round((attempts.filter(is).length * hourMs) / measuredMs);
    const least = 60 * callsOfALook(hosts, services);
    const name = `${hosts.toLocaleString('en')} hosts at rest`;
    const of = ['ec2', 'ecs', 'ssm', 'dynamodb', 'sqs'].map(
      (service) => `${service} ${perHour((attempt) => attempt.service === service)}`,
    );
    found.push(
      {
        what: `${name}: calls an hour (${of.join(', ')})`,
        ratio: perHour(isOfFleet) / least,
        against: `${least}: of EC2, ECS and SSM, one look a minute in full pages and batches`,
        bound: 3,
      },
      {
        what: `${name}: share of ECS's bucket for reads of clusters, in %`,
        ratio: (100 * perHour(({ operation }) => clusterReads.includes(operation))) / readsPerHour,
        against: '20 a second; ours is at most 30 %',
        bound: 100 * ourShare,
      },
    );
  }
  return found;
};
