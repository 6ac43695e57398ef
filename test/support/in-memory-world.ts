/** What the in-memory ports remember: a test puts in what should be there, and reads what became of it. */
import type { Decision } from '../../shared/domain/decision.ts';
import type { Demand } from '../../shared/domain/demand.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import type { History } from '../../shared/domain/history.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import type { OperationEntry } from '../../shared/domain/operation.ts';
import type { OwnEvent } from '../../shared/domain/own-events.ts';
import type { ClusterHealth } from '../../shared/domain/situation.ts';
import type {
  ClusterView,
  ContainerInstanceView,
  InstanceStatusView,
  InstanceView,
  ServiceView,
  TaskView,
} from '../../shared/domain/snapshot.ts';
import type { StoredCluster, StoredService } from '../../shared/domain/spec.ts';
import type { ImageView, InstanceTypeView, SubnetView } from '../../shared/ports/fleet.ts';
import type { Parameter } from '../../shared/ports/parameters.ts';
import type { PlannedChange } from '../../shared/ports/planner.ts';
import type { ClaimedKey } from '../../shared/ports/stores.ts';
import type { RegisteredTaskDefinition } from '../../shared/ports/task-definitions.ts';
import type { WakeMessage } from '../../shared/ports/wake.ts';
import type { Execution, ExecutionStep, WorkflowInput } from '../../shared/ports/workflows.ts';

export interface InMemoryWorld {
  nowMs: number;
  readonly clusterSpecs: Map<string, StoredCluster>;
  /** By `cluster/service`. */
  readonly serviceSpecs: Map<string, StoredService>;
  /** By `cluster/group`. */
  readonly ledgers: Map<string, Ledger>;
  readonly histories: Map<string, History>;
  readonly observations: Map<string, Observation>;
  readonly decisions: Decision[];
  readonly demands: Demand[];
  readonly operations: Map<string, OperationEntry>;
  readonly requestKeys: Map<string, ClaimedKey>;
  readonly instanceIndex: Map<string, string>;
  readonly stoppedTasks: Map<string, { readonly task: TaskView; readonly keepUntil: number }>;
  readonly regionHealth: Map<string, ClusterHealth>;
  readonly graves: Map<string, number>;
  readonly clusters: Map<string, ClusterView>;
  readonly containerInstances: Map<string, ContainerInstanceView[]>;
  /** By cluster. */
  readonly tasks: Map<string, TaskView[]>;
  readonly services: Map<string, ServiceView[]>;
  readonly instances: Map<string, InstanceView>;
  readonly statuses: InstanceStatusView[];
  /** Spot instances that are marked for termination. */
  readonly interrupted: Set<string>;
  /** Whose SSM agent is online. */
  readonly reachable: Set<string>;
  readonly instanceTypes: InstanceTypeView[];
  readonly subnets: (SubnetView & { readonly inDefaultVpc?: boolean })[];
  readonly securityGroups: { readonly id: string; readonly vpcId: string }[];
  readonly images: ImageView[];
  readonly parameters: Map<string, Parameter[]>;
  readonly taskDefinitions: RegisteredTaskDefinition[];
  readonly executions: Map<string, Execution & { readonly input: WorkflowInput; readonly steps: ExecutionStep[] }>;
  readonly woken: WakeMessage[];
  /** What was measured, by metric and dimensions: `Decisions done`. */
  readonly measured: Map<string, number>;
  readonly announced: OwnEvent[];
  readonly planned: PlannedChange;
  readonly refusals: FieldError[];
  /** What was asked of AWS, in order: `terminate i-1`. */
  readonly calls: string[];
}

export const inMemoryWorld = (): InMemoryWorld => ({
  nowMs: Date.parse('2026-03-01T08:00:00Z'),
  clusterSpecs: new Map(),
  serviceSpecs: new Map(),
  ledgers: new Map(),
  histories: new Map(),
  observations: new Map(),
  decisions: [],
  demands: [],
  operations: new Map(),
  requestKeys: new Map(),
  instanceIndex: new Map(),
  stoppedTasks: new Map(),
  regionHealth: new Map(),
  graves: new Map(),
  clusters: new Map(),
  containerInstances: new Map(),
  tasks: new Map(),
  services: new Map(),
  instances: new Map(),
  statuses: [],
  interrupted: new Set(),
  reachable: new Set(),
  instanceTypes: [
    type('t3.medium', 2, 4_096, 'x86_64'),
    type('m5.large', 2, 8_192, 'x86_64'),
    type('t4g.medium', 2, 4_096, 'arm64'),
  ],
  subnets: ['a', 'b', 'c'].map((zone, index) => ({
    id: `subnet-0000000${index}`,
    vpcId: 'vpc-00000000',
    availabilityZone: `us-east-1${zone}`,
    freeAddresses: 4_000,
    mapsPublicIp: true,
    wayOut: 'internet-gateway' as const,
    inDefaultVpc: true,
  })),
  securityGroups: [{ id: 'sg-00000000', vpcId: 'vpc-00000000' }],
  images: [],
  parameters: new Map(),
  taskDefinitions: [],
  executions: new Map(),
  woken: [],
  measured: new Map(),
  announced: [],
  planned: { changes: [], actions: [], warnings: [] },
  refusals: [],
  calls: [],
});

const type = (name: string, vcpus: number, memoryMiB: number, architecture: string): InstanceTypeView => ({
  name,
  vcpus,
  memoryMiB,
  architectures: [architecture],
  maximumNetworkInterfaces: 3,
});

export const copy = <T>(value: T): T => structuredClone(value);
