import type { RequestContext } from '@netloom/core'
import type { FilterValue } from '@netloom/core/services'
import { toBoolean } from '../values/boolean.ts'
import { toInteger } from '../values/integer.ts'
import { schemaOf } from '../values/value.ts'
import type { Attribute } from './attribute.ts'
import type { Model, Resource } from './resource.ts'

/** A declaration with everything worked out that does not change between requests. */
export interface CompiledResource {
  readonly resource: Resource
  readonly attributes: readonly CompiledAttribute[]
  readonly byName: ReadonlyMap<string, CompiledAttribute>
  /** What answers show. */
  readonly visible: readonly CompiledAttribute[]
  /** Those among `visible` that not everybody sees. */
  readonly guarded: readonly CompiledAttribute[]
}

export interface CompiledAttribute {
  readonly name: string
  readonly attribute: Attribute<Model>
  /** Model field of requests. */
  readonly field: string
  readonly filterField: string | undefined
  readonly sortField: string | undefined
  readonly filterValue: (text: string) => FilterValue
  readonly read: (model: Model, context: RequestContext) => unknown
}

export function compile(resource: Resource): CompiledResource {
  const attributes = Object.entries(resource.attributes).map(([name, attribute]) => compileAttribute(name, attribute))
  const visible = attributes.filter(({ attribute }) => attribute.writeOnly !== true)
  return {
    resource,
    attributes,
    byName: new Map(attributes.map((one) => [one.name, one])),
    visible,
    guarded: visible.filter(({ attribute }) => attribute.policy?.read !== undefined),
  }
}

function compileAttribute(name: string, attribute: Attribute<Model>): CompiledAttribute {
  const field = attribute.field ?? camelCase(name)
  const named = (how: true | string | undefined): string | undefined => (how === true ? field : how)
  return {
    name,
    attribute,
    field,
    filterField: named(attribute.filter),
    sortField: named(attribute.sort),
    filterValue: filterValueOf(attribute),
    read: attribute.read ?? ((model) => (model as Readonly<Record<string, unknown>>)[field]),
  }
}

/** `admin_state_up` → `adminStateUp`, `router:external` → `routerExternal`. */
export function camelCase(name: string): string {
  return name.replace(/[_:-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function filterValueOf({ type }: Attribute<Model>): (text: string) => FilterValue {
  const { type: kind } = schemaOf(type)
  if (kind === 'boolean') return toBoolean
  if (kind === 'integer') return toInteger
  return (text) => text
}
