import { adminContext, type Netloom, type RequestContext } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { local } from '@netloom/type-local'
import { range } from './population.ts'
import { median, type Finding } from './report.ts'
import { timed } from './scratch.ts'

const SMALL = 1_000
const FULL = 60_000
const BULK = 500

/** The 60,000th port of a /16 subnet costs what the 1,000th did, and so does finding one of them. */
export async function benchFullSubnet(): Promise<readonly Finding[]> {
  const netloom = await createNetloom({ modules: [local()], store: sqliteStore(':memory:') })
  try {
    const context = adminContext()
    const network = await netloom.networks.create(context, {})
    await netloom.subnets.create(context, { networkId: network.id, cidr: '10.0.0.0/16' })
    await fill(netloom, context, network.id, SMALL)
    const early = { create: await creating(netloom, context, network.id), find: await finding(netloom, context) }
    await fill(netloom, context, network.id, FULL - SMALL)
    const late = { create: await creating(netloom, context, network.id), find: await finding(netloom, context) }
    const compare = (measure: string, value: number, before: number): Finding => ({
      bench: 'full subnet',
      measure,
      value,
      unit: 'ms',
      against: { what: `with ${String(SMALL)} ports`, value: before },
      budget: 2,
    })
    return [
      compare(`create a port beside ${String(FULL)} in a /16`, late.create, early.create),
      compare(`list by MAC among ${String(FULL)}`, late.find, early.find),
    ]
  } finally {
    await netloom.close()
  }
}

async function fill(netloom: Netloom, context: RequestContext, networkId: string, count: number): Promise<void> {
  for (const _ of range(count / BULK)) {
    await netloom.ports.createMany(
      context,
      range(BULK).map(() => ({ networkId })),
    )
  }
}

async function creating(netloom: Netloom, context: RequestContext, networkId: string): Promise<number> {
  const samples: number[] = []
  for (const _ of range(300)) samples.push(await timed(() => netloom.ports.create(context, { networkId })))
  return median(samples.slice(100))
}

async function finding(netloom: Netloom, context: RequestContext): Promise<number> {
  const [port] = await netloom.ports.list(context, {}, { limit: 1 })
  const samples: number[] = []
  for (const _ of range(300)) {
    samples.push(await timed(() => netloom.ports.list(context, { macAddress: port?.macAddress ?? '' })))
  }
  return median(samples.slice(100))
}
