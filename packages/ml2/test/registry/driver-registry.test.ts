import { createContainer, DriverRegistry } from '@netloom/core/registry'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import {
  CONTRACT,
  type DriverModule,
  EXTENSION_DRIVER,
  type ExtensionDriver,
  type MechanismDriver,
  TYPE_DRIVER,
  type TypeDriver,
} from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { createNetloom } from '../../src/index.ts'
import { CountingTypeDriver, mechanismModule, typeModule } from '../support/fake-drivers.ts'
import { TestLogger, testCloud } from '../support/test-netloom.ts'

const noted = (name: string, calls: string[], initialize?: () => Promise<void>): MechanismDriver => ({
  name,
  initialize: async () => {
    calls.push(`+${name}`)
    await initialize?.()
  },
  close: () => {
    calls.push(`-${name}`)
    return Promise.resolve()
  },
})
const registry = (modules: readonly DriverModule[], logger = new TestLogger(), deadline = 20): DriverRegistry =>
  new DriverRegistry(createContainer(), modules, logger, deadline)

describe('the driver registry', () => {
  it('starts in the order of the modules and closes in reverse', async () => {
    const calls: string[] = []
    const drivers = registry(['a', 'b', 'c'].map((name) => mechanismModule(noted(name, calls))))
    await drivers.initialize()
    await drivers.close()
    await drivers.close()
    expect(calls).toEqual(['+a', '+b', '+c', '-c', '-b', '-a'])
  })

  it('a driver that fails to start closes those before it, last first, and is named', async () => {
    const calls: string[] = []
    const cause = new Error('no switch')
    const drivers = registry([
      mechanismModule(noted('a', calls)),
      mechanismModule(noted('b', calls)),
      mechanismModule(noted('bad', calls, () => Promise.reject(cause))),
      mechanismModule(noted('late', calls)),
    ])
    await expect(drivers.initialize()).rejects.toMatchObject({
      code: 'DriverStartError',
      cause,
      message: "mechanism driver 'bad' did not start: no switch",
    })
    expect(calls).toEqual(['+a', '+b', '+bad', '-b', '-a'])
  })

  it('a driver that hangs is given up after the deadline and named', async () => {
    const drivers = registry([mechanismModule(noted('stuck', [], () => new Promise(() => undefined)))])
    await expect(drivers.initialize()).rejects.toThrow(
      "mechanism driver 'stuck' did not start: initialize() took longer than 20 ms",
    )
  })

  it('a driver that fails to close is logged and keeps nobody open', async () => {
    const calls: string[] = []
    const logger = new TestLogger()
    const broken: MechanismDriver = { name: 'broken', close: () => Promise.reject(new Error('no')) }
    const drivers = registry([mechanismModule(noted('a', calls)), mechanismModule(broken)], logger)
    await drivers.initialize()
    await drivers.close()
    expect(calls).toEqual(['+a', '-a'])
    expect(logger.lines).toEqual(['error driver did not close'])
  })

  it('of two type drivers for one type the first wins with an error in the log', () => {
    const logger = new TestLogger()
    const alias: DriverModule = {
      contract: CONTRACT,
      kind: 'type',
      name: 'vxlan2',
      register: (container) => {
        container.register<TypeDriver>(TYPE_DRIVER, { useFactory: singleton(() => new CountingTypeDriver('vxlan', 2)) })
      },
    }
    const drivers = registry([typeModule('vxlan', 1), alias], logger)
    expect(drivers.typeDrivers).toHaveLength(1)
    expect(logger.lines).toHaveLength(1)
  })

  it('two modules of one kind and name abort', () => {
    const twice = [mechanismModule({ name: 'a' }), mechanismModule({ name: 'a' })]
    expect(() => registry(twice)).toThrow(
      "modules[1] = mechanism driver 'a': is listed twice, at modules[0], too; list each driver once",
    )
    expect(() => registry([typeModule('vxlan', 1), typeModule('vxlan', 3)])).toThrow(
      /^modules\[1\] = type driver 'vxlan'/,
    )
    expect(() => registry([typeModule('a'), mechanismModule({ name: 'a' })])).not.toThrow()
  })

  it('a project type without a driver aborts the start, naming what is there; the store is not even opened', async () => {
    const store = sqliteStore(':memory:')
    const start = createNetloom({ store, modules: [typeModule('vxlan')], ml2: { projectNetworkTypes: ['gre'] } })
    await expect(start).rejects.toThrow(/projectNetworkTypes = gre: .* use one of: vxlan/)
    await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: 'StoreUnavailable' })
  })

  it('a failed start leaves the store closed', async () => {
    const store = sqliteStore(':memory:')
    const bad = mechanismModule(noted('bad', [], () => Promise.reject(new Error('no'))))
    await expect(createNetloom({ store, modules: [typeModule('local'), bad] })).rejects.toMatchObject({ driver: 'bad' })
    await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: 'StoreUnavailable' })
  })
})

describe('several instances in one process', () => {
  it('share neither drivers nor data', async () => {
    const a = await testCloud()
    const b = await testCloud({ types: [typeModule('gre')], ml2: { projectNetworkTypes: ['gre'] } })
    const network = await a.netloom.networks.create(a.admin, {})
    expect(network.segments[0]?.networkType).toBe('vxlan')
    expect((await b.netloom.networks.create(b.admin, {})).segments[0]?.networkType).toBe('gre')
    await expect(b.netloom.networks.get(b.admin, network.id)).rejects.toMatchObject({ code: 'NetworkNotFound' })
    await a.netloom.close()
    expect(await b.netloom.networks.list(b.admin)).toHaveLength(1)
    await b.netloom.close()
  })
})

describe('extension drivers', () => {
  const colour = (fail = false): DriverModule => {
    const driver: ExtensionDriver = {
      name: 'colour',
      aliases: ['colour'],
      attributes: { network: { colour: { post: 'allowed' } } },
      processCreateNetwork: async (request, network, tx) => {
        if (fail) throw new Error('no paint')
        await tx.db
          .insertInto('store_facts')
          .values({ name: `colour ${network.id}`, value: String(request['colour']) })
          .execute()
      },
    }
    return {
      contract: CONTRACT,
      kind: 'extension',
      name: 'colour',
      register: (container) => {
        container.register(EXTENSION_DRIVER, { useFactory: singleton(() => driver) })
      },
    }
  }

  it('read fields of their own inside the transaction', async () => {
    const { netloom, admin, store } = await testCloud({ modules: [colour()] })
    const request: { name: string; colour: string } = { name: 'x', colour: 'blue' }
    const { id } = await netloom.networks.create(admin, request)
    const fact = await store.db
      .selectFrom('store_facts')
      .select('value')
      .where('name', '=', `colour ${id}`)
      .executeTakeFirst()
    expect(fact?.value).toBe('blue')
    await netloom.close()
  })

  it('abort the request by throwing', async () => {
    const { netloom, admin } = await testCloud({ modules: [colour(true)] })
    await expect(netloom.networks.create(admin, {})).rejects.toThrow('no paint')
    expect(await netloom.networks.list(admin)).toEqual([])
    await netloom.close()
  })
})
