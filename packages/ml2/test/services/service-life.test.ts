import { type MechanismDriver, type ServiceModule, silentLogger, type StartedService } from '@netloom/core'
import { expect, it } from 'vitest'
import { ServiceManager } from '../../src/services/service-manager.ts'
import { switchDriver } from '../support/fake-drivers.ts'
import { fakeService, tapMigrations, tapService } from '../support/fake-service.ts'
import { testCloud, TestLogger } from '../support/test-netloom.ts'
import { testStore } from '../support/test-store.ts'

/** A service that writes down what becomes of it. */
function logging(
  log: string[],
  name: string,
  parts: Partial<ServiceModule> = {},
  started: StartedService = {},
): ServiceModule {
  return fakeService(name, {
    start: (environment) => {
      log.push(`start ${name} with ${Object.keys(environment.services).join(' ')}`.trim())
      return Promise.resolve({
        sweep: () => Promise.resolve(void log.push(`sweep ${name}`)),
        close: () => Promise.resolve(void log.push(`close ${name}`)),
        ...started,
      })
    },
    ...parts,
  })
}

const brings = (name: string): StartedService => ({ services: { [name]: { name } } })

it('starts services after those that they require, sweeps, and closes in reverse', async () => {
  const log: string[] = []
  const driver: MechanismDriver = {
    ...switchDriver(),
    initialize: () => Promise.resolve(void log.push('start driver')),
    close: () => Promise.resolve(void log.push('close driver')),
  }
  const { netloom } = await testCloud({
    drivers: [driver],
    modules: [
      logging(log, 'c', { requires: ['alias-of-b'] }),
      logging(log, 'b', { requires: ['a'], aliases: ['alias-of-b'] }, brings('bees')),
      logging(log, 'a', {}, brings('ants')),
    ],
  })
  expect(netloom.services).toEqual({ ants: { name: 'ants' }, bees: { name: 'bees' } })
  expect(netloom.serviceModules.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  await netloom.close()
  await netloom.close()
  expect(log).toEqual([
    'start driver',
    'start a with',
    'start b with ants',
    'start c with bees',
    'sweep a',
    'sweep b',
    'sweep c',
    'close c',
    'close b',
    'close a',
    'close driver',
  ])
})

it.each<[string, ServiceModule, string]>([
  [
    'throws',
    fakeService('bad', { start: () => Promise.reject(new Error('no luck')) }),
    "service 'bad' did not start: no luck",
  ],
  [
    'throws before it returns a promise',
    fakeService('bad', {
      start: () => {
        throw new Error('no luck')
      },
    }),
    "service 'bad' did not start: no luck",
  ],
  [
    'returns nothing',
    fakeService('bad', { packageName: 'pkg', start: () => Promise.resolve(undefined as unknown as StartedService) }),
    "service 'bad' of pkg: start() returned: which is not allowed; it must be an object { services, … }",
  ],
  [
    'brings a name that another service brings',
    fakeService('bad', { packageName: 'pkg', start: () => Promise.resolve(brings('ants')) }),
    "service 'bad' of pkg: start() returned services.ants: service 'good' has it already; give it another name",
  ],
  [
    'has no handler for its entity',
    tapService({}, { reports: {} }),
    "service 'taps' of netloom-service-taps: start() returned no: handler for entity TAP; add reports.TAP",
  ],
  [
    'has tags that nobody can read',
    tapService({}, { services: {} }),
    "service 'taps' of netloom-service-taps: start() returned no services.taps.get: which says who sees the tags of taps; " +
      'add it, or correct taggedTypes.taps.service',
  ],
  [
    'has a listener that binds',
    fakeService('bad', {
      start: () => Promise.resolve({ listeners: [{ name: 'x', bindPort: () => undefined }] as never }),
    }),
    'a service binds no port: remove bindPort',
  ],
])('leaves nothing running when a service %s', async (_what, bad, message) => {
  const log: string[] = []
  const store = await testStore()
  const driver: MechanismDriver = { ...switchDriver(), close: () => Promise.resolve(void log.push('close driver')) }
  const good = logging(log, 'good', {}, brings('ants'))
  const started = testCloud({ store, drivers: [driver], modules: [good, bad] })
  const error: unknown = await started.catch((reason: unknown) => reason)
  expect((error as Error).message).toContain(message)
  expect((error as Error).message).not.toContain('\n')
  expect(log).toEqual(['start good with', 'close good', 'close driver'])
  await expect(store.transaction(() => Promise.resolve())).rejects.toThrow('not open')
})

it('starts nothing when a migration fails half-way, and names package, migration and remedy', async () => {
  const log: string[] = []
  const store = await testStore()
  const driver: MechanismDriver = {
    ...switchDriver(),
    initialize: () => Promise.resolve(void log.push('start driver')),
  }
  const migrations = {
    ...tapMigrations,
    '0002-bad': { up: () => Promise.reject(new Error('no such column')) },
  }
  const bad = tapService({ migrations })
  const started = testCloud({ store, drivers: [driver], modules: [logging(log, 'good'), bad] })
  await expect(started).rejects.toMatchObject({
    code: 'ConfigurationError',
    message:
      "service 'taps' of netloom-service-taps: migrations.0002-bad: failed (no such column); its tables are what they were " +
      'before; install a release of netloom-service-taps that fits this database, or leave taps out',
  })
  expect(log).toEqual([])
  await expect(store.transaction(() => Promise.resolve())).rejects.toThrow('not open')
})

it('waits for no start and no close that hangs', async () => {
  const logger = new TestLogger()
  const hangs = new Promise<never>(() => undefined)
  const manager = (module: ServiceModule): ServiceManager =>
    new ServiceManager([module], logger, { start: 20, close: 20 })
  const environment = { services: {} } as never
  const never = manager(fakeService('slow', { start: () => hangs }))
  await expect(
    never.start(
      () => environment,
      () => undefined,
    ),
  ).rejects.toThrow("service 'slow' did not start: start() took longer than 20 ms")
  const stuck = manager(fakeService('slow', { start: () => Promise.resolve({ close: () => hangs }) }))
  await stuck.start(
    () => environment,
    () => undefined,
  )
  await stuck.close()
  expect(logger.lines).toEqual(['error service did not close'])
})

it('closes a service whose start ends after its deadline', async () => {
  let end: (started: StartedService) => void = () => undefined
  const late = new Promise<StartedService>((resolve) => (end = resolve))
  const manager = new ServiceManager([fakeService('slow', { start: () => late })], silentLogger, {
    start: 10,
    close: 20,
  })
  const failed = manager.start(
    () => ({ services: {} }) as never,
    () => undefined,
  )
  await expect(failed).rejects.toThrow('took longer')
  const closed = new Promise<void>((resolve) => {
    end({ close: () => Promise.resolve(resolve()) })
  })
  await closed
})
