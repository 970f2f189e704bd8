import type { MechanismDriver, PortContext } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { networkTopic } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, isSame } from '../support/same.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { precommit } from './mechanism-driver-guard.ts'
import { lifeOf, type Life } from './mechanism-driver-life.ts'
import { freezeContext } from './mechanism-driver-states.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

async function tell(driver: MechanismDriver, store: Store, ...contexts: readonly PortContext[]): Promise<void> {
  for (const context of contexts)
    await store.transaction((tx) =>
      precommit(
        driver,
        context.original === undefined ? 'createPortPrecommit' : 'updatePortPrecommit',
        freezeContext(context),
        tx,
      ),
    )
}

async function itemsOf({ created }: Life, store: Store): Promise<readonly string[]> {
  const { items } = await store.log.snapshot(networkTopic(created.current.networkId))
  return items.map(({ key, body }) => `${key} ${canonical(body)}`)
}

/** The ports of a host are told again when its tunnels end elsewhere. */
function readdressed(active: PortContext, tunnelingIp: string): PortContext {
  const moved = (agentType?: string): ReturnType<PortContext['hostAgents']> =>
    active
      .hostAgents(agentType)
      .map((agent) => ({ ...agent, configurations: { ...agent.configurations, tunnelingIp } }))
  return {
    ...active,
    current: { ...active.current, revisionNumber: active.current.revisionNumber + 1 },
    ...{ original: active.current, originalStatus: active.status, originalHost: active.host },
    ...{ hostAgents: moved, originalHostAgents: moved },
  }
}

/** Whatever a network's stream tells of the port after the end that it did not tell before its beginning. */
const withdrawn = (rule: string, end: (life: Life) => readonly PortContext[]): Check => ({
  rule,
  async problems(fixture) {
    const { driver, store } = fixture
    const life = lifeOf(fixture)
    await tell(driver, store, life.created)
    const before = await itemsOf(life, store)
    await tell(driver, store, life.bound, life.active, ...end(life))
    return (await itemsOf(life, store)).filter((item) => !before.includes(item)).map((item) => `${item} was left`)
  },
})

/** Rules about what other hosts must not be told any more. */
export const withdrawalChecks: readonly Check[] = [
  withdrawn('withdraws what it told of a port that goes DOWN', ({ down }) => [down]),
  withdrawn('withdraws what it told of a port that is unbound', ({ unbound }) => [unbound]),
  withdrawn('withdraws what it told of the host that a port leaves', ({ moved }) => [moved]),
  {
    rule: 'tells of the new host alone once a port has migrated',
    async problems(fixture) {
      const { driver, store } = fixture
      const life = lifeOf(fixture)
      await tell(driver, store, life.created, life.bound, life.active, life.moved, life.movedActive)
      const stale = (await itemsOf(life, store)).filter((item) => /\bhost1\b/.test(item))
      return stale.map((item) => `${item} was left`)
    },
  },
  {
    rule: 'works from the store, not from memory: another controller goes on where it stopped',
    async problems(fixture, another) {
      const other = await another()
      const life = lifeOf(fixture)
      const half = [life.created, life.bound, life.active]
      const rest = [life.moved, life.movedActive]
      await tell(fixture.driver, fixture.store, ...half)
      const { driver } = await another()
      await tell(driver, fixture.store, ...rest)
      await tell(other.driver, other.store, ...half, ...rest)
      const [shared, alone] = [await itemsOf(life, fixture.store), await itemsOf(life, other.store)]
      const problems = isSame(shared, alone) ? [] : [`[${shared.join(' ')}] instead of [${alone.join(' ')}]`]
      const { original: _, ...last } = life.movedActive
      const deleted = freezeContext(last)
      await fixture.store.transaction((tx) => precommit(fixture.driver, 'deletePortPrecommit', deleted, tx))
      return [...problems, ...(await itemsOf(life, fixture.store)).map((item) => `${item} was left`)]
    },
  },
  {
    rule: 'tells of a port by the segment that it is bound to, whatever other segments its network has',
    async problems(fixture, another) {
      const other = await another()
      const life = lifeOf(fixture)
      const amid = [life.created, life.bound, life.active].map((context): PortContext => {
        const { segments } = context.network
        const strange = { id: 'f5e90000-0000-4000-8000-000000000000', networkType: 'x-unknown', segmentationId: 4_000 }
        const first = segments.map((segment) => ({ ...segment, ...strange }))
        return { ...context, network: { ...context.network, segments: [...first, ...segments] } }
      })
      await tell(fixture.driver, fixture.store, life.created, life.bound, life.active)
      await tell(other.driver, other.store, ...amid)
      const [alone, among] = [await itemsOf(life, fixture.store), await itemsOf(life, other.store)]
      return isSame(alone, among) ? [] : [`[${among.join(' ')}] instead of [${alone.join(' ')}]`]
    },
  },
  {
    rule: 'follows a tunnel endpoint that moves',
    async problems(fixture) {
      const { driver, store, agentConfigurations: { tunnelingIp: old } = {} } = fixture
      if (old === undefined) return []
      const life = lifeOf(fixture)
      await tell(driver, store, life.created, life.bound, life.active)
      await tell(driver, store, readdressed(life.active, old.includes(':') ? '2001:db8::77' : '192.0.2.77'))
      const stale = (await itemsOf(life, store)).filter((item) => item.includes(`"${old}"`))
      return stale.map((item) => `${item} has the old endpoint`)
    },
  },
  {
    rule: 'shares nothing with another instance in the process',
    async problems(fixture, another) {
      const other = await another()
      const life = lifeOf(fixture)
      const all = [life.created, life.bound, life.active]
      await tell(fixture.driver, fixture.store, ...all)
      await tell(other.driver, other.store, ...all)
      const [here, there] = [await itemsOf(life, fixture.store), await itemsOf(life, other.store)]
      return isSame(here, there) ? [] : [`[${there.join(' ')}] instead of [${here.join(' ')}]`]
    },
  },
]
