import { refuse, warn } from '../problem.ts';
import { containersOf, isBlank, isOnFargate, type Rule } from './rule.ts';

const fargateDrivers = ['awslogs', 'splunk', 'awsfirelens'];

/**
 * Where logs go. AWS's own Fargate samples use awslogs without an execution role, which ECS refuses; they are said to be
 * whole, so it is a warning.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
 */
export const loggingRules: Rule = function* (definition) {
  const containers = containersOf(definition);
  const routers = containers.filter(({ container }) => container.firelensConfiguration !== undefined);
  for (const { at } of routers.slice(1)) {
    yield refuse(at('firelensConfiguration'), 'a task has at most one log router');
  }
  for (const { container, at } of containers) {
    const { firelensConfiguration, logConfiguration } = container;
    if (firelensConfiguration !== undefined && firelensConfiguration.type === undefined) {
      yield refuse(at('firelensConfiguration', 'type'), 'must be fluentd or fluentbit');
    }
    if (logConfiguration === undefined) continue;
    const { logDriver, options = {}, secretOptions = [] } = logConfiguration;
    if (logDriver === undefined) yield refuse(at('logConfiguration', 'logDriver'), 'a log driver is required');
    if (isOnFargate(definition) && logDriver !== undefined && !fargateDrivers.includes(logDriver)) {
      yield refuse(at('logConfiguration', 'logDriver'), `Fargate has only ${fargateDrivers.join(', ')}`);
    }
    if (logDriver === 'awslogs') {
      const missing = ['awslogs-region', 'awslogs-group'].filter((name) => isBlank(options[name]));
      for (const name of missing) {
        yield refuse(at('logConfiguration', 'options', name), `the driver awslogs needs the option ${name}`, {
          ecsMessage: `Log driver awslogs requires options: ${missing.join(', ')}`,
        });
      }
      if (isOnFargate(definition) && isBlank(definition.executionRoleArn)) {
        yield warn('/executionRoleArn', 'on Fargate the driver awslogs needs an execution role', {
          ecsMessage: 'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
        });
      }
    }
    if (logDriver === 'awsfirelens' && routers.length === 0) {
      yield warn(at('logConfiguration', 'logDriver'), 'awsfirelens needs a container with a firelensConfiguration');
    }
    for (const [index, { name, valueFrom }] of secretOptions.entries()) {
      if (isBlank(name)) yield refuse(at('logConfiguration', 'secretOptions', index, 'name'), 'a secret needs a name');
      if (isBlank(valueFrom)) {
        yield refuse(
          at('logConfiguration', 'secretOptions', index, 'valueFrom'),
          'a secret needs what holds its value',
        );
      }
    }
  }
};
