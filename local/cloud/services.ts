/** Every service of the embedded AWS. They are prepared in this order: IAM has the role `local` before anybody calls. */
import { dynamodbService } from './dynamodb/service.ts';
import { ec2Service } from './ec2/service.ts';
import { ecsService } from './ecs/service.ts';
import { eventsService } from './events/service.ts';
import { iamService } from './iam/service.ts';
import type { Service } from './kernel/service.ts';
import { lambdaService } from './lambda/service.ts';
import { sqsService } from './sqs/service.ts';
import { ssmService } from './ssm/service.ts';
import { statesService } from './states/service.ts';
import { stsService } from './sts/service.ts';

export const services: readonly Service[] = [
  iamService,
  stsService,
  ec2Service,
  ssmService,
  ecsService,
  eventsService,
  sqsService,
  statesService,
  lambdaService,
  dynamodbService,
];
