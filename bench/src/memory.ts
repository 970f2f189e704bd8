import { Agent } from '@netloom/agent-runtime'
import type { DeviceState, Host } from '@netloom/core'
import { linkKinds } from '@netloom/dataplane'
import { populate, controllerFixture } from './controller-fixture.ts'
import { hostSnapshot, networkSnapshot, range, type PopulationShape } from './population.ts'
import { benchRenderer } from './receiving-host.ts'
import type { Finding } from './report.ts'
import { settledHeap } from './scratch.ts'

const PORTS = 20_000
const SHAPE: PopulationShape = { networks: 20, portsPerNetwork: 1_000, vteps: 50 }

/** Heap per port with 20,000 of them: on the controller, and on an agent to which all are remote. */
export async function benchMemory(): Promise<readonly Finding[]> {
  return [
    { bench: 'memory', measure: 'controller, per port', value: await controller(), unit: 'bytes', budget: 2_048 },
    { bench: 'memory', measure: 'agent, per remote port', value: await agent(), unit: 'bytes', budget: 2_048 },
  ]
}

async function controller(): Promise<number> {
  const world = await controllerFixture(100)
  const before = settledHeap()
  for (const group of range(10))
    await populate(
      world,
      range(10).map((index) => group * 10 + index),
      PORTS / 100,
    )
  const after = settledHeap()
  await world.close()
  return (after - before) / PORTS
}

async function agent(): Promise<number> {
  const { host, topics } = idleHost()
  const member = new Agent({ host, renderer: benchRenderer(), auditInterval: 0 })
  await member.start()
  const before = settledHeap()
  member.receive(hostSnapshot('receiver', SHAPE))
  await member.idle()
  for (const network of range(SHAPE.networks)) {
    // As from the wire: nothing shared with whoever made it.
    member.receive(JSON.parse(JSON.stringify(networkSnapshot(network, SHAPE))) as ReturnType<typeof networkSnapshot>)
    await member.idle()
  }
  const after = settledHeap()
  if (topics() < PORTS * 2) throw new Error(`only ${String(topics())} states were applied`)
  await member.stop()
  return (after - before) / PORTS
}

/** A host whose kernel is somebody else's memory: accepts everything, keeps a count. */
function idleHost(): { readonly host: Host; readonly topics: () => number } {
  let applied = 0
  const nothing: readonly DeviceState[] = []
  const host: Host = {
    name: 'receiver',
    kinds: new Map(linkKinds.map((kind) => [kind.kind, kind])),
    read: () => Promise.resolve(nothing),
    apply: (steps) => {
      applied += steps.length
      return Promise.resolve(steps.map(({ key }) => ({ key })))
    },
    links: () => Promise.resolve(new Set<string>()),
    monitor: () => () => undefined,
    close: () => Promise.resolve(),
  }
  return { host, topics: () => applied }
}
