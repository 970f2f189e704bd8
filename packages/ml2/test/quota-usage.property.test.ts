import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../core/test/support/repetitions.ts'
import { adminContext, type MechanismDriver, MechanismDriverError, UNLIMITED_QUOTAS } from '@netloom/core'
import { switchDriver } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const PROJECTS = ['a', 'b'] as const
type Operation = 'network' | 'subnet' | 'ports' | 'entry' | 'share' | 'unshare' | 'delete' | 'remove ports' | 'limit'
interface Step {
  readonly operation: Operation
  readonly project: (typeof PROJECTS)[number]
  readonly which: number
  readonly count: number
  /** A driver refuses: 1 = in the transaction, 2 = behind it. */
  readonly fault: 0 | 1 | 2
}

const step: fc.Arbitrary<Step> = fc.record({
  operation: fc.constantFrom<Operation>(
    'network',
    'subnet',
    'ports',
    'ports',
    'entry',
    'share',
    'unshare',
    'delete',
    'remove ports',
    'limit',
  ),
  project: fc.constantFrom(...PROJECTS),
  which: fc.nat(20),
  count: fc.integer({ min: 1, max: 4 }),
  fault: fc.constantFrom<0 | 1 | 2>(0, 0, 0, 1, 2),
})

describe('what is counted', () => {
  it('equals the rows after any operations, refused, failed and undone ones among them', async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        let fault: Step['fault'] = 0
        const fail = (when: 1 | 2) => (): Promise<void> =>
          fault === when ? Promise.reject(new Error('no')) : Promise.resolve()
        const driver: Partial<MechanismDriver> = {
          createNetworkPrecommit: fail(1),
          createSubnetPrecommit: fail(1),
          createPortPrecommit: fail(1),
          deletePortPrecommit: fail(1),
          deleteNetworkPrecommit: fail(1),
          createNetworkPostcommit: fail(2),
          createSubnetPostcommit: fail(2),
          createPortPostcommit: fail(2),
        }
        const quotas = { ...UNLIMITED_QUOTAS, network: 4, subnet: 3, port: 6, rbac_policy: 3 }
        const cloud = await testCloud({ drivers: [switchDriver(driver)], ml2: { quotas } })
        for (const one of steps) {
          fault = one.fault
          try {
            await perform(cloud, one)
          } catch (error) {
            refused += 1
            if (!(error instanceof MechanismDriverError)) expect(error).toHaveProperty('code')
          }
          fault = 0
          expect(await counted(cloud)).toEqual(await present(cloud))
        }
        await cloud.netloom.close()
      }),
      { numRuns: repetitions(30, 10) },
    )
    expect(refused).toBeGreaterThan(20)
  })
})

async function perform(
  { netloom, admin, store }: TestCloud,
  { operation, project, which, count }: Step,
): Promise<void> {
  const networks = await store.db.selectFrom('networks').selectAll().orderBy('id').execute()
  const networkId = networks[which % Math.max(1, networks.length)]?.id ?? '00000000-0000-4000-8000-000000000000'
  const context = adminContext(project)
  switch (operation) {
    case 'network':
      await netloom.networks.createMany(
        context,
        Array.from({ length: count }, (_, index) => ({ shared: index === 1, routerExternal: index === 2 })),
      )
      return
    case 'subnet':
      await netloom.subnets.create(context, { networkId, cidr: `10.0.${String(which % 4)}.0/24` })
      return
    case 'ports':
      await netloom.ports.createMany(
        context,
        Array.from({ length: count }, () => ({ networkId, ...(which % 3 === 0 && { deviceOwner: 'network:dhcp' }) })),
      )
      return
    case 'entry':
      await netloom.rbacPolicies.createMany(
        context,
        Array.from({ length: count }, (_, index) => ({
          objectType: 'network',
          objectId: networkId,
          action: 'access_as_shared',
          targetProject: index === 3 ? '*' : `t${String((which + index) % 3)}`,
        })),
      )
      return
    case 'share':
      await netloom.networks.update(admin, networkId, { shared: true, routerExternal: true })
      return
    case 'unshare':
      await netloom.networks.update(admin, networkId, { shared: false, routerExternal: false })
      return
    case 'delete':
      await netloom.networks.delete(admin, networkId)
      return
    case 'remove ports':
      for (const { id } of (await netloom.ports.list(admin)).slice(0, count)) await netloom.ports.delete(admin, id)
      return
    case 'limit':
      await netloom.quotas.update(admin, project, { port: which })
  }
}

type Counts = Readonly<Record<string, number>>

async function counted({ store }: TestCloud): Promise<Counts> {
  const rows = await store.db.selectFrom('quota_usages').selectAll().execute()
  return Object.fromEntries(
    rows.filter(({ used }) => used !== 0).map((row) => [`${row.project_id} ${row.resource}`, row.used]),
  )
}

async function present({ store }: TestCloud): Promise<Counts> {
  const counts: Record<string, number> = {}
  for (const [table, resource] of [
    ['networks', 'network'],
    ['subnets', 'subnet'],
    ['ports', 'port'],
    ['rbac_policies', 'rbac_policy'],
  ] as const) {
    for (const { project_id } of await store.db.selectFrom(table).select('project_id').execute()) {
      const key = `${project_id} ${resource}`
      counts[key] = (counts[key] ?? 0) + 1
    }
  }
  return counts
}
