import { type ExtendedResource, InvalidInputError, type Port } from '@netloom/core'
import type { FilterValue, PortService, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Store } from '@netloom/core/store'
import { wantedValues } from '../query/filter.ts'
import type { ExtensionManager } from './extension-manager.ts'

export interface Extended {
  readonly extensions: ExtensionManager
  readonly store: Store
}

/** One statement holds so many, on every engine. */
const MOST_FOUND = 10_000

/** A service whose objects show what extensions add, and whose lists can be filtered by it. The same service where nobody adds anything. */
export function extendedService<R extends { readonly id: string }, C, U>(
  resource: ExtendedResource,
  service: ResourceService<R, C, U>,
  { extensions, store }: Extended,
): ResourceService<R, C, U> {
  if (!extensions.extend(resource)) return service
  const all = (objects: readonly R[]): Promise<readonly R[]> => extensions.read(resource, objects, store.db)
  const one = async (object: R): Promise<R> => (await all([object]))[0] ?? object
  const narrowed = (filter: ResourceFilter | undefined): Promise<ResourceFilter | undefined> =>
    withoutExtensions(resource, filter, { extensions, store })
  return {
    create: async (context, request) => one(await service.create(context, request)),
    createMany: async (context, requests) => all(await service.createMany(context, requests)),
    get: async (context, id) => one(await service.get(context, id)),
    list: async (context, given, page) => {
      const filter = await narrowed(given)
      return filter?.['id'] === NOTHING ? [] : all(await service.list(context, filter, page))
    },
    ...(service.listRefs !== undefined && {
      listRefs: async (context, given, page) => {
        const filter = await narrowed(given)
        return filter?.['id'] === NOTHING ? [] : ((await service.listRefs?.(context, filter, page)) ?? [])
      },
    }),
    ...(service.getMany !== undefined && {
      getMany: async (ids) => all((await service.getMany?.(ids)) ?? []),
    }),
    update: async (context, id, change, ifRevision) => one(await service.update(context, id, change, ifRevision)),
    delete: (context, id, ifRevision) => service.delete(context, id, ifRevision),
  }
}

/** {@link extendedService}, with what else ports have. */
export function extendedPorts(ports: PortService, extended: Extended): PortService {
  const service = extendedService<Port, Parameters<PortService['create']>[1], Parameters<PortService['update']>[2]>(
    'port',
    ports,
    extended,
  )
  if (service === ports) return ports
  return {
    ...service,
    reportWiring: (...report) => ports.reportWiring(...report),
    reportAllWired: (...report) => ports.reportAllWired(...report),
    reportProvisioned: (...report) => ports.reportProvisioned(...report),
    rebindFailed: (host) => ports.rebindFailed(host),
  }
}

const NOTHING: readonly FilterValue[] = []

/** The filter in the engine's own words: what extensions are asked becomes ids. `id: NOTHING` = no object can be meant. */
async function withoutExtensions(
  resource: ExtendedResource,
  filter: ResourceFilter = {},
  { extensions, store }: Extended,
): Promise<ResourceFilter | undefined> {
  let rest = filter
  for (const [field, wanted] of Object.entries(filter)) {
    const known = extensions.filtered(resource, field)
    if (known === undefined) continue
    const { [field]: _, ...others } = rest
    const found = await extensions.find(resource, known, wantedValues(wanted), store.db)
    if (found.length > MOST_FOUND) {
      throw new InvalidInputError(
        `the filter '${field}' means ${String(found.length)} ${resource}s, at most ${String(MOST_FOUND)} are allowed; ask for fewer`,
      )
    }
    const before = others['id']
    const allowed = before === undefined ? undefined : new Set(wantedValues(before))
    const ids = allowed === undefined ? found : found.filter((id) => allowed.has(id))
    rest = { ...others, id: ids.length === 0 ? NOTHING : ids }
    if (ids.length === 0) return rest
  }
  return rest
}
