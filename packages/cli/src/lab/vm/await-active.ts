import type { ApiClient } from '../../api/api-client.ts'
import { Failure } from '../../base/failure.ts'
import { nextLook } from '../../base/next-look.ts'
import { keepsPortsDown } from './agent-complaint.ts'
import type { LabState } from '../state/lab-state.ts'
import { nameOption } from '../state/name-option.ts'

/** Milliseconds a port is given to become ACTIVE. */
export const ACTIVE_PATIENCE = 10_000

/** Milliseconds from `start` (of `performance.now()`) until the port is ACTIVE. @throws {Failure} saying what keeps it down */
export async function awaitActive(
  client: ApiClient,
  state: LabState,
  portId: string,
  start: number,
  patience: number = ACTIVE_PATIENCE,
): Promise<number> {
  for (;;) {
    const port = await client.ports.get(portId)
    const elapsed = performance.now() - start
    if (port.status === 'ACTIVE') return elapsed
    const host = port['binding:host_id']
    if (port['binding:vif_type'] === 'binding_failed') {
      throw new Failure(
        `port ${portId}: binding failed on host ${host}; is its agent alive? (netloom lab status${nameOption(state.name)})`,
      )
    }
    if (elapsed > patience) {
      const complaint = await keepsPortsDown(state, host)
      throw new Failure(`port ${portId} is ${port.status} after ${String(patience / 1_000)} s; ${complaint}`)
    }
    await nextLook(start)
  }
}
