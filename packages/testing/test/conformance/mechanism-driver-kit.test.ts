import type { BindingContext, BindingDecision, MechanismDriver, PortContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { memberKey, networkTopic } from '@netloom/core/wire'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  mechanismDriverChecks,
  type ConformanceSetup,
  type MechanismDriverFixture,
} from '../../src/conformance/index.ts'
import { brokenMechanismDrivers } from './broken-mechanism-drivers.ts'
import { rulesNamed } from './rules-named.ts'
import { FakeMechanismDriver } from './fake-mechanism-driver.ts'

function setupFor(driver: () => MechanismDriver): ConformanceSetup<MechanismDriverFixture> {
  return {
    async open() {
      const store = sqliteStore(':memory:')
      await store.initialize()
      const segment = { networkType: 'vxlan', segmentationId: 100 }
      return { store, driver: driver(), segment, agentConfigurations: { tunnelTypes: ['vxlan'] } }
    },
    close: ({ store }) => store.close(),
  }
}

const bound = (segmentId: string, vifType = 'toy'): BindingDecision => ({
  type: 'bound',
  segmentId,
  vifType,
  vifDetails: {},
})

const broken: readonly (readonly [flaw: string, newDriver: () => MechanismDriver, rule: string])[] = [
  [
    'binds to a segment of its own invention',
    () => Object.assign(new FakeMechanismDriver(), { bindPort: () => bound('elsewhere') }),
    'binds a port it can carry, to one of the segments it was offered',
  ],
  [
    'takes the first segment, whatever it is',
    () =>
      Object.assign(new FakeMechanismDriver(), {
        bindPort: ({ segmentsToBind: [first] }: BindingContext) => first && bound(first.id),
      }),
    'does not bind where it is offered nothing it knows',
  ],
  [
    'says that it bound with the vif type of a failure',
    () =>
      Object.assign(new FakeMechanismDriver(), {
        bindPort: ({ segmentsToBind }: BindingContext) => bound(segmentsToBind[1]?.id ?? '', 'binding_failed'),
      }),
    'binds a port it can carry, to one of the segments it was offered',
  ],
  [
    'binds a port once only',
    () => {
      let calls = 0
      const sound = new FakeMechanismDriver()
      return Object.assign(new FakeMechanismDriver(), {
        bindPort: (context: BindingContext) => (calls++ === 0 ? sound.bindPort(context) : undefined),
      })
    },
    'decides without side effects: same answer twice, nothing written into the context',
  ],
  [
    'does not look whether the agent lives',
    () =>
      Object.assign(new FakeMechanismDriver(), {
        bindPort: ({ segmentsToBind }: BindingContext) => {
          const known = segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
          return known && bound(known.id)
        },
      }),
    'does not bind to a host whose agent is missing or dead',
  ],
  [
    'forgets to take back what it published',
    () => Object.assign(new FakeMechanismDriver(), { deletePortPrecommit: undefined }),
    'leaves nothing in the feed of a network once its port is deleted',
  ],
  [
    'keeps in memory what only the transaction may keep',
    () => {
      let revision = 0
      return Object.assign(new FakeMechanismDriver(), {
        updatePortPrecommit: ({ current, host }: PortContext, tx: Transaction) =>
          tx.publish([
            { topic: networkTopic(current.networkId), key: memberKey(host), revision: ++revision, body: {} },
          ]),
      })
    },
    'remembers nothing of a transaction that was rolled back',
  ],
  [
    'cannot delete what it does not know any more',
    () => {
      let deleted = false
      return Object.assign(new FakeMechanismDriver(), {
        deletePortPrecommit: () => {
          if (deleted) return Promise.reject(new Error('unknown port'))
          deleted = true
          return Promise.resolve()
        },
      })
    },
    'deletes twice without complaint and without a second change',
  ],
  [
    'publishes the same again and again',
    () => {
      let revision = 0
      return Object.assign(new FakeMechanismDriver(), {
        updatePortPrecommit: ({ current, host }: PortContext, tx: Transaction) =>
          tx.publish([
            { topic: networkTopic(current.networkId), key: memberKey(host), revision: ++revision, body: {} },
          ]),
      })
    },
    'publishes nothing new when the same state is told again',
  ],
  ['has no name', () => Object.assign(new FakeMechanismDriver(), { name: ' ' }), 'has a name, and can start and stop'],
]

describe('kit for mechanism drivers', () => {
  it('passes a sound driver', async () => {
    expect(
      await brokenRules(
        mechanismDriverChecks,
        setupFor(() => new FakeMechanismDriver()),
      ),
    ).toEqual([])
  })

  it('passes a driver without any hook', async () => {
    expect(
      await brokenRules(
        mechanismDriverChecks,
        setupFor(() => ({ name: 'quiet' })),
      ),
    ).toEqual([])
  })

  it.each([...broken, ...brokenMechanismDrivers])('catches a driver that %s', async (_flaw, newDriver, rule) => {
    expect(await brokenRules(rulesNamed(mechanismDriverChecks, rule), setupFor(newDriver))).toEqual([rule])
  })
})
