import { type Netloom, NotFoundError, type RequestContext } from '@netloom/core'
import { isTurnOver, mapInTurns, yieldLongTurn } from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import { methodNotAllowed, notFound } from '../errors/http-errors.ts'
import type { PolicyTarget } from '../policy/rule.ts'
import type { CompiledResource } from './compiled.ts'
import { asksHidden, asksNetwork, refusal } from './enforce.ts'
import { exactJson } from './exact-json.ts'
import { fieldsOf, readListQuery, requireKnownFilters, type Query } from './read-list-query.ts'
import { listLinks } from './list-links.ts'
import { PolicyNetworks } from './policy-network.ts'
import { isFixed, readCreate, readUpdate, type GivenAttribute } from './read-body.ts'
import { CachedObjects, joined } from './cached-objects.ts'
import { render, wholeTargetOf } from './render.ts'
import type { RenderCache } from './render-cache.ts'
import type { Model, Parents, Service, Values } from './resource.ts'
import { inWireNames } from './wire-names.ts'

/** One request for a resource, free of HTTP's clothes. */
export interface ResourceCall {
  readonly context: RequestContext
  /** Path parameters of the resources above. */
  readonly parents: Parents
  readonly query: Query
  /** Full URL, for links. */
  readonly url: string
  readonly ifRevision?: number | undefined
}

export interface ResourceApiOptions {
  readonly netloom: Netloom
  readonly maxLimit?: number | undefined
  /** Objects of one bulk create at most. */
  readonly maxBulk: number
  readonly cache: RenderCache
}

/** What the routes of one resource do. Answers are JSON text. */
export class ResourceApi {
  private readonly objects: CachedObjects

  constructor(
    readonly compiled: CompiledResource,
    private readonly options: ResourceApiOptions,
  ) {
    this.objects = new CachedObjects(compiled, options.cache)
  }

  /** Whether the resource has this operation at all. */
  offers(operation: keyof Service): boolean {
    return this.service({})[operation] !== undefined
  }

  async create({ context, parents }: ResourceCall, body: unknown): Promise<string> {
    const service = this.service(parents)
    const { name, plural } = this.compiled.resource
    const { isBulk, wishes } = await readCreate(this.compiled, context, body, this.options.maxBulk)
    const networks = new PolicyNetworks(this.options.netloom, context)
    for (const { given, values } of wishes) {
      if (isTurnOver()) await yieldLongTurn()
      const owner = values['projectId']
      const projectId = typeof owner === 'string' ? owner : context.projectId
      const { asks } = this.compiled.resource.policy
      const needsNetwork = asks?.network === true || asksNetwork(context, 'create', given)
      const around = needsNetwork ? await networks.targetOn(values) : {}
      const object = asks?.object === true ? { object: { ...attributesOf(given), project_id: projectId } } : {}
      const refused = refusal(this.compiled, 'create', context, { projectId, ...object, ...around }, given)
      if (refused !== undefined) throw refused
    }
    if (service.createMany === undefined) throw methodNotAllowed()
    const creates = wishes.map(({ values }) => values)
    const models = await inWireNames(this.compiled, service.createMany(context, creates))
    const texts = await mapInTurns(models, (model) => this.json(model, context))
    return isBulk ? `{"${plural}":[${texts.join(',')}]}` : `{"${name}":${texts[0] ?? '{}'}}`
  }

  async list(call: ResourceCall): Promise<string | Uint8Array> {
    try {
      return await this.page(call)
    } catch (error) {
      const { marker, ...query } = call.query
      const isIgnored = marker !== undefined && this.compiled.resource.strictMarker !== true
      if (!isIgnored || (error as { readonly status?: unknown }).status !== 404) throw error
      return this.page({ ...call, query })
    }
  }

