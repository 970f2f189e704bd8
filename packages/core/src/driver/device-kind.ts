import type { DeviceState, Step, StepResult } from '../desired/device-state.ts'
import type { HostAccess } from './host-access.ts'
import type { SpoofCount } from './spoof-count.ts'
import type { HostEvent } from './host-event.ts'

/** One line for a long-lived tool of the host, as arguments; each must be a plain token (no blanks, no line ends). */
export interface Command {
  /** `ip` and `bridge` run in batch pipes; `sysctl` takes one `net/…=value`. */
  readonly tool: 'ip' | 'bridge' | 'sysctl'
  readonly args: readonly string[]
  /** A failure whose text matches is success (e.g. removing what is already gone). */
  readonly tolerate?: RegExp
}

/** Limits a read to some devices (by link name); absent = the whole host. */
export interface ReadScope {
  readonly devices?: ReadonlySet<string>
}

/**
 * Reads and applies one sort of device state. The upper half is pure and is all that plans, dry runs and the simulated
 * host need; `commands` makes a plan readable and is how most kinds apply.
 */
export interface DeviceKind<S extends DeviceState = DeviceState> {
  readonly kind: string
  /** Lower is created first and removed last. Kinds of equal order are applied at the same time. */
  readonly order: number
  /**
   * Its states change in one transaction: removals are handed to `apply` together with the rest, not before it. Absent = they go
   * first.
   */
  readonly together?: boolean
  /**
   * Whether the state guards what its object (a port) asks for beside it: that is not made as long as this is not. Absent = none does.
   */
  guards?(state: S): boolean
  /** Identity on one host, starting with the kind: `fdb vxlan-100 fa:16:3e:00:00:01`. */
  key(state: S): string
  /** Whether `actual` needs no change. Fields the kernel does not report must not count. */
  equal(desired: S, actual: S): boolean
  /** Keys whose removal takes this one along, so that no step of its own is needed. */
  parents(state: S): readonly string[]
  /** Link a scoped read of which returns this state. Absent = the second word of its key. */
  device?(state: S): string
  /** A link that somebody else makes (a hypervisor's tap); until it exists the state waits and is no failure. */
  waitsFor?(state: S): string | undefined
  /** Commands of one step, in order. Pure. Nothing for kinds that are applied in another way. */
  commands(step: Step<S>): readonly Command[]
  /** The step as a person would type it, for plans; absent = its commands. Pure. */
  describe?(step: Step<S>): readonly string[]
  /** What the host has, ours only: nothing returned here is safe from removal. */
  read(host: HostAccess, scope?: ReadScope): Promise<readonly S[]>
  /** For kinds that are no command lines (files, processes, flows). Absent = `commands` through the batch pipes. */
  apply?(steps: readonly Step<S>[], host: HostAccess): Promise<readonly StepResult[]>
  /**
   * Starts telling what others do to states of this kind (or of the kinds that share its connection): a device to read again,
   * links that come and go, `overrun` when anything may have happened. Echoes of own steps are better kept back. Returns the
   * way to stop. Absent = only the kernel's own events and audits tell.
   */
  watch?(listener: (event: HostEvent) => void): () => void
  /** Links that the kernel does not list under the name by which the renderer knows them. */
  links?(): Promise<Iterable<string>>
  /** Frames dropped by states of this kind since they were made, as far as they mean a spoof. Absent = it counts none. */
  spoofs?(host: HostAccess): Promise<readonly SpoofCount[]>
  /** Ends connections. Called once, when the host is closed. */
  close?(): Promise<void>
}
