import type { RequestContext } from '@netloom/core'
import { isTurnOver, mapInTurns, yieldLongTurn } from '@netloom/core/kit'
import type { ResourceRef } from '@netloom/core/services'
import type { CompiledResource } from './compiled.ts'
import { render, sight, targetOf } from './render.ts'
import type { RenderCache } from './render-cache.ts'
import type { Service } from './resource.ts'

/** Objects of one resource as JSON bytes, rendered when their revision is not in the cache yet. */
export class CachedObjects {
  constructor(
    private readonly compiled: CompiledResource,
    private readonly cache: RenderCache,
  ) {}

  /** In the order of `refs`, for `joined`; what is gone by now is missing. */
  async bytes(service: Service, context: RequestContext, refs: readonly ResourceRef[]): Promise<readonly Uint8Array[]> {
    const sightOf = this.sights(context)
    const found = await mapInTurns(refs, ({ id, projectId, revisionNumber }) =>
      this.cache.get(id, sightOf(projectId), revisionNumber),
    )
    const missing = refs.filter((_, index) => found[index] === undefined).map(({ id }) => id)
    if (missing.length === 0) return found as readonly Uint8Array[]
    const fresh = new Map<string, Uint8Array>()
    for (const model of (await service.getMany?.(missing)) ?? []) {
      if (isTurnOver()) await yieldLongTurn()
      const { id, projectId, revisionNumber } = model as ResourceRef
      const json = Buffer.from(`,${JSON.stringify(render(this.compiled, model, context))}`)
      fresh.set(id, json)
      this.cache.put(id, sightOf(projectId), revisionNumber, json)
    }
    return refs.flatMap(({ id }, index) => found[index] ?? fresh.get(id) ?? [])
  }

  /** A long list has few owners: the rules are asked once for each. */
  private sights(context: RequestContext): (projectId: string) => string {
    const known = new Map<string, string>()
    return (projectId) => {
      const before = known.get(projectId)
      if (before !== undefined) return before
      const seen = sight(this.compiled, context, targetOf({ projectId }))
      known.set(projectId, seen)
      return seen
    }
  }
}

/** `head` + the objects, with commas between + `tail`. Each object brings the comma before it: half as many pieces to copy. */
export function joined(head: string, objects: readonly Uint8Array[], tail: string): Uint8Array {
  const [first, ...others] = objects
  const parts = first === undefined ? [] : [first.subarray(1), ...others]
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from(tail)])
}