  private async page({ context, parents, query, url }: ResourceCall): Promise<string | Uint8Array> {
    const { resource } = this.compiled
    const service = this.service(parents)
    if (service.list === undefined) throw methodNotAllowed()
    const { filter, page, fields } = readListQuery(this.compiled, query, this.options.maxLimit)
    if (
      (resource.policy.asks?.read !== true && !resource.policy.read(context, {})) ||
      asksHidden(this.compiled, context, query)
    )
      return `{"${resource.plural}":[]}`
    const pageLinks = (ids: readonly string[]): string => {
      const links = listLinks({ url, limit: page.limit, reverse: page.reverse === true }, ids)
      return links.length > 0 || resource.dialect?.alwaysLinks === true
        ? `,"${resource.plural}_links":${JSON.stringify(links)}`
        : ''
    }
    if (this.isCached(service, fields) && service.listRefs !== undefined) {
      const refs = await service.listRefs(context, filter, page)
      const tail = `]${pageLinks(refs.map(({ id }) => id))}}`
      return joined(`{"${resource.plural}":[`, await this.objects.bytes(service, context, refs), tail)
    }
    const models = await this.models(service, context, filter, page)
    const texts = await mapInTurns(models, (model) =>
      this.maySee(model, context) ? [this.json(model, context, fields)] : [],
    )
    return `{"${resource.plural}":[${texts.flat().join(',')}]${pageLinks(models.map(idOf))}}`
  }

  async show({ context, parents, query }: ResourceCall, id: string): Promise<string | Uint8Array> {
    const { resource } = this.compiled
    const service = this.service(parents)
    if (service.get === undefined) throw methodNotAllowed()
    if (resource.policy.asks?.read !== true && !resource.policy.read(context, {})) throw notFound()
    requireKnownFilters(this.compiled, query)
    const fields = fieldsOf(query)
    if (this.isCached(service, fields) && service.listRefs !== undefined) {
      const [json] = await this.objects.bytes(service, context, await service.listRefs(context, { id }))
      if (json !== undefined) return joined(`{"${resource.name}":`, [json], '}')
    }
    return `{"${resource.name}":${this.json(await this.visible(service, context, id), context, fields)}}`
  }

  async update({ context, parents, ifRevision }: ResourceCall, id: string, body: unknown): Promise<string> {
    const service = this.service(parents)
    if (service.update === undefined) throw methodNotAllowed()
    const { given, values } = readUpdate(this.compiled, body)
    const refused = refusal(this.compiled, 'update', context, await this.around(service, context, id, given), given)
    if (refused !== undefined) await this.refuse(service, context, id, refused)
    await this.requireUnchanged(service, context, id, given)
    // an update that says nothing changes nothing, not even the revision
    const model =
      Object.keys(values).length === 0 && ifRevision === undefined && service.get !== undefined
        ? await service.get(context, id)
        : await inWireNames(this.compiled, service.update(context, id, values, ifRevision))
    return `{"${this.compiled.resource.name}":${this.json(model, context)}}`
  }

  /** Attributes that stay what they are may be sent as they are. @throws what the resource says of others */
  private async requireUnchanged(
    service: Service,
    context: RequestContext,
    id: string,
    given: readonly GivenAttribute[],
  ): Promise<void> {
    const fixed = given.filter(({ attribute }) => isFixed(attribute))
    if (fixed.length === 0 || service.get === undefined) return
    const model = await service.get(context, id)
    const changed = fixed.filter(({ attribute: { attribute, read }, value }) =>
      attribute.isUnchanged === undefined ? read(model, context) !== value : !attribute.isUnchanged(model, value),
    )
    const refused = this.compiled.resource.fixed?.(changed.map(({ attribute }) => attribute.name))
    if (changed.length > 0 && refused !== undefined) throw refused
  }

  async delete({ context, parents, query, ifRevision }: ResourceCall, id: string): Promise<void> {
    const service = this.service(parents)
    if (service.delete === undefined) throw methodNotAllowed()
    const refused = refusal(this.compiled, 'delete', context, await this.around(service, context, id, []))
    if (refused !== undefined) await this.refuse(service, context, id, refused)
    const { remove } = this.compiled.resource
    if (remove === undefined) await service.delete(context, id, ifRevision)
    else await remove(this.options.netloom, context, { params: { ...parents, id }, query })
  }

