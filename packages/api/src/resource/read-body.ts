import type { RequestContext } from '@netloom/core'
import { mapInTurns } from '@netloom/core/kit'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import { InvalidValue } from '../values/invalid-value.ts'
import { isDictionary, type Dictionary } from '../values/structures.ts'
import type { CompiledAttribute, CompiledResource } from './compiled.ts'
import { type BodyStep, IN_NEUTRONS_WORDS } from './dialect.ts'
import type { Values } from './resource.ts'

/** What a request asks for. `given` are the attributes it names, for the policy; `values` what the service is told. */
export interface Wish {
  readonly given: readonly GivenAttribute[]
  readonly values: Values
}

export interface GivenAttribute {
  readonly attribute: CompiledAttribute
  /** As the request has it, and what it became. */
  readonly asked: unknown
  readonly value: unknown
}

export interface CreateWishes {
  readonly isBulk: boolean
  readonly wishes: readonly Wish[]
}

/** `{ network: {…} }` or `{ networks: [{…}, …] }`. @throws {HttpBadRequestError} and what attributes' types throw */
export async function readCreate(
  compiled: CompiledResource,
  context: RequestContext,
  body: unknown,
  maxBulk: number,
): Promise<CreateWishes> {
  const { name, plural, dialect } = compiled.resource
  const envelope = requireEnvelope(body)
  if (dialect !== undefined || !Object.hasOwn(envelope, plural)) {
    return { isBulk: false, wishes: [readOne(compiled, context, content(envelope, compiled))] }
  }
  const items = envelope[plural]
  if (!Array.isArray(items) || items.length === 0) throw new HttpBadRequestError('Resources required')
  if (items.length > maxBulk) {
    throw new HttpBadRequestError(
      `At most ${String(maxBulk)} objects can be created at once, not ${String(items.length)}`,
    )
  }
  const list: readonly unknown[] = items
  // a value that nothing can be inside of is no item at all
  if (list.some((item) => item === null || (typeof item !== 'object' && typeof item !== 'string'))) throw noBody()
  const wishes = await mapInTurns(list, (item) => {
    const inner = isDictionary(item) && Object.hasOwn(item, name) ? item[name] : item
    return readOne(compiled, context, requireContent(inner, name))
  })
  return { isBulk: true, wishes }
}

/** `{ network: {…} }` of a PUT. @throws as {@link readCreate} */
export function readUpdate(compiled: CompiledResource, body: unknown): Wish {
  const { resource, attributes } = compiled
  const envelope = requireEnvelope(body)
  if (resource.dialect === undefined && Object.hasOwn(envelope, resource.plural))
    throw new HttpBadRequestError('Bulk operation not supported')
  const given = withOldProject(content(envelope, compiled))
  refuseUnknown(compiled, 'update', given)
  for (const { name, attribute } of attributes) {
    if (Object.hasOwn(given, name) && attribute.put === undefined) {
      throw new HttpBadRequestError(`Cannot update read-only attribute ${name}`)
    }
  }
  return accept(compiled, given, resource.toUpdate, new Set(attributes.filter(isFixed)))
}

/** An object inside of another one's body, whose project is that of the outer one. @throws as {@link readCreate} */
export function readInner(compiled: CompiledResource, given: Dictionary): Values {
  refuseUnknown(compiled, 'create', given)
  requireAll(compiled, given)
  return accept(compiled, given, compiled.resource.toCreate).values
}

function readOne(compiled: CompiledResource, context: RequestContext, asked: Dictionary): Wish {
  const { resource } = compiled
  const given = withProject(context, asked)
  // a token of the whole cloud has no project
  if (
    resource.dialect === undefined &&
    context.projectId === '' &&
    compiled.byName.has('tenant_id') &&
    !Object.hasOwn(given, 'tenant_id')
  ) {
    throw new HttpBadRequestError('Running without keystone AuthN requires that tenant_id is specified')
  }
  refuseUnknown(compiled, 'create', given)
  requireAll(compiled, given)
  return accept(compiled, given, resource.toCreate)
}

