import { randomUUID } from 'node:crypto'
import { LABELS, type AttributesOf, type ObjectKind } from '../model/kinds.ts'
import { type Family } from '../model/family.ts'
import type { LbObject } from '../model/lb-object.ts'
import { UnsupportedOptionError, lbErrors } from '../errors/lb-errors.ts'
import { requireItem } from '../items/item-of.ts'
import type { LoadBalancerProvider } from '../base/provider.ts'

/** What requests say of every kind. */
export interface Named {
  readonly id?: string
  readonly name?: string
  readonly description?: string
  readonly adminStateUp?: boolean
  readonly tags?: readonly string[]
}

export interface DraftSettings {
  /** As rows have it, and the end of a PENDING that begins now. */
  readonly now: string
  readonly pendingUntil: string
  readonly projectId: string
  readonly loadBalancerId: string
  readonly provider: LoadBalancerProvider
}

/** One balancer while it is changed: pure, so that it is judged whole before anything is written. */
export class Draft {
  #family: Family
  readonly #created = new Map<string, LbObject>()
  readonly #changed = new Map<string, LbObject>()
  readonly #gone = new Map<string, LbObject>()

  constructor(
    family: Family,
    readonly settings: DraftSettings,
  ) {
    this.#family = family
  }

  get family(): Family {
    return this.#family
  }

  get created(): readonly LbObject[] {
    return [...this.#created.values()]
  }

  get changed(): readonly LbObject[] {
    return [...this.#changed.values()]
  }

  get gone(): readonly LbObject[] {
    return [...this.#gone.values()]
  }

  /** @throws not found, in Octavia's words */
  require<K extends ObjectKind>(kind: K, id: string): LbObject<K> {
    const found = this.#family.find(kind, id)
    if (found === undefined) throw lbErrors.notFound(LABELS[kind], id)
    return found
  }

  /** @throws {UnsupportedOptionError} and what hosts would refuse */
  add<K extends ObjectKind>(
    kind: K,
    parentId: string | null,
    { id = randomUUID(), name = '', description = '', adminStateUp = true, tags = [] }: Named,
    attributes: AttributesOf[K],
    vipPortId: string | null = null,
  ): LbObject<K> {
    const { now, pendingUntil, projectId, loadBalancerId, provider } = this.settings
    const object = {
      ...{ id, kind, loadBalancerId, parentId, projectId, name, description, adminStateUp, tags: [...new Set(tags)] },
      ...{ attributes, vipPortId, provisioningStatus: 'PENDING_CREATE', pendingUntil, statusCause: null },
      ...{ deployed: false, health: null, stats: {}, version: 0, revisionNumber: 0, createdAt: now, updatedAt: null },
    } as unknown as LbObject<K>
    refuseUnsupported(provider, kind, attributes)
    this.#put(object as LbObject, this.#created)
    return object
  }

  /** @throws as {@link add} */
  change<K extends ObjectKind>(
    object: LbObject<K>,
    { name = object.name, description = object.description, adminStateUp = object.adminStateUp, tags }: Named,
    attributes: AttributesOf[K] = object.attributes,
  ): LbObject<K> {
    const { now, pendingUntil, provider } = this.settings
    const isNew = this.#created.has(object.id)
    const next = {
      ...object,
      ...{ name, description, adminStateUp, tags: tags === undefined ? object.tags : [...new Set(tags)], attributes },
      ...(!isNew && {
        provisioningStatus: 'PENDING_UPDATE',
        pendingUntil,
        statusCause: null,
        updatedAt: now,
        version: object.version + 1,
        revisionNumber: object.revisionNumber + 1,
      }),
    } as unknown as LbObject<K>
    refuseUnsupported(provider, object.kind, attributes)
    this.#put(next as LbObject, isNew ? this.#created : this.#changed)
    return next
  }

  /** With all below it. */
  remove(id: string): void {
    for (const object of this.#family.below(id)) {
      this.#created.delete(object.id)
      this.#changed.delete(object.id)
      this.#gone.set(object.id, object)
    }
    this.#family = this.#family.with([], [...this.#gone.keys()])
  }

  #put(object: LbObject, among: Map<string, LbObject>): void {
    requireItem(object)
    among.set(object.id, object)
    this.#family = this.#family.with([object])
  }
}

function refuseUnsupported<K extends ObjectKind>(
  provider: LoadBalancerProvider,
  kind: K,
  attributes: AttributesOf[K],
): void {
  const problem = provider.refuses?.(kind, attributes)
  if (problem !== undefined) throw new UnsupportedOptionError(provider.name, problem)
}
