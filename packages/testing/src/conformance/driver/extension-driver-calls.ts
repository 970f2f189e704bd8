import type { ExtendedResource, ExtensionDriver } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ioOf } from '../support/handles.ts'
import { deepFreeze } from '../support/same.ts'
import { watchTransaction } from '../support/watched-transaction.ts'
import { PRECOMMIT_BUDGET, withinBudget } from '../support/within-budget.ts'
import { sampleNetwork, samplePort, sampleSegment, sampleSubnet } from './sample-contexts.ts'

export const RESOURCES: readonly ExtendedResource[] = ['network', 'subnet', 'port']
export const STEPS = ['Create', 'Update'] as const
export type Step = (typeof STEPS)[number]

const NETWORK = sampleNetwork([sampleSegment({ networkType: 'vxlan', segmentationId: 100 })])

export const sampleResource = (resource: ExtendedResource): object =>
  ({ network: NETWORK, subnet: sampleSubnet(), port: samplePort({ host: 'host1', status: 'DOWN' }) })[resource]

const WORDS = { network: 'Network', subnet: 'Subnet', port: 'Port' } as const

export const hookName = (step: Step, resource: ExtendedResource): keyof ExtensionDriver =>
  `process${step}${WORDS[resource]}`

export const isHooked = (driver: ExtensionDriver, step: Step, resource: ExtendedResource): boolean =>
  driver[hookName(step, resource)] !== undefined

/** Calls one hook as the engine does. @throws for whatever no hook may do, and what it throws itself */
export async function process(
  driver: ExtensionDriver,
  [step, resource]: readonly [Step, ExtendedResource],
  attributes: Readonly<Record<string, unknown>>,
  tx: Transaction,
  target: object = sampleResource(resource),
): Promise<void> {
  const name = hookName(step, resource)
  if (driver[name] === undefined) return
  const hook = (driver[name] as unknown as (request: object, resource: object, tx: Transaction) => Promise<void>).bind(
    driver,
  )
  const base = resource === 'network' ? {} : { networkId: NETWORK.id }
  const request = deepFreeze({ ...(step === 'Create' ? base : {}), name: 'sample', ...attributes })
  const watched = watchTransaction(tx)
  const io = await ioOf(() =>
    withinBudget(name, () => hook(request, deepFreeze(structuredClone(target)), watched.tx), PRECOMMIT_BUDGET),
  )
  if (io.length > 0) throw new Error(`${name} reaches out of the transaction (${io.join(', ')}) while all others wait`)
  if (watched.unfinished() > 0) throw new Error(`${name} ended before what it does in the transaction: await it`)
  const owned = watched.published.filter(({ topic }) => /^(host|network|tunnels|dhcp|dhcp-network)\//.test(topic))
  if (owned.length > 0) throw new Error(`${name} published into ${owned[0]?.topic ?? ''}, which is not its own`)
}
