import { createServer } from 'node:net'
import { readFile } from 'node:fs/promises'
import { hostTopic, memberKey, networkTopic, portKey } from '@netloom/core/wire'
import {
  type Broken,
  withParts,
  updating,
  publishing,
  forever,
  segmentOf,
  boundTo,
  TOUR,
  HANDLES,
  ENDS,
} from './mechanism-driver-faults.ts'

export const brokenHooks: readonly Broken[] = [
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
