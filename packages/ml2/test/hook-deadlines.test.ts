import { describe, expect, it } from 'vitest'
import {
  CONTRACT,
  type DriverModule,
  EXTENSION_DRIVER,
  type ExtensionDriver,
  type MechanismDriver,
  TYPE_DRIVER,
} from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import type { Transaction } from '@netloom/core/store'
import { CountingTypeDriver, switchDriver } from './support/fake-drivers.ts'
import { testCloud, type TestCloud, type TestCloudOptions } from './support/test-netloom.ts'

const DEADLINES = { precommit: 60, postcommit: 60 }

/** A promise that ends when told to. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const cloudWith = (driver: Partial<MechanismDriver>, more: TestCloudOptions = {}): Promise<TestCloud> =>
  testCloud({ drivers: [switchDriver(driver)], hookDeadlines: DEADLINES, ...more })

const forever = (): Promise<never> => new Promise(() => undefined)

describe('a precommit hook that does not end', () => {
  it('is given up at its deadline: rolled back, named in error and log, and others write on', async () => {
    const cloud = await cloudWith({
      createNetworkPrecommit: ({ current }) => (current.name === 'stuck' ? forever() : Promise.resolve()),
    })
    const stuck = cloud.netloom.networks.create(cloud.admin, { name: 'stuck' })
    const other = cloud.netloom.networks.create(cloud.admin, { name: 'other' })
    await expect(stuck).rejects.toMatchObject({
      status: 503,
      code: 'MechanismDriverError',
      message: "mechanism driver 'switch' did not end createNetworkPrecommit within 60 ms",
    })
    expect((await other).name).toBe('other')
    expect((await cloud.netloom.networks.list(cloud.admin)).map(({ name }) => name)).toEqual(['other'])
    expect(cloud.logger.lines).toContain('error a driver’s hook did not end in time; it is waited for no longer')
    await cloud.netloom.close()
  })

  it('can write nothing when it goes on after its deadline', async () => {
    const { opened, open } = gate()
    const outcomes: string[] = []
    let done: () => void = () => undefined
    const wrote = new Promise<void>((resolve) => {
      done = resolve
    })
    const note = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => outcomes.push('written'),
        (error: unknown) => outcomes.push((error as Error).message),
      )
    const late = async (tx: Transaction): Promise<void> => {
      await opened
      await note(tx.db.insertInto('store_facts').values({ name: 'late', value: 'x' }).execute())
      await note(tx.publish([{ topic: 'host/x', key: 'port/late', revision: 1, body: {} }]))
      done()
    }
    const cloud = await cloudWith({
      createNetworkPrecommit: ({ current }, tx) => (current.name === 'stuck' ? late(tx) : Promise.resolve()),
    })
    await expect(cloud.netloom.networks.create(cloud.admin, { name: 'stuck' })).rejects.toMatchObject({ status: 503 })
    open()
    await cloud.netloom.networks.create(cloud.admin, { name: 'other' })
    await wrote
    expect(outcomes).toEqual([expect.stringMatching(/has ended/), expect.stringMatching(/has ended/)])
    expect(await cloud.items('host/x')).toEqual([])
    await cloud.netloom.close()
  })

  it('of a type driver or an extension driver: the same', async () => {
    class StuckTypeDriver extends CountingTypeDriver {
      override allocate(): Promise<never> {
        return forever()
      }
    }
    const stuckType: DriverModule = {
      contract: CONTRACT,
      kind: 'type',
      name: 'vxlan',
      register: (container) => {
        container.register(TYPE_DRIVER, { useFactory: singleton(() => new StuckTypeDriver('vxlan', 10)) })
      },
    }
    const cloud = await cloudWith({}, { types: [stuckType] })
    await expect(cloud.netloom.networks.create(cloud.admin, {})).rejects.toThrow(
      "type driver 'vxlan' did not end allocate within 60 ms",
    )
    await cloud.netloom.close()

    const extension: ExtensionDriver = { name: 'tags', aliases: [], processCreateNetwork: forever }
    const stuckExtension: DriverModule = {
      contract: CONTRACT,
      kind: 'extension',
      name: 'tags',
      register: (container) => {
        container.register(EXTENSION_DRIVER, { useFactory: singleton(() => extension) })
      },
    }
    const extended = await cloudWith({}, { modules: [stuckExtension] })
    await expect(extended.netloom.networks.create(extended.admin, {})).rejects.toThrow(
      "extension driver 'tags' did not end processCreateNetwork within 60 ms",
    )
    await extended.netloom.close()
  })
})

describe('a postcommit hook that does not end', () => {
  it('is told by its signal and given up: a create is undone', async () => {
    const aborted: boolean[] = []
    const cloud = await cloudWith({
      createNetworkPostcommit: (_, signal) => {
        signal.addEventListener('abort', () => aborted.push(signal.aborted))
        return forever()
      },
    })
    await expect(cloud.netloom.networks.create(cloud.admin, {})).rejects.toMatchObject({
      status: 503,
      message: "mechanism driver 'switch' did not end createNetworkPostcommit within 60 ms",
    })
    expect(aborted).toEqual([true])
    expect(await cloud.netloom.networks.list(cloud.admin)).toEqual([])
    await cloud.netloom.close()
  })

  it('does not hold up a close for longer than a moment', async () => {
    const { opened: begun, open: begins } = gate()
    const cloud = await cloudWith(
      {
        updateNetworkPostcommit: () => {
          begins()
          return forever()
        },
      },
      { hookDeadlines: { precommit: 60_000, postcommit: 60_000 } },
    )
    const { id } = await cloud.netloom.networks.create(cloud.admin, {})
    const update = cloud.netloom.networks.update(cloud.admin, id, { name: 'x' }).catch((error: unknown) => error)
    await begun
    const started = performance.now()
    await cloud.netloom.close()
    expect(await update).toMatchObject({ status: 503 })
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

it('a close ends although a precommit hook does not', async () => {
  const { opened: begun, open: begins } = gate()
  const cloud = await cloudWith({
    createNetworkPrecommit: () => {
      begins()
      return forever()
    },
  })
  const create = cloud.netloom.networks.create(cloud.admin, {}).catch((error: unknown) => error)
  await begun
  await cloud.netloom.close()
  expect(await create).toMatchObject({ status: 503 })
})