function requireAll({ resource: { dialect }, attributes }: CompiledResource, given: Dictionary): void {
  for (const { name, attribute } of attributes) {
    if (attribute.post === 'required' && !Object.hasOwn(given, name))
      throw dialect?.missing(name) ?? IN_NEUTRONS_WORDS.missing(name)
    if (attribute.post === undefined && Object.hasOwn(given, name)) {
      throw new HttpBadRequestError(`Attribute '${name}' not allowed in POST`)
    }
  }
}

/** A PUT may carry it, and changes nothing. */
export const isFixed = ({ attribute }: CompiledAttribute): boolean => attribute.put === 'unchanged'

function accept(
  { resource, attributes }: CompiledResource,
  given: Dictionary,
  shape?: (values: Values) => Values,
  fixed: ReadonlySet<CompiledAttribute> = new Set(),
): Wish {
  const named = attributes.filter(({ name }) => Object.hasOwn(given, name))
  const values: Record<string, unknown> = {}
  const accepted = named.map((attribute): GivenAttribute => {
    const { name, field } = attribute
    const asked = given[name]
    // null is how answers show what a network does not have
    const value =
      asked === null && fixed.has(attribute) ? null : convert(resource, name, attribute.attribute.type, asked)
    if (!fixed.has(attribute)) values[field] = value
    return { attribute, asked: given[name], value }
  })
  return { given: accepted, values: shape === undefined ? values : shape(values) }
}

function convert(
  { dialect }: CompiledResource['resource'],
  name: string,
  type: CompiledAttribute['attribute']['type'],
  given: unknown,
): unknown {
  try {
    return type.parse(given)
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error
    throw dialect?.badValue(name, given, error.message) ?? IN_NEUTRONS_WORDS.badValue(name, error.message)
  }
}

function refuseUnknown({ resource, byName }: CompiledResource, step: BodyStep, given: Dictionary): void {
  const { dialect } = resource
  const names = Object.keys(given)
  const unknown = names.filter((key) => !byName.has(key))
  if (dialect === undefined) {
    if (unknown.length > 0) throw IN_NEUTRONS_WORDS.unknown(unknown)
    return
  }
  // There, what a request of this step cannot carry is as unknown as what nobody has heard of.
  const field = step === 'create' ? 'post' : 'put'
  const refused = names.filter((key) => byName.get(key)?.attribute[field] === undefined)
  if (refused.length > 0) throw dialect.notAllowed(resource, step, refused)
}

/** Only administrators and other services of the cloud name projects that are not their own. */
function withProject(context: RequestContext, asked: Dictionary): Dictionary {
  const given = withOldProject(asked)
  const isFree = context.isAdmin || context.roles.includes('service')
  if (Object.hasOwn(given, 'tenant_id') && !isFree && given['tenant_id'] !== context.projectId) {
    throw new HttpBadRequestError(
      "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request requires admin or advsvc privileges",
    )
  }
  return given
}

/** `tenant_id` is the old name of `project_id`, and the one that Neutron's messages know. */
function withOldProject(given: Dictionary): Dictionary {
  if (!Object.hasOwn(given, 'project_id')) return given
  const { project_id: project, tenant_id: old = project, ...rest } = given
  if (old !== project) throw new HttpBadRequestError("'project_id' and 'tenant_id' do not match")
  return { ...rest, tenant_id: project }
}

function requireEnvelope(body: unknown): Dictionary {
  if (!isDictionary(body)) throw noBody()
  return body
}

const noBody = (): HttpBadRequestError => new HttpBadRequestError('Body contains invalid data')

function content(envelope: Dictionary, { resource }: CompiledResource): Dictionary {
  const { name, dialect } = resource
  const inner = envelope[name]
  if (dialect !== undefined && !isDictionary(inner)) throw dialect.noEnvelope(resource, Object.keys(envelope))
  if (inner === undefined || inner === null) throw new HttpBadRequestError(`Unable to find '${name}' in request body`)
  return requireContent(inner, name)
}

function requireContent(inner: unknown, name: string): Dictionary {
  if (!isDictionary(inner)) throw new HttpBadRequestError(`Object '${name}' contains invalid data`)
  return inner
}
