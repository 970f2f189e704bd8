import type { MechanismDriver } from '@netloom/core'
import { memberKey, networkTopic } from '@netloom/core/wire'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { brokenRules, mechanismDriverChecks } from '../../src/conformance/index.ts'
import { FakeMechanismDriver } from './fake-mechanism-driver.ts'
import { type Broken, REASON, TOUR, updating, withParts } from './mechanism-driver-faults.ts'
import { rulesNamed } from './rules-named.ts'

const HOSTS = 'tells of a network’s hosts what its ports there need, and not what other ports and networks need'
const ALONE = 'decides by what it is told alone: it binds a port that it could not bind a moment ago'
const MEMORY = 'remembers nothing of a transaction that was rolled back'
const ENDPOINT = 'follows a tunnel endpoint that moves'

const remembering = (): MechanismDriver => {
  const said = new Map<string, string>()
  return Object.assign(new FakeMechanismDriver(), {
    updatePortPrecommit: (async ({ current, host, status }, tx) => {
      if (host === '' || said.get(host) === status) return
      said.set(host, status)
      const body = status === 'ACTIVE' ? { host } : null
      await tx.publish([{ topic: networkTopic(current.networkId), key: memberKey(host), revision: 1, body }])
    }) satisfies MechanismDriver['updatePortPrecommit'],
  })
}

const broken: readonly Broken[] = [
  [
    'withdraws a host that other ports need',
    withParts(() => ({
      deletePortPrecommit: ({ current, host }, tx) =>
        tx.publish([{ topic: networkTopic(current.networkId), key: memberKey(host), revision: 1, body: null }]),
    })),
    HOSTS,
  ],
  [
    'leaves a host whose ports are all gone',
    withParts(() => ({ deletePortPrecommit: () => Promise.resolve() })),
    HOSTS,
  ],
  [
    'never binds again what it could not bind once',
    () => {
      const refused = new Set<string>()
      const sound = new FakeMechanismDriver()
      return Object.assign(new FakeMechanismDriver(), {
        bindPort: ((context) => {
          if (refused.has(context.current.id)) return undefined
          const decision = sound.bindPort(context)
          if (decision === undefined) refused.add(context.current.id)
          return decision
        }) satisfies MechanismDriver['bindPort'],
      })
    },
    ALONE,
  ],
  [
    'does not say why it does not bind',
    withParts((sound) => ({ bindPort: ({ refuse: _, ...context }) => sound.bindPort(context) })),
    REASON,
  ],
  ['remembers what it published', remembering, MEMORY],
  [
    'writes the change log by itself',
    updating(async ({ current }, tx) => {
      await tx.db.deleteFrom('feed_items').where('topic', '=', networkTopic(current.networkId)).execute()
    }),
    TOUR,
  ],
  [
    'goes on saying where tunnels ended',
    updating(async (context, tx) => {
      const { current, host, status } = context
      if (host === '' || status !== 'ACTIVE') return
      const vtep = '192.0.2.1'
      const topic = networkTopic(current.networkId)
      await tx.publish([{ topic, key: memberKey(host), revision: 1, body: { host, vtep } }])
    }),
    ENDPOINT,
  ],
  [
    'does not end when a port is made with a host',
    withParts(() => ({
      createPortPostcommit: ({ host }) => (host === '' ? Promise.resolve() : new Promise<never>(() => undefined)),
    })),
    TOUR,
  ],
]

describe('kit for mechanism drivers, on several ports and on what was refused', () => {
  it.each(broken)('catches a driver that %s', async (_flaw, newDriver, rule) => {
    const setup = {
      async open() {
        const store = sqliteStore(':memory:')
        await store.initialize()
        const agentConfigurations = { tunnelTypes: ['toy'], tunnelingIp: '192.0.2.1' }
        return { store, driver: newDriver(), segment: { networkType: 'toy', segmentationId: 7 }, agentConfigurations }
      },
      close: ({ store }: { readonly store: ReturnType<typeof sqliteStore> }) => store.close(),
    }
    expect(await brokenRules(rulesNamed(mechanismDriverChecks, rule), setup)).toEqual([rule])
  })
})
