import { createServer } from 'node:net'
import { readFile } from 'node:fs/promises'
import type { BindingContext, BindingDecision, MechanismDriver, PortContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { hostTopic, memberKey, networkTopic, portKey } from '@netloom/core/wire'
import { ToyMechanismDriver } from './toy-mechanism-driver.ts'

type Broken = readonly [flaw: string, newDriver: () => MechanismDriver, rule: string]

const withParts = (parts: (sound: ToyMechanismDriver) => Partial<MechanismDriver>) => (): MechanismDriver => {
  const sound = new ToyMechanismDriver()
  return Object.assign(new ToyMechanismDriver(), parts(sound))
}

/** A decision of the sound driver with something else in it. */
const deciding = (change: (context: BindingContext) => Readonly<Record<string, unknown>>): (() => MechanismDriver) =>
  withParts((sound) => ({
    bindPort: (context) => {
      const decision = sound.bindPort(context)
      return decision && (Object.assign({}, decision, change(context)) as BindingDecision)
    },
  }))

const updating = (
  work: (context: PortContext, tx: Transaction, sound: ToyMechanismDriver) => Promise<unknown>,
): (() => MechanismDriver) =>
  withParts((sound) => ({
    updatePortPrecommit: async (context, tx) => {
      await work(context, tx, sound)
    },
  }))

const publishing = (
  what: (context: PortContext) => { topic?: string; key?: string; revision?: number; body?: unknown },
) =>
  updating(async (context, tx, sound) => {
    await sound.updatePortPrecommit(context, tx)
    if (context.status !== 'ACTIVE') return
    const { current, host } = context
    const usual = { topic: networkTopic(current.networkId), key: memberKey(host), revision: 1, body: { host } }
    await tx.publish([{ ...usual, ...what(context) }])
  })

const forever = (): Promise<never> => new Promise(() => undefined)
const segmentOf = ({ segmentsToBind }: BindingContext): string => segmentsToBind.at(-1)?.id ?? ''
const boundTo = (segmentId: string): BindingDecision => ({ type: 'bound', segmentId, vifType: 'toy', vifDetails: {} })

const WORDS = 'says in known words what it is: name, agents, vnic types, connectivity, QoS'
const TOUR = 'takes every hook in time for every owner, shape and state, and writes into nothing that it is given'
const WHOLE = 'answers at once, for every owner, shape and state, a whole decision or none'
const HANDLES = 'leaves no timer and no connection behind once closed'
const SECRET = 'tells nobody what a binding profile holds'
const REASON = 'says in one line why it does not bind, and nothing of the binding profile'
const PURE = 'decides without reaching anywhere: no store, no network, no timer'
const ENDS = 'ends what it does after the commit when it is told to'
const CARRIES = 'does not bind what its agent does not say that it carries, nor by an agent of another type'
const AGAIN = 'binds a port again that it bound before, and one without addresses where it is l2'

export const brokenMechanismDrivers: readonly Broken[] = [
  ['has a name of two words', () => Object.assign(new ToyMechanismDriver(), { name: 'my switch' }), WORDS],
  ['supports a vnic type that nobody asks for', withParts(() => ({ supportedVnicTypes: ['Normal'] })), WORDS],
  ['has a connectivity of its own', withParts(() => ({ connectivity: 'L2' as never })), WORDS],
  [
    'declares a QoS rule that does not exist',
    withParts(() => ({ supportedQosRules: { bandwith_limit: {} } as never })),
    WORDS,
  ],
  ['says UP', deciding(() => ({ status: 'UP' })), WHOLE],
  ['says ACTIVE before its agent has wired anything', deciding(() => ({ status: 'ACTIVE' })), WHOLE],
  ['leaves the vif type out', deciding(() => ({ vifType: undefined })), WHOLE],
  [
    'answers vif details that JSON cannot hold',
    deciding(() => ({ vifDetails: { since: new Date(0), mtu: Number.NaN } })),
    WHOLE,
  ],
  ['answers no vif details', deciding(() => ({ vifDetails: null })), WHOLE],
  ['answers a decision of no type', deciding(() => ({ type: undefined })), WHOLE],
  ['answers true', withParts(() => ({ bindPort: () => true as never })), WHOLE],
  [
    'leaves the next level an id that is text',
    deciding(() => ({ type: 'continue', next: [{ networkType: 'vlan', segmentationId: '7' }] })),
    WHOLE,
  ],
  [
    'decides in a promise',
    withParts((sound) => ({
      bindPort: ((context: BindingContext) => Promise.resolve(sound.bindPort(context))) as never,
    })),
    WHOLE,
  ],
  [
    'throws for a port without addresses',
    withParts((sound) => ({
      bindPort: (context) => {
        if (context.current.fixedIps[0]?.ipAddress.includes('.') !== true) throw new TypeError('no address')
        return sound.bindPort(context)
      },
    })),
    WHOLE,
  ],
  [
    'does not bind a port that is bound',
    withParts((sound) => ({
      bindPort: (context) => (context.current.binding.vifType === 'unbound' ? sound.bindPort(context) : undefined),
    })),
    AGAIN,
  ],
  [
    'looks at the first segment alone',
    withParts((sound) => ({
      bindPort: (context) => sound.bindPort({ ...context, segmentsToBind: context.segmentsToBind.slice(0, 1) }),
    })),
    'takes the segment it can carry, wherever it stands in the list',
  ],
  [
    'looks whether any agent lives, not whose',
    withParts(() => ({
      bindPort: (context) => {
        const known = context.segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
        return known && context.hostAgents().some(({ alive }) => alive) ? boundTo(known.id) : undefined
      },
    })),
    CARRIES,
  ],
  [
    'does not ask what the agent carries',
    withParts(() => ({
      bindPort: (context) => {
        const known = context.segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
        return known && context.hostAgents('toy agent').some(({ alive }) => alive) ? boundTo(known.id) : undefined
      },
    })),
    CARRIES,
  ],
  [
    'keeps the last port in its vif details',
    (() => {
      const details: Record<string, string> = {}
      return deciding(({ current }) => {
        details[current.id] = 'seen'
        return { vifDetails: { ...details, seen: Object.keys(details).length } }
      })
    })(),
    'remembers no port that it bound: others in between change no answer, and its answers are its own',
  ],
  [
    'writes into an answer that it gave before',
    (() => {
      const details: Record<string, unknown> = {}
      return deciding(({ current }) => Object.assign(details, { port: current.id }) && { vifDetails: details })
    })(),
    'remembers no port that it bound: others in between change no answer, and its answers are its own',
  ],
  [
    'counts while it decides',
    (() => {
      let count = 0
      return deciding(() => ({ vifDetails: { count: (count += 1) } }))
    })(),
    'decides without side effects: same answer twice, nothing written into the context',
  ],
  [
    'starts something while it decides',
    withParts((sound) => ({
      bindPort: (context) => {
        setTimeout(() => undefined, 60_000)
        return sound.bindPort(context)
      },
    })),
    PURE,
  ],
  [
    'reads a file while it decides',
    withParts((sound) => ({
      bindPort: (context) => {
        readFile('/etc/hostname').catch(() => undefined)
        return sound.bindPort(context)
      },
    })),
    PURE,
  ],
  ['copies the profile into vif details', deciding(({ current }) => ({ vifDetails: current.binding.profile })), REASON],
  [
    'logs the whole port when it does not bind',
    withParts((sound) => ({
      bindPort: (context) => {
        const decision = sound.bindPort(context)
        if (decision === undefined) console.warn('no binding', context.current)
        return decision
      },
    })),
    REASON,
  ],
  [
    'refuses in several lines',
    withParts((sound) => ({
      bindPort: (context) => {
        const decision = sound.bindPort(context)
        if (decision === undefined) context.refuse?.('no\nagent')
        return decision
      },
    })),
    REASON,
  ],
  [
    'logs the whole context in a hook',
    updating((context, tx, sound) => {
      console.log(JSON.stringify(context.current))
      return sound.updatePortPrecommit(context, tx)
    }),
    SECRET,
  ],
  [
    'publishes the profile',
    publishing(({ current, host }) => ({ body: { host, profile: current.binding.profile } })),
    SECRET,
  ],
  [
    'writes into the port',
    updating((context, tx, sound) => {
      Object.assign(context.current, { name: 'seen' })
      return sound.updatePortPrecommit(context, tx)
    }),
    TOUR,
  ],
  [
    'sorts the addresses in place',
    updating((context, tx, sound) => {
      ;(context.current.fixedIps as unknown[]).sort()
      return sound.updatePortPrecommit(context, tx)
    }),
    TOUR,
  ],
  [
    'fails for a port without addresses',
    updating((context, tx, sound) => {
      if (context.current.fixedIps[0] === undefined) throw new TypeError('no address')
      return sound.updatePortPrecommit(context, tx)
    }),
    TOUR,
  ],
  [
    'fails for a network without segments',
    withParts(() => ({
      createNetworkPrecommit: ({ current }) => {
        const [first] = current.segments
        if (first === undefined) throw new TypeError('no segment')
        return Promise.resolve()
      },
    })),
    TOUR,
  ],
  [
    'fails for subnets of IPv6',
    withParts(() => ({
      createSubnetPostcommit: ({ current }) =>
        current.gatewayIp === null ? Promise.reject(new TypeError('no gateway')) : Promise.resolve(),
    })),
    TOUR,
  ],
  [
    'fails when it deletes a port whose agent is gone',
    withParts((sound) => ({
      deletePortPrecommit: (context, tx) => {
        if (context.hostAgents().length === 0) throw new Error('no agent')
        return sound.deletePortPrecommit(context, tx)
      },
    })),
    TOUR,
  ],
  [
    'fails after a network is deleted',
    withParts(() => ({ deleteNetworkPostcommit: () => Promise.reject(new Error('unknown network')) })),
    TOUR,
  ],
  ['never ends a hook in the transaction', withParts(() => ({ createPortPrecommit: forever })), TOUR],
  [
    'does not wait for what it publishes',
    updating((context, tx, sound) => {
      sound.updatePortPrecommit(context, tx).catch(() => undefined)
      return Promise.resolve()
    }),
    TOUR,
  ],
  [
    'reads a file inside the transaction',
    updating(async (context, tx, sound) => {
      await readFile('/etc/hostname').catch(() => undefined)
      await sound.updatePortPrecommit(context, tx)
    }),
    TOUR,
  ],
  ['answers no promise', withParts(() => ({ updateNetworkPostcommit: (() => undefined) as never })), TOUR],
  [
    'publishes into another network',
    publishing(() => ({ topic: networkTopic('3d0d5d04-9b0f-4a55-9d0b-000000000009') })),
    TOUR,
  ],
  ['publishes under the key of another port', publishing(() => ({ key: portKey('another') })), TOUR],
  [
    'publishes what a host is told of its ports',
    publishing(({ host, current }) => ({ topic: hostTopic(host), key: portKey(current.id) })),
    TOUR,
  ],
  [
    'publishes a revision that is no number',
    publishing(({ host }) => ({ revision: Number.NaN, body: { host } })),
    TOUR,
  ],
  ['publishes a date', publishing(({ host }) => ({ body: { host, at: new Date(0) } })), TOUR],
  [
    'publishes the old host in the new item',
    publishing(({ originalHost = '' }) => ({ body: { host: originalHost === '' ? 'host9' : originalHost } })),
    TOUR,
  ],
  ['goes on after its signal', withParts(() => ({ createPortPostcommit: forever })), ENDS],
  [
    'swallows the abort',
    withParts(() => ({
      updatePortPostcommit: async (_context, signal) => {
        while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5))
        await forever()
      },
    })),
    ENDS,
  ],
  [
    'leaves a timer',
    withParts(() => ({
      initialize: () => {
        setInterval(() => undefined, 60_000).unref()
        return Promise.resolve()
      },
    })),
    HANDLES,
  ],
  [
    'leaves a server',
    withParts(() => ({
      initialize: () =>
        new Promise((resolve) => {
          const server = createServer().unref().listen(0, '127.0.0.1', resolve)
          setTimeout(() => server.close(), 2_000).unref()
        }),
    })),
    HANDLES,
  ],
  [
    'keeps what it told in memory',
    withParts(() => {
      const told = new Map<string, string>()
      return {
        updatePortPrecommit: async ({ current, host, status }, tx) => {
          const topic = networkTopic(current.networkId)
          const before = told.get(current.id)
          if (before !== undefined && before !== host)
            await tx.publish([{ topic, key: memberKey(before), revision: 1, body: null }])
          if (host !== '')
            await tx.publish([
              { topic, key: memberKey(host), revision: 1, body: status === 'ACTIVE' ? { host } : null },
            ])
          if (host !== '') told.set(current.id, host)
        },
      }
    }),
    'works from the store, not from memory: another controller goes on where it stopped',
  ],
  [
    'shares what it told with all its instances',
    (() => {
      const told = new Set<string>()
      return updating(async (context, tx, sound) => {
        const state = `${context.current.id} ${context.host} ${context.status}`
        if (told.has(state)) return
        told.add(state)
        await sound.updatePortPrecommit(context, tx)
      })
    })(),
    'shares nothing with another instance in the process',
  ],
  [
    'does not withdraw a port that goes DOWN',
    updating((context, tx, sound) =>
      context.status === 'DOWN' && context.host !== '' && context.originalHost === context.host
        ? Promise.resolve()
        : sound.updatePortPrecommit(context, tx),
    ),
    'withdraws what it told of a port that goes DOWN',
  ],
  [
    'does not withdraw a port that is unbound',
    updating((context, tx, sound) =>
      context.host === '' ? Promise.resolve() : sound.updatePortPrecommit(context, tx),
    ),
    'withdraws what it told of a port that is unbound',
  ],
  [
    'leaves the old host when a port migrates',
    updating(({ originalHost: _, ...context }, tx, sound) => sound.updatePortPrecommit(context, tx)),
    'withdraws what it told of the host that a port leaves',
  ],
  [
    'takes a segment of its own from the pool',
    updating(async (context, tx, sound) => {
      await tx.db
        .insertInto('segment_allocations')
        .values({ network_type: 'toy', physical_network: '', segmentation_id: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await sound.updatePortPrecommit(context, tx)
    }),
    'leaves the tables of the engine alone',
  ],
  [
    'leaves a note of each port in a stream of its own',
    updating(async (context, tx, sound) => {
      await tx.publish([{ topic: 'toy/ports', key: context.current.id, revision: 1, body: {} }])
      await sound.updatePortPrecommit(context, tx)
    }),
    'leaves nothing in any feed once everything is deleted',
  ],
  [
    'binds what it cannot have by a wrong segment',
    withParts(() => ({
      bindPort: (context) => (context.hostAgents('toy agent').length > 0 ? boundTo(segmentOf(context)) : undefined),
    })),
    'does not bind where it is offered nothing it knows',
  ],
]
