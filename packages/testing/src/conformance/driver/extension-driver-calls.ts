import {
  adminContext,
  type ExtendedResource,
  type ExtensionDriver,
  InvalidFieldsError,
  NetworkingError,
  type PortCreation,
  type RequestContext,
} from '@netloom/core'
import { extensionField } from '@netloom/core/kit'
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

const CALLER: RequestContext = deepFreeze(adminContext('kit-project'))

type Hook = (request: object, resource: object, tx: Transaction, context: RequestContext) => Promise<void>

const WORDS = { network: 'Network', subnet: 'Subnet', port: 'Port' } as const

export const hookName = (step: Step, resource: ExtendedResource): keyof ExtensionDriver =>
  `process${step}${WORDS[resource]}`

export const isHooked = (driver: ExtensionDriver, step: Step, resource: ExtendedResource): boolean =>
  driver[hookName(step, resource)] !== undefined ||
  (step === 'Create' && resource === 'port' && driver.processCreatePorts !== undefined)

/** What the engine gives to hooks: judged by `parse`, complete in a create. @throws {InvalidInputError} where it refuses */
function judged(
  { attributes: declared = {} }: ExtensionDriver,
  [step, resource]: readonly [Step, ExtendedResource],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = { ...given }
  for (const [name, attribute] of Object.entries(declared[resource] ?? {})) {
    const field = extensionField(name, attribute)
    const value = given[field]
    if (value === undefined) {
      if (step === 'Create' && attribute.default !== undefined) values[field] = attribute.default
    } else if (attribute.parse !== undefined) {
      try {
        values[field] = attribute.parse(value)
      } catch (error) {
        if (error instanceof NetworkingError) throw error
        throw new InvalidFieldsError([
          { path: [field], problem: error instanceof Error ? error.message : String(error) },
        ])
      }
    }
  }
  return values
}

/** Calls one hook as the engine does. @throws for whatever no hook may do, and what it throws itself */
export async function process(
  driver: ExtensionDriver,
  [step, resource]: readonly [Step, ExtendedResource],
  attributes: Readonly<Record<string, unknown>>,
  tx: Transaction,
  target: object = sampleResource(resource),
): Promise<void> {
  const name = hookName(step, resource)
  if (!isHooked(driver, step, resource)) return
  const base = resource === 'network' ? {} : { networkId: NETWORK.id }
  const values = judged(driver, [step, resource], attributes)
  const request = deepFreeze({ ...(step === 'Create' ? base : {}), name: 'sample', ...values })
  const frozen = deepFreeze(structuredClone(target))
  const call = async (watched: Transaction): Promise<void> => {
    if (name === 'processCreatePort' && driver.processCreatePorts !== undefined) {
      const creations = deepFreeze([{ request, resource: frozen }]) as unknown as readonly PortCreation[]
      await driver.processCreatePorts(creations, watched, CALLER)
      return
    }
    const hooks = driver as unknown as Readonly<Partial<Record<typeof name, Hook>>>
    await hooks[name]?.(request, frozen, watched, CALLER)
  }
  const watched = watchTransaction(tx)
  const io = await ioOf(() => withinBudget(name, () => call(watched.tx), PRECOMMIT_BUDGET))
  if (io.length > 0) throw new Error(`${name} reaches out of the transaction (${io.join(', ')}) while all others wait`)
  if (watched.unfinished() > 0) throw new Error(`${name} ended before what it does in the transaction: await it`)
  const [table] = watched.engineWrites
  if (table !== undefined) throw new Error(`${name} writes table ${table}, which is the engine's`)
  const owned = watched.published.filter(({ topic }) => /^(host|network|tunnels|dhcp|dhcp-network)\//.test(topic))
  if (owned.length > 0) throw new Error(`${name} published into ${owned[0]?.topic ?? ''}, which is not its own`)
}

/** Several ports of one request, as the engine gives them to {@link ExtensionDriver.processCreatePorts}. */
export async function processPorts(
  driver: ExtensionDriver,
  attributes: Readonly<Record<string, unknown>>,
  tx: Transaction,
  targets: readonly object[],
): Promise<void> {
  if (driver.processCreatePorts === undefined) {
    for (const target of targets) await process(driver, ['Create', 'port'], attributes, tx, target)
    return
  }
  const request = { networkId: NETWORK.id, name: 'sample', ...judged(driver, ['Create', 'port'], attributes) }
  const creations = targets.map((target) => ({ request, resource: structuredClone(target) }))
  await driver.processCreatePorts(deepFreeze(creations) as unknown as readonly PortCreation[], tx, CALLER)
}
