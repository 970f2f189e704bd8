import type { RequestContext } from '@netloom/core'
import type { PolicyTarget } from '../policy/rule.ts'
import type { CompiledAttribute, CompiledResource } from './compiled.ts'
import type { Model } from './resource.ts'

const ALL: ReadonlySet<string> = new Set()

/** An object as a client sees it. `fields`: only these (unknown ones are ignored); empty = all. */
export function render(
  compiled: CompiledResource,
  model: Model,
  context: RequestContext,
  fields: ReadonlySet<string> = ALL,
): Readonly<Record<string, unknown>> {
  const { visible, resource } = compiled
  const target = resource.policy.asks?.object === true ? wholeTargetOf(compiled, model, context) : targetOf(model)
  const shown: Record<string, unknown> = {}
  for (const one of visible) {
    if (fields.size > 0 && !fields.has(one.name)) continue
    if (maySee(one, context, target)) shown[one.name] = one.read(model, context)
  }
  return shown
}

/** Which of the guarded attributes the context sees of an object: contexts with the same sight get the same answer. */
export function sight({ guarded }: CompiledResource, context: RequestContext, target: PolicyTarget): string {
  let text = ''
  for (const one of guarded) text += maySee(one, context, target) ? '1' : '0'
  return text
}

function maySee({ attribute }: CompiledAttribute, context: RequestContext, target: PolicyTarget): boolean {
  return attribute.policy?.read?.(context, target) ?? true
}

export function targetOf(model: Model): PolicyTarget {
  return 'projectId' in model && typeof model.projectId === 'string' ? { projectId: model.projectId } : {}
}

/** With every attribute, for rules of policy files. */
export function wholeTargetOf({ visible }: CompiledResource, model: Model, context: RequestContext): PolicyTarget {
  const object = Object.fromEntries(visible.map((one) => [one.name, one.read(model, context)]))
  return { ...targetOf(model), object }
}
