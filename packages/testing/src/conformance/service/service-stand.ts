import {
  adminContext,
  type Logger,
  type Netloom,
  type RequestContext,
  type ServiceModule,
  type StartedService,
} from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { watchedListeners } from './watched-listeners.ts'
import { kitDrivers } from './kit-drivers.ts'
import type { ServiceFixture, ServicePlace } from './service-fixture.ts'

/** A controller with the service in it. */
export interface ServiceStand {
  readonly netloom: Netloom
  readonly store: Store
  /** What `start` returned. */
  readonly started: StartedService
  /** What was logged as an error. */
  readonly errors: readonly string[]
  /** What port hooks did that they may not. */
  readonly breaches: readonly string[]
  place(projectId: string, host?: string): Promise<ServicePlace>
  /** A network of one project with ports of another on it. */
  guests(networkOwner: string, projectId: string): Promise<ServicePlace>
  close(): Promise<void>
}

export const memberOf = (projectId: string): RequestContext => ({
  ...adminContext(projectId),
  isAdmin: false,
  roles: ['member', 'reader'],
})
export const ADMIN: RequestContext = adminContext('kit-admin')

/** @throws whatever the start throws */
export async function standOf(fixture: ServiceFixture, store: Store = sqliteStore(':memory:')): Promise<ServiceStand> {
  const errors: string[] = []
  const breaches: string[] = []
  let started: StartedService = {}
  const logger: Logger = {
    ...{ debug: () => undefined, info: () => undefined, warn: () => undefined },
    error: (fields, message) => {
      const { err } = fields as { readonly err?: Error }
      errors.push(err === undefined ? message : `${message}: ${err.message}`)
    },
  }
  const module: ServiceModule = {
    ...fixture.module,
    start: async (environment) => {
      started = await fixture.module.start(environment)
      return watchedListeners(started, breaches)
    },
  }
  const modules = [...kitDrivers, ...(fixture.required ?? []), module]
  const netloom = await createNetloom({ modules, store, logger, ml2: { projectNetworkTypes: ['kit'] } })
  return {
    ...{ netloom, store, started, errors, breaches },
    place: (projectId, host = 'host1') => placed(netloom, projectId, projectId, host),
    guests: (networkOwner, projectId) => placed(netloom, networkOwner, projectId, 'host1'),
    close: () => netloom.close(),
  }
}

/** Runs `work` on a stand of its own. */
export async function onStand<T>(fixture: ServiceFixture, work: (stand: ServiceStand) => Promise<T>): Promise<T> {
  const stand = await standOf(fixture)
  try {
    return await work(stand)
  } finally {
    await stand.close()
  }
}

async function placed(netloom: Netloom, networkOwner: string, projectId: string, host: string): Promise<ServicePlace> {
  const { id: networkId } = await netloom.networks.create(memberOf(networkOwner), { name: 'kit' })
  const port = async (): Promise<string> =>
    (await netloom.ports.create(adminContext(projectId), { networkId, projectId, host })).id
  return { networkId, portIds: [await port(), await port()], host }
}
