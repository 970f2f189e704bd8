import type { Netloom } from '@netloom/core'
import type { Attribute } from '../resource/attribute.ts'
import type { Model, Resource } from '../resource/resource.ts'
import { limitAttribute } from './quota.ts'

/** Declarations with what services limit among the quotas, behind Neutron's own. */
export function withServiceQuotas(
  resources: readonly Resource[],
  services: Netloom['serviceModules'],
): readonly Resource[] {
  const names = services.flatMap(({ quotas = {} }) => Object.keys(quotas))
  if (names.length === 0) return resources
  const limits = names.map((name) => [name, { ...limitAttribute, field: name } as Attribute<Model>] as const)
  return resources.map((resource) => {
    if (resource.name !== 'quota') return resource
    const own = Object.entries(resource.attributes)
    const end = own.findIndex(([name]) => name === 'project_id')
    return { ...resource, attributes: Object.fromEntries([...own.slice(0, end), ...limits, ...own.slice(end)]) }
  })
}
