/** The port TaskDefinitions; looking one up apart, so that who only does that carries nothing else. */
import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Tag,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { RegisteredTaskDefinition, TaskDefinitionReads, TaskDefinitions } from '../ports/task-definitions.ts';
import type { Surroundings } from '../runtime.ts';
import { asking } from './aws-errors.ts';
import { allPages } from './batches.ts';
import { clientOf } from './client.ts';
import { shortTaskDefinition, tagRecord } from './ecs-views.ts';

const listPage = 100;

export const ecsTaskDefinitionReads = (around: Surroundings): TaskDefinitionReads => {
  const ecs = clientOf(ECSClient, around);
  return {
    async find(reference) {
      try {
        const answer = await ecs.send(
          new DescribeTaskDefinitionCommand({ taskDefinition: reference, include: ['TAGS'] }),
        );
        return answer.taskDefinition && registered(answer.taskDefinition, answer.tags);
      } catch (error) {
        if (isUnknown(error)) return undefined;
        return asking('ecs', () => Promise.reject(error));
      }
    },

    families: () =>
      asking('ecs', () =>
        allPages(
          (nextToken) =>
            ecs.send(new ListTaskDefinitionFamiliesCommand({ status: 'ACTIVE', ...(nextToken && { nextToken }) })),
          (page) => page.families,
          (page) => page.nextToken,
        ),
      ),
  };
};

export const ecsTaskDefinitions = (around: Surroundings): TaskDefinitions => {
  const ecs = clientOf(ECSClient, around);
  return {
    ...ecsTaskDefinitionReads(around),

    register: (document) =>
      asking('ecs', async () => {
        const answer = await ecs.send(
          new RegisterTaskDefinitionCommand(document as unknown as RegisterTaskDefinitionCommandInput),
        );
        return registered(answer.taskDefinition ?? {}, answer.tags);
      }),

    /** ECS matches the family as a prefix, so that `web` also lists `web-admin`: those are left out. */
    revisions: (family, limit) =>
      asking('ecs', async () => {
        const found: string[] = [];
        let nextToken: string | undefined;
        do {
          const page = await ecs.send(
            new ListTaskDefinitionsCommand({
              familyPrefix: family,
              sort: 'DESC',
              maxResults: listPage,
              ...(nextToken && { nextToken }),
            }),
          );
          const names = (page.taskDefinitionArns ?? []).map(shortTaskDefinition);
          found.push(...names.filter((name) => name.slice(0, name.lastIndexOf(':')) === family));
          nextToken = page.nextToken;
        } while (nextToken !== undefined && found.length < limit);
        return found.slice(0, limit);
      }),

    async deregister(reference) {
      try {
        const answer = await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: reference }));
        return answer.taskDefinition && registered(answer.taskDefinition, undefined);
      } catch (error) {
        if (isUnknown(error)) return undefined;
        return asking('ecs', () => Promise.reject(error));
      }
    },
  };
};

const registered = (definition: TaskDefinition, tags: readonly Tag[] | undefined): RegisteredTaskDefinition => ({
  family: definition.family ?? '',
  revision: definition.revision ?? 0,
  arn: definition.taskDefinitionArn ?? '',
  status: definition.status ?? 'ACTIVE',
  ...(definition.registeredAt !== undefined && { registeredAt: definition.registeredAt.getTime() }),
  document: definition as unknown as RegisteredTaskDefinition['document'],
  tags: tagRecord(tags),
});

/** ECS answers an unknown task definition with ClientException "Unable to describe task definition." */
const isUnknown = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'ClientException' &&
  /unable to describe task definition|task definition (does not exist|not found)/i.test(error.message);
