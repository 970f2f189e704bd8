import type { HostEvent } from '@netloom/core'
import type { OpenFlowBridge } from './open-flow-bridge.ts'

/** The flows of all bridges of one switch. `OpenFlowBridges` is it. */
export interface FlowBridges {
  /** Names of the bridges that there are now. @throws {Error} when that is not known. */
  names(): Promise<Iterable<string>>
  /** The connection to a bridge's flows; it opens by itself when it is used. */
  bridge(name: string): OpenFlowBridge
  /** `touched <bridge>` when somebody else changed a flow, or when the switch may have lost them. */
  watch(listener: (event: HostEvent) => void): () => void
  close(): Promise<void>
}
