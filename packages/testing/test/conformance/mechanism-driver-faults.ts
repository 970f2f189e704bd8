import { type BindingContext, type BindingDecision, type MechanismDriver, type PortContext } from '@netloom/core'
import { type Transaction } from '@netloom/core/store'
import { memberKey, networkTopic } from '@netloom/core/wire'
import { FakeMechanismDriver } from './fake-mechanism-driver.ts'

export type Broken = readonly [flaw: string, newDriver: () => MechanismDriver, rule: string]

export const withParts = (parts: (sound: FakeMechanismDriver) => Partial<MechanismDriver>) => (): MechanismDriver => {
  const sound = new FakeMechanismDriver()
  return Object.assign(new FakeMechanismDriver(), parts(sound))
}

/** A decision of the sound driver with something else in it. */
export const deciding = (
  change: (context: BindingContext) => Readonly<Record<string, unknown>>,
): (() => MechanismDriver) =>
  withParts((sound) => ({
    bindPort: (context) => {
      const decision = sound.bindPort(context)
      return decision && Object.assign({}, decision, change(context))
    },
  }))

export const updating = (
  work: (context: PortContext, tx: Transaction, sound: FakeMechanismDriver) => Promise<unknown>,
): (() => MechanismDriver) =>
  withParts((sound) => ({
    updatePortPrecommit: async (context, tx) => {
      await work(context, tx, sound)
    },
  }))

export const publishing = (
  what: (context: PortContext) => { topic?: string; key?: string; revision?: number; body?: unknown },
) =>
  updating(async (context, tx, sound) => {
    await sound.updatePortPrecommit(context, tx)
    if (context.status !== 'ACTIVE') return
    const { current, host } = context
    const usual = { topic: networkTopic(current.networkId), key: memberKey(host), revision: 1, body: { host } }
    await tx.publish([{ ...usual, ...what(context) }])
  })

export const forever = (): Promise<never> => new Promise(() => undefined)
export const segmentOf = ({ segmentsToBind }: BindingContext): string => segmentsToBind.at(-1)?.id ?? ''
export const boundTo = (segmentId: string): BindingDecision => ({
  type: 'bound',
  segmentId,
  vifType: 'toy',
  vifDetails: {},
})

export const WORDS = 'says in known words what it is: name, agents, vnic types, connectivity, QoS'
export const TOUR =
  'takes every hook in time for every owner, shape and state, and writes into nothing that it is given'
export const WHOLE = 'answers at once, for every owner, shape and state, a whole decision or none'
export const HANDLES = 'leaves no timer and no connection behind once closed'
export const SECRET = 'tells nobody what a binding profile holds'
export const REASON = 'says in one line why it does not bind, and nothing of the binding profile'
export const PURE = 'decides without reaching anywhere: no store, no network, no timer'
export const ENDS = 'ends what it does after the commit when it is told to'
export const CARRIES = 'does not bind what its agent does not say that it carries, nor by an agent of another type'
export const AGAIN = 'binds a port again that it bound before, and one without addresses where it is l2'
