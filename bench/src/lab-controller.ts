import type { withController } from 'netloom/lab'

/** A client of a lab's controller. */
export type Controller = Parameters<Parameters<typeof withController>[1]>[0]

/** Resolves when the port is ACTIVE; asks every millisecond. @throws {Error} after twenty seconds */
export async function active(client: Controller, portId: string): Promise<void> {
  const deadline = performance.now() + 20_000
  while ((await client.ports.get(portId)).status !== 'ACTIVE') {
    if (performance.now() > deadline) throw new Error(`port ${portId} did not become ACTIVE within 20 s`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
