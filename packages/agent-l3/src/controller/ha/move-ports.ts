import { adminContext, PortNotFoundError, type ServiceEnvironment } from '@netloom/core'
import { hostOfRouter } from '../rows/host-of-router.ts'
import { misplacedPorts } from '../rows/misplaced-ports.ts'

/** Binds a router's interfaces and gateway to the host that has it, of several the one that is active. Harmless when repeated. */
export async function movePorts(
  { store, ports }: Pick<ServiceEnvironment, 'store' | 'ports'>,
  routerId: string,
): Promise<void> {
  const host = await hostOfRouter(store.db, routerId)
  if (host === undefined) return
  for (const portId of await misplacedPorts(store.db, routerId, host)) {
    try {
      await ports.update(adminContext('', 'req-l3'), portId, { host })
    } catch (error) {
      if (!(error instanceof PortNotFoundError)) throw error
    }
  }
}
