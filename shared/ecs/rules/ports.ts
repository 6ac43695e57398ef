import { limits } from '../limits.ts';
import { type Finding, refuse, warn } from '../problem.ts';
import { agentPorts } from '../registered-resources.ts';
import type { ContainerDefinition, PortMapping, TaskDefinition } from '../task-definition.ts';
import { containersOf, type PlacedContainer, type Rule, repeated } from './rule.ts';

const lastPort = 65_535;
const rangesPerContainer = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
export const portRules: Rule = function* (definition) {
  const mode = definition.networkMode ?? 'bridge';
  const takenBy = new Map<string, string>();
  const staticPorts = new Set<string>();
  for (const placed of containersOf(definition)) {
    const mappings = placed.container.portMappings ?? [];
    if (mode === 'none' && mappings.length > 0) {
      yield refuse(placed.at('portMappings'), 'a task without network (networkMode none) cannot map ports');
    }
    for (const [index, mapping] of mappings.entries()) {
      const at = (field: string) => placed.at('portMappings', index, field);
      yield* numbersOf(mapping, at, placed.called);
      yield* modeOf(mapping, at, mode);
      if (mapping.name !== undefined && !/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(mapping.name)) {
        yield refuse(
          at('name'),
          'must have 1 to 64 lowercase letters, digits, underscores and hyphens, no hyphen first',
        );
      }
      const port = hostPortOf(mapping, mode);
      if (port === undefined) continue;
      const protocol = mapping.protocol ?? 'tcp';
      const key = `${port}/${protocol}`;
      const other = takenBy.get(key);
      if (other !== undefined) {
        yield refuse(at('hostPort'), `${protocol} port ${port} is already mapped by the container ${other}`, {
          ecsMessage: `${protocol.toUpperCase()} host port '${port}' is mapped multiple times in task.`,
        });
      }
      takenBy.set(key, placed.called);
      if (mode !== 'awsvpc') staticPorts.add(key);
      if (mode !== 'awsvpc' && protocol === 'tcp' && agentPorts.includes(port)) {
        yield warn(at('hostPort'), `port ${port} is taken on every container instance, so the task fits on none`);
      }
    }
    yield* rangesOf(placed, mode);
  }
  if (staticPorts.size > limits.portsPerHost - agentPorts.length) {
    yield refuse('/containerDefinitions', `${staticPorts.size} host ports are more than a host can reserve`);
  }
  yield* namesOf(definition);
};

const numbersOf = function* (mapping: PortMapping, at: (field: string) => string, called: string): Iterable<Finding> {
  const { containerPort, containerPortRange, hostPort } = mapping;
  if (containerPortRange !== undefined) {
    if (containerPort !== undefined) yield refuse(at('containerPort'), 'give a port or a range of ports, not both');
    if (hostPort !== undefined) yield refuse(at('hostPort'), 'a range of ports has no host port: ECS picks them');
    return;
  }
  if (containerPort === undefined || containerPort < 1 || containerPort > lastPort) {
    yield refuse(at('containerPort'), `must be a port from 1 to ${lastPort}`, {
      ecsMessage: `Invalid 'containerPort' setting for container '${called}'.`,
    });
  }
  if (hostPort !== undefined && (hostPort < 0 || hostPort > lastPort)) {
    yield refuse(at('hostPort'), `must be a port from 0 to ${lastPort}`, {
      ecsMessage: `Invalid 'hostPort' setting for container '${called}'.`,
    });
  }
};

/**
 * With awsvpc and host, host and container port are one. AWS's own sample for Tomcat breaks that under awsvpc, and is said to
 * be whole, so there it is a warning.
 */
const modeOf = function* (
  { hostPort = 0, containerPort, containerPortRange }: PortMapping,
  at: (field: string) => string,
  mode: string,
): Iterable<Finding> {
  if (mode === 'host' && containerPortRange !== undefined) {
    yield refuse(at('containerPortRange'), 'ranges of ports need the network mode bridge or awsvpc');
  }
  if (hostPort === 0 || containerPort === undefined || hostPort === containerPort) return;
  const detail = `with the network mode ${mode} the host port must be left out or equal the container port ${containerPort}`;
  const ecsMessage = `When networkMode=${mode}, the host ports and container ports in port mappings must match.`;
  if (mode === 'host') yield refuse(at('hostPort'), detail, { ecsMessage });
  if (mode === 'awsvpc') yield warn(at('hostPort'), detail, { ecsMessage });
};

/** The port that is taken on the host or, with awsvpc, on the task's own interface. */
const hostPortOf = ({ hostPort, containerPort }: PortMapping, mode: string): number | undefined => {
  if (mode === 'none') return undefined;
  const port = mode === 'bridge' || mode === 'default' ? hostPort : containerPort;
  return port === 0 ? undefined : port;
};

const rangesOf = function* ({ container, at }: PlacedContainer, mode: string): Iterable<Finding> {
  const taken: { from: number; to: number; protocol: string }[] = [];
  let ranges = 0;
  for (const [index, mapping] of (container.portMappings ?? []).entries()) {
    const span = spanOf(mapping);
    if (mapping.containerPortRange !== undefined) {
      ranges++;
      if (span === undefined) {
        yield refuse(
          at('portMappings', index, 'containerPortRange'),
          'must be two ports in order, such as "8000-8010"',
        );
      }
    }
    if (span === undefined) continue;
    const overlap = taken.some(
      ({ from, to, protocol }) => protocol === span.protocol && from <= span.to && span.from <= to,
    );
    const isRange = mapping.containerPortRange !== undefined || taken.some(({ from, to }) => from < to);
    if (overlap && isRange && mode !== 'none') {
      yield refuse(at('portMappings', index), 'overlaps with another mapping of the same container');
    }
    taken.push(span);
  }
  if (ranges > rangesPerContainer) {
    yield refuse(at('portMappings'), `${ranges} ranges are more than ${rangesPerContainer}`);
  }
};

const spanOf = (mapping: PortMapping): { from: number; to: number; protocol: string } | undefined => {
  const protocol = mapping.protocol ?? 'tcp';
  if (mapping.containerPortRange === undefined) {
    return mapping.containerPort === undefined
      ? undefined
      : { from: mapping.containerPort, to: mapping.containerPort, protocol };
  }
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(mapping.containerPortRange) ?? [];
  const [from, to] = [Number(first), Number(last)];
  return from >= 1 && from < to && to <= lastPort ? { from, to, protocol } : undefined;
};

/** Names of port mappings are what Service Connect refers to: each once per task. */
const namesOf = (definition: TaskDefinition): Iterable<Finding> => {
  const mappings = containersOf(definition).flatMap(({ container, at }) =>
    portMappingsOf(container).map((mapping, index) => ({
      name: mapping.name,
      pointer: at('portMappings', index, 'name'),
    })),
  );
  return repeated(
    mappings.map(({ name }) => name),
    (index, name) => refuse(mappings[index]?.pointer ?? '', `another port mapping is already called ${name}`),
  );
};

const portMappingsOf = (container: ContainerDefinition): readonly PortMapping[] => container.portMappings ?? [];
