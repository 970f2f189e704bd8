import type { ExtensionDriver } from '../driver/extension-driver.ts'
import type { MechanismDriver } from '../driver/mechanism-driver.ts'
import type { Port } from '../model/port.ts'
import type { PortReport } from '../model/port-report.ts'
import type { Transaction } from '../store/store.ts'
import type { AgentFollower } from './agent-follower.ts'
import type { NetloomServices } from './netloom-services.ts'

/** The hooks of a mechanism driver, called after the drivers' (deletes: before them); a service binds nothing. */
export type ServiceListener = Pick<MechanismDriver, 'name'> &
  Pick<MechanismDriver, Extract<keyof MechanismDriver, `${string}Precommit` | `${string}Postcommit`>>

/** Hooks of the module's `extensionDriver` that need the environment. */
export type ServiceExtensionHooks = Pick<ExtensionDriver, Extract<keyof ExtensionDriver, `process${string}`>>

/** Which agent reports. */
export interface ReportingAgent {
  readonly id: string
  readonly host: string
  readonly agentType: string
}

/**
 * Takes what agents say of a service's objects (`portId` holds the object's id, whatever it is). Returns ids of those that are
 * not this agent's: they were left out, which it is told. Repeatable: what was not acknowledged is said again.
 */
export interface ReportHandler {
  /** Objects whose state is news. */
  report(agent: ReportingAgent, reports: readonly PortReport[]): Promise<readonly string[]>
  /** All objects that are up on this agent, after each of its (re)connections. */
  reportAll(agent: ReportingAgent, ids: readonly string[]): Promise<readonly string[]>
}

/**
 * Devices of which several hosts have one, and one of them is active: its ports are bound there, and the others have them plugged in
 * advance. Both say what is so inside the transaction, which is not waited for.
 */
export interface StandbyPorts {
  /** Hosts where these ports stand by, by port id; that where the port is bound may be among them. Of whom there is none is left out. */
  hostsOf(ports: readonly Port[], db: Transaction['db']): Promise<ReadonlyMap<string, readonly string[]>>
  /** Of these ports, or of these networks, those that a port stands by of on this host. */
  onHost(
    host: string,
    of: { readonly ports: readonly string[] } | { readonly networks: readonly string[] },
    db: Transaction['db'],
  ): Promise<ReadonlySet<string>>
}

/** What a service's `start` returns. */
export interface StartedService {
  /** What callers work with: `netloom.services.<name>`. */
  // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- filled by augmentation alone
  readonly services?: Partial<NetloomServices>
  readonly listeners?: readonly ServiceListener[]
  /** Of the module's `extensionDriver`, beside those that it has itself. */
  readonly extensionHooks?: ServiceExtensionHooks
  /**
   * What agents must know of these ports to wire them, by port id; it stands in `extensions` of the port's item under the
   * service's name. Called inside the transaction that publishes them, for many at once; must fit an item.
   */
  readonly portExtensions?: (
    ports: readonly Port[],
    db: Transaction['db'],
  ) => Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>
  /** Ports that hosts beside the one where they are bound plug, too: there a device stands by. */
  readonly standby?: StandbyPorts
  readonly followers?: readonly AgentFollower[]
  /** One for each of the module's `entities`. */
  readonly reports?: Readonly<Record<string, ReportHandler>>
  /** Puts right what may have been left undone: once all services have started. What it throws is logged. */
  sweep?(): Promise<void>
  /** Before the drivers close, in the reverse order of the starts; waited for at most ten seconds. */
  close?(): Promise<void>
}
