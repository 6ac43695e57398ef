/** The only reader of the environment. Values come from serverless.yml; a missing one is named at once, not found later. */
import type { Surroundings } from './runtime.ts';

/** What the environment was when the process started; functions on Lambda read theirs here. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;

export interface Settings {
  /** `service-stage`: the value of the tag `quaymaster:stack`, and the prefix of every name. */
  readonly stack: string;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  /** Name of the instance profile that hosts are launched with. */
  readonly instanceProfile: string;
  /** `/quaymaster/<stage>`: everything that hosts read lies below it. */
  readonly parameterPrefix: string;
  readonly table: string;
  readonly reconcileQueueUrl: string;
  /** ARN of a state machine by the name of its workflow. */
  readonly workflowArn: (kind: string) => string;
  readonly planFunction: string;
  /** Name of our SSM document that restarts the ECS agent. */
  readonly restartDocument: string;
  /** LOG_LEVEL: DEBUG, INFO, WARN, ERROR or SILENT. INFO when it is not set. */
  readonly logLevel: string | undefined;
}

/** Each value is read when it is asked for: a function only has the variables that it uses. */
export const readSettings = ({ env }: Surroundings): Settings => {
  const need = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  return {
    get stack() {
      return need('STACK');
    },
    get stage() {
      return need('STAGE');
    },
    get region() {
      return need('AWS_REGION');
    },
    get account() {
      return need('ACCOUNT');
    },
    get instanceProfile() {
      return need('INSTANCE_PROFILE');
    },
    get parameterPrefix() {
      return need('PARAMETER_PREFIX');
    },
    get table() {
      return need('TABLE');
    },
    get reconcileQueueUrl() {
      return need('RECONCILE_QUEUE_URL');
    },
    workflowArn: (kind) => `${need('WORKFLOW_ARN_PREFIX')}${kind}`,
    get planFunction() {
      return need('PLAN_FUNCTION');
    },
    get restartDocument() {
      return need('RESTART_DOCUMENT');
    },
    get logLevel() {
      return env['LOG_LEVEL'];
    },
  };
};
