import { describe, expect, it } from 'vitest'
import { BadRequestError, ConflictError, type MechanismDriver, type Port } from '@netloom/core'
import { switchDriver } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

class Refused extends BadRequestError {
  readonly code = 'Refused'
}
class Conflicting extends ConflictError {
  readonly code = 'Conflicting'
}

const RESOURCES = ['Network', 'Subnet', 'Port'] as const
const VERBS = ['create', 'update', 'delete'] as const
const PHASES = ['Precommit', 'Postcommit'] as const
const HOOKS = VERBS.flatMap((verb) =>
  RESOURCES.flatMap((resource) => PHASES.map((phase) => `${verb}${resource}${phase}` as const)),
)
type Hook = (typeof HOOKS)[number]

/** Notes every call; throws in the hooks it is told to. */
function witness(name: string, calls: string[], faults: Partial<Record<Hook, () => Error>> = {}): MechanismDriver {
  const hooks = HOOKS.map((hook) => [
    hook,
    () => {
      calls.push(`${name} ${hook}`)
      const fault = faults[hook]
      return fault === undefined ? Promise.resolve() : Promise.reject(fault())
    },
  ])
  return { name, ...(Object.fromEntries(hooks) as Partial<MechanismDriver>) }
}

interface Scene {
  readonly cloud: TestCloud
  readonly calls: string[]
  readonly networkId: string
}

async function scene(
  faults: Partial<Record<Hook, () => Error>>,
  other: Partial<Record<Hook, () => Error>> = {},
): Promise<Scene> {
  const calls: string[] = []
  const armed = { on: false }
  const arm = (map: Partial<Record<Hook, () => Error>>): typeof map =>
    Object.fromEntries(Object.entries(map).map(([hook, make]) => [hook, make]))
  const wrap = (driver: MechanismDriver): MechanismDriver => {
    const entries = HOOKS.map((hook) => [
      hook,
      (context: never, last: never) => {
        if (!armed.on) return Promise.resolve()
        const call = driver[hook] as ((a: never, b: never) => Promise<void>) | undefined
        return call?.(context, last) ?? Promise.resolve()
      },
    ])
    return { name: driver.name, ...(Object.fromEntries(entries) as Partial<MechanismDriver>) }
  }
  const drivers = [witness('a', calls), witness('b', calls, arm(faults)), witness('c', calls, arm(other))].map(wrap)
  const cloud = await testCloud({ drivers })
  const network = await cloud.netloom.networks.create(cloud.admin, {})
  armed.on = true
  return { cloud, calls, networkId: network.id }
}

const count = async (cloud: TestCloud): Promise<Record<string, number>> => ({
  networks: (await cloud.netloom.networks.list(cloud.admin)).length,
  subnets: (await cloud.netloom.subnets.list(cloud.admin)).length,
  ports: (await cloud.netloom.ports.list(cloud.admin)).length,
  segments: (await cloud.store.db.selectFrom('segment_allocations').selectAll().execute()).length,
  addresses: (await cloud.store.db.selectFrom('ip_allocations').selectAll().execute()).length,
})

const make: Record<(typeof RESOURCES)[number], (scene: Scene) => Promise<{ readonly id: string }>> = {
  Network: ({ cloud }) => cloud.netloom.networks.create(cloud.admin, {}),
  Subnet: ({ cloud, networkId }) => cloud.netloom.subnets.create(cloud.admin, { networkId, cidr: '10.0.0.0/24' }),
  Port: ({ cloud, networkId }) => cloud.netloom.ports.create(cloud.admin, { networkId }),
}
const serviceOf = (cloud: TestCloud, resource: (typeof RESOURCES)[number]): TestCloud['netloom']['ports'] =>
  ({ Network: cloud.netloom.networks, Subnet: cloud.netloom.subnets, Port: cloud.netloom.ports })[
    resource
  ] as TestCloud['netloom']['ports']

