import type { ConnectionCount } from './connection-count.ts'
import type { SpoofCount } from './spoof-count.ts'
import type { DeviceState, Step, StepResult } from '../desired/device-state.ts'
import type { DeviceKind, ReadScope } from './device-kind.ts'
import type { HostEvent } from './host-event.ts'

/** A host as the agent runtime sees it: real (pipes into a namespace or this machine) or simulated. */
export interface Host {
  readonly name: string
  /** Kinds this host can read and apply, by name. */
  readonly kinds: ReadonlyMap<string, DeviceKind>
  /** All our device states on the host (of `scope`), whatever their kind. */
  read(scope?: ReadScope): Promise<readonly DeviceState[]>
  /** Applies steps in order classes (removals from high to low, then creations from low to high). One result per step, same order. Never throws for a failed step. */
  apply(steps: readonly Step[]): Promise<readonly StepResult[]>
  /** Names of all links of the host, ours or not. */
  links(): Promise<ReadonlySet<string>>
  /** Starts watching; events caused by our own steps may come too. Returns the way to stop. */
  monitor(listener: (event: HostEvent) => void): () => void
  /** What all kinds have counted. Absent = nothing is. */
  spoofs?(): Promise<readonly SpoofCount[]>
  /** What the kernel tracks now; undefined = nothing, as nobody needs it. Absent = the host has no such kernel. */
  connections?(): Promise<ConnectionCount | undefined>
  close(): Promise<void>
}
