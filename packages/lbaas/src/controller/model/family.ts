import type { ObjectKind } from './kinds.ts'
import type { LbObject } from './lb-object.ts'

/** One balancer with all that hangs on it: what nearly every question is about. */
export class Family {
  readonly #byId: ReadonlyMap<string, LbObject>
  readonly #byKind = new Map<ObjectKind, LbObject[]>()

  /** In the order in which they were made. */
  constructor(readonly objects: readonly LbObject[]) {
    this.#byId = new Map(objects.map((object) => [object.id, object]))
    for (const object of objects) {
      const list = this.#byKind.get(object.kind)
      if (list === undefined) this.#byKind.set(object.kind, [object])
      else list.push(object)
    }
  }

  get loadBalancer(): LbObject<'loadbalancer'> {
    const [found] = this.of('loadbalancer')
    if (found === undefined) throw new TypeError('objects of a balancer without the balancer')
    return found
  }

  of<K extends ObjectKind>(kind: K): readonly LbObject<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly LbObject<K>[]
  }

  find<K extends ObjectKind>(kind: K, id: string | null): LbObject<K> | undefined {
    const found = id === null ? undefined : this.#byId.get(id)
    return found?.kind === kind ? (found as unknown as LbObject<K>) : undefined
  }

  /** Those of a kind that hang on an object. */
  under<K extends ObjectKind>(kind: K, parentId: string): readonly LbObject<K>[] {
    return this.of(kind).filter((one) => one.parentId === parentId)
  }

  /** An object and all below it, itself first. */
  below(id: string): readonly LbObject[] {
    const found = this.objects.filter((one) => one.id === id)
    const children = this.objects.filter((one) => one.parentId === id)
    return [...found, ...children.flatMap((child) => this.below(child.id))]
  }

  /** Listeners that a pool serves: by default, or by a policy. */
  listenersOf(poolId: string): readonly LbObject<'listener'>[] {
    return this.of('listener').filter(
      (listener) =>
        listener.attributes.defaultPoolId === poolId ||
        this.under('l7policy', listener.id).some(({ attributes }) => attributes.redirectPoolId === poolId),
    )
  }

  /** Policies of a listener in the order in which they are asked. */
  policiesOf(listenerId: string): readonly LbObject<'l7policy'>[] {
    return [...this.under('l7policy', listenerId)].sort((a, b) => a.attributes.position - b.attributes.position)
  }

  /** With objects that were written since. */
  with(changed: readonly LbObject[], goneIds: readonly string[] = []): Family {
    const gone = new Set(goneIds)
    const news = new Map(changed.map((object) => [object.id, object]))
    const kept = this.objects.filter(({ id }) => !gone.has(id)).map((object) => news.get(object.id) ?? object)
    return new Family([...kept, ...changed.filter(({ id }) => !this.#byId.has(id))])
  }
}