describe.each(RESOURCES)('hooks of a %s', (resource) => {
  it('run in configured order, deletes from the last to the first', async () => {
    const it = await scene({})
    const { id } = await make[resource](it)
    await serviceOf(it.cloud, resource).update(it.cloud.admin, id, { name: 'x' })
    await serviceOf(it.cloud, resource).delete(it.cloud.admin, id)
    const wanted = VERBS.flatMap((verb) =>
      PHASES.flatMap((phase) =>
        (verb === 'delete' ? ['c', 'b', 'a'] : ['a', 'b', 'c']).map((name) => `${name} ${verb}${resource}${phase}`),
      ),
    )
    expect(it.calls).toEqual(wanted)
    await it.cloud.netloom.close()
  })

  it('create, precommit throws: the chain stops, nothing is left, the error is the driver’s', async () => {
    const it = await scene({ [`create${resource}Precommit`]: () => new Refused('no') })
    const before = await count(it.cloud)
    await expect(make[resource](it)).rejects.toMatchObject({ code: 'Refused', status: 400, message: 'no' })
    expect(it.calls).toEqual([`a create${resource}Precommit`, `b create${resource}Precommit`])
    expect(await count(it.cloud)).toEqual(before)
    await it.cloud.netloom.close()
  })

  it('create, postcommit throws: the chain stops, the resource is deleted with every driver’s delete hooks', async () => {
    const it = await scene({ [`create${resource}Postcommit`]: () => new Conflicting('taken') })
    const before = await count(it.cloud)
    await expect(make[resource](it)).rejects.toMatchObject({ code: 'Conflicting', status: 409 })
    expect(it.calls.slice(3)).toEqual([
      `a create${resource}Postcommit`,
      `b create${resource}Postcommit`,
      ...PHASES.flatMap((phase) => ['c', 'b', 'a'].map((name) => `${name} delete${resource}${phase}`)),
    ])
    expect(await count(it.cloud)).toEqual(before)
    await it.cloud.netloom.close()
  })

  it('update, precommit throws: rolled back', async () => {
    const it = await scene({ [`update${resource}Precommit`]: () => new Refused('no') })
    const { id } = await make[resource](it)
    const service = serviceOf(it.cloud, resource)
    await expect(service.update(it.cloud.admin, id, { name: 'x' })).rejects.toMatchObject({ status: 400 })
    expect(await service.get(it.cloud.admin, id)).toMatchObject({ name: '', revisionNumber: 1 })
    await it.cloud.netloom.close()
  })

  it.each([
    ['one status: that one', new Refused('b'), new Refused('c'), 400],
    ['mixed: 409', new Refused('b'), new Conflicting('c'), 409],
    ['not ours: 500', new Error('b'), new Error('c'), 500],
  ])('update, postcommits throw: all are called, the state stays; %s', async (_what, first, second, status) => {
    const it = await scene(
      { [`update${resource}Postcommit`]: () => first },
      { [`update${resource}Postcommit`]: () => second },
    )
    const { id } = await make[resource](it)
    it.calls.length = 0
    const service = serviceOf(it.cloud, resource)
    const update = service.update(it.cloud.admin, id, { name: 'x' })
    await expect(update).rejects.toMatchObject({
      status,
      faults: [
        { driver: 'b', error: first },
        { driver: 'c', error: second },
      ],
    })
    expect(it.calls.slice(3)).toEqual(['a', 'b', 'c'].map((name) => `${name} update${resource}Postcommit`))
    expect(await service.get(it.cloud.admin, id)).toMatchObject({ name: 'x' })
    await it.cloud.netloom.close()
  })

  it('delete, precommit throws: the resource stays', async () => {
    const it = await scene({ [`delete${resource}Precommit`]: () => new Refused('no') })
    const { id } = await make[resource](it)
    const before = await count(it.cloud)
    const service = serviceOf(it.cloud, resource)
    await expect(service.delete(it.cloud.admin, id)).rejects.toMatchObject({ status: 400 })
    expect(await count(it.cloud)).toEqual(before)
    await it.cloud.netloom.close()
  })

  it('delete, postcommit throws: all are called, it is logged, the resource is gone', async () => {
    const it = await scene({ [`delete${resource}Postcommit`]: () => new Refused('no') })
    const { id } = await make[resource](it)
    it.calls.length = 0
    const service = serviceOf(it.cloud, resource)
    await service.delete(it.cloud.admin, id)
    expect(it.calls.slice(3)).toEqual(['c', 'b', 'a'].map((name) => `${name} delete${resource}Postcommit`))
    expect(it.cloud.logger.lines).toContain('error mechanism driver failed')
    await expect(service.get(it.cloud.admin, id)).rejects.toMatchObject({ status: 404 })
    await it.cloud.netloom.close()
  })
})

describe('hooks of many ports', () => {
  it('one postcommit throws: none of the ports remains', async () => {
    let calls = 0
    const driver = switchDriver({
      createPortPostcommit: () => {
        calls++
        return calls === 2 ? Promise.reject(new Refused('no')) : Promise.resolve()
      },
    })
    const cloud = await testCloud({ drivers: [driver] })
    const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
    const create = cloud.netloom.ports.createMany(cloud.admin, [{ networkId }, { networkId }, { networkId }])
    await expect(create).rejects.toMatchObject({ code: 'Refused' })
    expect(await cloud.netloom.ports.list(cloud.admin)).toEqual([])
    await cloud.netloom.close()
  })

  it('what the store reports inside a precommit starts the whole request over', async () => {
    let tries = 0
    const seen: Port[] = []
    const driver = switchDriver({
      createPortPrecommit: async (context, tx) => {
        tries++
        seen.push(context.current)
        // the first time, the row that was just made is written again: a unique violation
        if (tries === 1) await tx.db.insertInto('store_facts').values({ name: 'epoch', value: 'x' }).execute()
      },
    })
    const cloud = await testCloud({ drivers: [driver] })
    const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
    const port = await cloud.netloom.ports.create(cloud.admin, { networkId })
    expect(tries).toBe(2)
    expect(seen.map(({ id }) => id === port.id)).toEqual([false, true])
    expect(await cloud.netloom.ports.list(cloud.admin)).toHaveLength(1)
    await cloud.netloom.close()
  })
})
