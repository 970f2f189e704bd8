import type { RequestContext } from '@netloom/core'
import { listInMemory, requireRevision } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import { LABELS, type ObjectKind } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { Shown } from '../model/shown.ts'
import { familiesOf } from '../rows/object-rows.ts'
import type { Draft } from './draft.ts'
import { show } from './show.ts'
import { now, visibleFamily, writeBalancer } from './write-balancer.ts'

/** What is particular to the objects of a kind. */
export interface KindRules<K extends ObjectKind, Create extends object, Update extends object> {
  readonly kind: K
  /** On what a new object hangs. @throws when the request does not say so */
  target(request: Create): { readonly kind: ObjectKind; readonly id: string }
  add(draft: Draft, request: Create): LbObject<K>
  change(draft: Draft, object: LbObject<K>, change: Update): LbObject<K>
  remove?(draft: Draft, object: LbObject<K>): void
  /** By what lists are filtered and sorted, beside what all objects have. */
  readonly fields: readonly string[]
}

const COMMON = [
  ...['id', 'projectId', 'name', 'description', 'adminStateUp', 'provisioningStatus', 'operatingStatus'],
  ...['createdAt', 'updatedAt', 'tags', 'revisionNumber'],
]

/** Listeners, pools, members, … `/v2.0/lbaas/<plural>`: all of them parts of one balancer each. */
export class ObjectService<
  K extends ObjectKind,
  Create extends object,
  Update extends object,
> implements ResourceService<Shown<K>, Create, Update> {
  constructor(
    protected readonly env: LbEnvironment,
    protected readonly rules: KindRules<K, Create, Update>,
    /** Only what hangs on this object: members of one pool. */
    private readonly parent?: { readonly kind: ObjectKind; readonly id: string },
  ) {}

  async create(context: RequestContext, request: Create): Promise<Shown<K>> {
    const { result, family } = await writeBalancer(this.env, context, this.rules.target(request), (draft) =>
      this.rules.add(draft, request),
    )
    const stored = family.find(this.rules.kind, result.id) ?? result
    return show(stored, family, { now: now(this.env) })
  }

  async createMany(context: RequestContext, requests: readonly Create[]): Promise<readonly Shown<K>[]> {
    const [first] = requests
    if (first === undefined) return []
    const target = this.rules.target(first)
    const { result, family } = await writeBalancer(this.env, context, target, (draft) =>
      requests.map((request) => {
        const { kind, id } = this.rules.target(request)
        draft.require(kind, id)
        return this.rules.add(draft, request).id
      }),
    )
    const at = now(this.env)
    return result.flatMap((id) => {
      const object = family.find(this.rules.kind, id)
      return object === undefined ? [] : [show(object, family, { now: at })]
    })
  }

  async get(context: RequestContext, id: string): Promise<Shown<K>> {
    const { kind } = this.rules
    const family = await visibleFamily(this.env, context, kind, id)
    const object = family.find(kind, id)
    if (object === undefined || !this.#isHere(object)) throw lbErrors.notFound(LABELS[kind], id)
    return show(object, family, { now: now(this.env) })
  }

  async list(context: RequestContext, filter: ResourceFilter = {}, page: Page = {}): Promise<readonly Shown<K>[]> {
    const { kind, fields } = this.rules
    const at = now(this.env)
    const families = await this.#families(context)
    const all = families.flatMap((family) =>
      family
        .of(kind)
        .filter((object) => this.#isHere(object))
        .map((object) => show(object, family, { now: at })),
    )
    const bare = page.sort === undefined ? { ...page, sort: [{ field: 'createdAt', direction: 'asc' as const }] } : page
    return listInMemory<Shown<K>>(all, { resource: LABELS[kind], fields: [...COMMON, ...fields] }, filter, bare, (id) =>
      lbErrors.notFound(LABELS[kind], id),
    )
  }

  async update(context: RequestContext, id: string, change: Update, ifRevision?: number): Promise<Shown<K>> {
    const { kind } = this.rules
    const { family } = await writeBalancer(this.env, context, { kind, id }, (draft) => {
      const object = this.#own(draft, id)
      requireRevision(ifRevision, object)
      this.rules.change(draft, object, change)
    })
    const object = family.find(kind, id)
    if (object === undefined) throw lbErrors.notFound(LABELS[kind], id)
    return show(object, family, { now: now(this.env) })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const { kind } = this.rules
    await writeBalancer(this.env, context, { kind, id }, (draft) => {
      const object = this.#own(draft, id)
      requireRevision(ifRevision, object)
      if (this.rules.remove === undefined) draft.remove(id)
      else this.rules.remove(draft, object)
    })
  }

  #own(draft: Draft, id: string): LbObject<K> {
    const object = draft.require(this.rules.kind, id)
    if (!this.#isHere(object)) throw lbErrors.notFound(LABELS[this.rules.kind], id)
    return object
  }

  #isHere({ parentId }: { readonly parentId: string | null }): boolean {
    return this.parent === undefined || parentId === this.parent.id
  }

  async #families(context: RequestContext): ReturnType<typeof familiesOf> {
    if (this.parent !== undefined) return [await visibleFamily(this.env, context, this.parent.kind, this.parent.id)]
    const { db } = this.env.engine.store
    const families = await familiesOf(db, context.isAdmin ? undefined : context.projectId)
    return families.filter((family) => !family.loadBalancer.attributes.isLegacy)
  }
}