  /** Whole objects; a long list of them in pieces, where the service can do so. */
  private async models(
    service: Service,
    context: RequestContext,
    filter: ResourceFilter,
    page: Page,
  ): Promise<readonly Model[]> {
    if (service.listRefs === undefined || service.getMany === undefined) {
      return (await service.list?.(context, filter, page)) ?? []
    }
    const refs = await service.listRefs(context, filter, page)
    return service.getMany(refs.map(({ id }) => id))
  }

  /** What rules of the attributes want to know beside the object itself. @throws when the caller cannot see the object */
  private async around(
    service: Service,
    context: RequestContext,
    id: string,
    given: readonly GivenAttribute[],
  ): Promise<PolicyTarget> {
    const { asks } = this.compiled.resource.policy
    const needsObject = asks?.object === true
    const needsNetwork = asks?.network === true || asksNetwork(context, 'update', given)
    if (service.get === undefined || !(needsObject || needsNetwork)) return {}
    const object = needsObject ? await this.visible(service, context, id) : await service.get(context, id)
    const whole = needsObject ? wholeTargetOf(this.compiled, object, context) : {}
    // as it will be, which is what Neutron's rules are about
    const target = needsObject ? { ...whole, object: { ...whole.object, ...attributesOf(given) } } : whole
    return needsNetwork ? { ...target, ...(await this.network(context, object)) } : target
  }

  private async network(context: RequestContext, object: object): Promise<PolicyTarget> {
    try {
      return await new PolicyNetworks(this.options.netloom, context).targetOn(object)
    } catch (error) {
      // a port stays visible to its owner when its network no longer is: then the network is not theirs
      if (error instanceof NotFoundError) return {}
      throw error
    }
  }

  /** What an action's rule of a policy file looks at. */
  async targetOfAction(context: RequestContext, params: Parents): Promise<PolicyTarget> {
    const service = this.service(params)
    const { id } = params
    if (id === undefined || service.get === undefined) return {}
    return wholeTargetOf(this.compiled, await service.get(context, id), context)
  }

  /** The object, which a policy file may hide from callers whose project sees it. */
  private async visible(service: Service, context: RequestContext, id: string): Promise<Model> {
    const model = await service.get?.(context, id)
    if (model === undefined || !this.maySee(model, context)) throw notFound()
    return model
  }

  private maySee(model: Model, context: RequestContext): boolean {
    const { policy } = this.compiled.resource
    return policy.asks?.read !== true || policy.read(context, wholeTargetOf(this.compiled, model, context))
  }

  private isCached(service: Service, fields: ReadonlySet<string>): boolean {
    const { cachedByRevision, policy } = this.compiled.resource
    return cachedByRevision === true && policy.asks === undefined && fields.size === 0 && service.listRefs !== undefined
  }

  /** Who cannot even see the object is told that there is none. */
  private async refuse(service: Service, context: RequestContext, id: string, refused: Error): Promise<never> {
    const { policy } = this.compiled.resource
    if (policy.asks?.read === true) await this.visible(service, context, id)
    else if (policy.read(context, {})) await service.get?.(context, id)
    throw refused
  }

  private json(model: Model, context: RequestContext, fields: ReadonlySet<string> = NO_FIELDS): string {
    const shown = render(this.compiled, model, context, fields)
    return this.compiled.resource.hasBigIntegers === true ? exactJson(shown) : JSON.stringify(shown)
  }

  private service(parents: Parents): Service {
    return this.compiled.resource.service(this.options.netloom, parents)
  }
}

const NO_FIELDS: ReadonlySet<string> = new Set()

const idOf = (model: Model): string => ('id' in model && typeof model.id === 'string' ? model.id : '')

const attributesOf = (given: readonly GivenAttribute[]): Values =>
  Object.fromEntries(given.map(({ attribute, value }) => [attribute.name, value]))
