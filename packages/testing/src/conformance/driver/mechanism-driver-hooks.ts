import { adminContext, type FeedWrite, type MechanismDriver, type PortContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { networkTopic } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import { rolledBack } from '../support/in-transaction.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { isSame } from '../support/same.ts'
import { lifeOf, type Life } from './mechanism-driver-life.ts'
import { SAMPLE_NETWORK_ID, sampleSubnet } from './sample-contexts.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

async function liveUntilActive(driver: MechanismDriver, life: Life, tx: Transaction): Promise<void> {
  const networkContext = { request: adminContext(), current: life.created.network }
  await driver.createNetworkPrecommit?.(networkContext, tx)
  await driver.createSubnetPrecommit?.(
    { ...networkContext, current: sampleSubnet(), network: life.created.network },
    tx,
  )
  await driver.createPortPrecommit?.(life.created, tx)
  await driver.updatePortPrecommit?.(life.bound, tx)
  await driver.updatePortPrecommit?.(life.active, tx)
}

/** Rules about hooks; absent ones keep them. */
export const hookChecks: readonly Check[] = [
  {
    rule: 'has a name, and can start and stop',
    async problems({ driver }) {
      await driver.initialize?.()
      await driver.close?.()
      return driver.name.trim() === '' ? ['the name is empty'] : []
    },
  },
  {
    rule: 'follows a port from its creation to its deletion without complaint',
    async problems({ driver, store, ...rest }) {
      const life = lifeOf({ driver, store, ...rest })
      await store.transaction((tx) => liveUntilActive(driver, life, tx))
      await store.transaction(async (tx) => driver.updatePortPrecommit?.(life.moved, tx))
      await store.transaction(async (tx) => driver.deletePortPrecommit?.(life.deleted, tx))
      return []
    },
  },
  {
    rule: 'leaves nothing in the feed of a network once its port is deleted',
    async problems(fixture) {
      const { driver, store } = fixture
      const life = lifeOf(fixture)
      await store.transaction((tx) => liveUntilActive(driver, life, tx))
      await store.transaction(async (tx) => driver.deletePortPrecommit?.(life.deleted, tx))
      const { items } = await store.log.snapshot(networkTopic(SAMPLE_NETWORK_ID))
      return items.map(({ key }) => `${key} was left`)
    },
  },
  {
    rule: 'deletes twice without complaint and without a second change',
    async problems(fixture) {
      const { driver, store } = fixture
      const life = lifeOf(fixture)
      const network = { request: adminContext(), current: life.deleted.network }
      await store.transaction((tx) => liveUntilActive(driver, life, tx))
      const remove = async (tx: Transaction): Promise<void> => {
        await driver.deletePortPrecommit?.(life.deleted, tx)
        await driver.deleteNetworkPrecommit?.(network, tx)
      }
      await store.transaction(remove)
      const head = await store.log.head()
      await store.transaction(remove)
      return (await store.log.head()) === head ? [] : ['the second deletion was published, too']
    },
  },
  {
    rule: 'remembers nothing of a transaction that was rolled back',
    async problems(fixture) {
      const { driver, store } = fixture
      const life = lifeOf(fixture)
      const first = await rolledBack(store, (tx) => liveUntilActive(driver, life, tx))
      const second = await rolledBack(store, (tx) => liveUntilActive(driver, life, tx))
      // What was told before stands; the last step alone is taken back.
      const step = async (context: PortContext): Promise<readonly FeedWrite[]> =>
        rolledBack(store, async (tx) => driver.updatePortPrecommit?.(context, tx))
      await store.transaction(async (tx) => driver.createPortPrecommit?.(life.created, tx))
      await store.transaction(async (tx) => driver.updatePortPrecommit?.(life.bound, tx))
      const steps = [await step(life.active), await step(life.active)]
      return isSame(first, second) && isSame(steps[0], steps[1])
        ? []
        : ['the same hooks wrote something else the second time']
    },
  },
  {
    rule: 'publishes nothing new when the same state is told again',
    async problems(fixture) {
      const { driver, store } = fixture
      const life = lifeOf(fixture)
      await store.transaction((tx) => liveUntilActive(driver, life, tx))
      const head = await store.log.head()
      const { active } = life
      const again: PortContext = {
        ...active,
        original: active.current,
        originalStatus: active.status,
        originalHost: active.host,
        originalHostAgents: (agentType) => active.hostAgents(agentType),
      }
      await store.transaction(async (tx) => driver.updatePortPrecommit?.(again, tx))
      return (await store.log.head()) === head ? [] : ['it published what it had published before']
    },
  },
]
