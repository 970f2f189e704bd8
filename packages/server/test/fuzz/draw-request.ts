import type { Resource } from '@netloom/api'
import { resourcePath } from '../../src/answers/versions.ts'
import type { Who } from '../support/start-api.ts'
import { broken } from './broken-body.ts'
import type { SeededDraws } from './seeded-draws.ts'
import { escapeText } from './escape-text.ts'
import { drawQuery } from './draw-query.ts'
import type { Known } from './known.ts'
import type { HostileValues } from './hostile-values.ts'
import { RECIPES } from './recipes.ts'
import { schemaOf } from './schema-of.ts'
import { WellFormed } from './well-formed.ts'

export interface DrawnRequest {
  readonly method: string
  /** Below `/v2.0`. */
  readonly path: string
  readonly body?: string
  readonly who: Who
  readonly headers: Readonly<Record<string, string>>
}

type Body = Readonly<Record<string, unknown>>

const WHO: readonly Who[] = [
  'admin@admin',
  'admin@admin',
  'admin@admin',
  'member@a',
  'member@b',
  'reader@a',
  'service@s',
]

/** Makes requests for resources out of their declarations and of what the server has shown so far. */
export class RequestDrawer {
  private readonly values: WellFormed

  constructor(
    private readonly dice: SeededDraws,
    private readonly known: Known,
    private readonly nasty: HostileValues,
  ) {
    this.values = new WellFormed(dice, known, nasty)
  }

  draw(resource: Resource): DrawnRequest {
    const { dice } = this
    const path = this.collection(resource)
    const request = this.operation(resource, path)
    const headers = dice.chance(0.03) ? { 'content-type': dice.pick(['text/plain', 'application/xml', '', 'x']) } : {}
    const match = dice.pick([
      'revision_number=1',
      'revision_number=2',
      'revision_number=-1',
      'x',
      '*',
      'revision_number=1e9',
    ])
    return {
      who: dice.pick(WHO),
      ...request,
      headers: { ...headers, ...(dice.chance(0.05) && { 'if-match': match }) },
    }
  }

  /** A create that should succeed. */
  drawSound(resource: Resource): DrawnRequest {
    const body = RECIPES[resource.plural]?.(this.dice, this.known) ?? {}
    const path = this.collection(resource)
    return { method: 'POST', path, body: JSON.stringify({ [resource.name]: body }), who: 'admin@admin', headers: {} }
  }

  private operation(resource: Resource, path: string): Pick<DrawnRequest, 'method' | 'path' | 'body'> {
    const { dice } = this
    const kind = dice.below(100)
    if (kind < 36) return { method: 'POST', path, body: this.createBody(resource) }
    const one = `${path}/${this.id(resource)}`
    if (kind < 56) return { method: 'PUT', path: one, body: this.updateBody(resource) }
    if (kind < 64) return { method: 'DELETE', path: one }
    if (kind < 72) return { method: 'GET', path: one + drawQuery(dice, this.nasty, resource, ['fields']) }
    if (kind < 88) return { method: 'GET', path: path + drawQuery(dice, this.nasty, resource) }
    if (kind < 93) return this.tags(one)
    if (kind < 98) return this.action(resource, path)
    return {
      method: dice.pick(['PATCH', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'POST']),
      path: dice.pick([path, one]),
      body: '{}',
    }
  }

  private collection(resource: Resource): string {
    const { dice, known } = this
    return `/${resourcePath(resource)}`.replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(
        dice.chance(0.9) ? this.values.id(name === 'policy_id' ? 'qos_policy_id' : name) : known.any(dice),
      ),
    )
  }

  private id({ plural }: Resource): string {
    const { dice, known, nasty } = this
    const found = known.one(dice, plural.replace(/^alias_/, ''))
    if (found !== undefined && dice.chance(0.8)) return found.id
    return escapeText(dice.pick([dice.uuid(), known.any(dice), cut(nasty.text())]))
  }

  private createBody(resource: Resource): string {
    const { dice } = this
    if (dice.chance(0.06)) return broken(dice, this.nasty, resource)
    if (dice.chance(0.15)) {
      const items = Array.from({ length: dice.pick([0, 1, 2, 3, 20]) }, () => this.create(resource))
      return JSON.stringify({ [resource.plural]: items })
    }
    return JSON.stringify({ [resource.name]: this.create(resource) })
  }

  private create(resource: Resource): Body {
    const accepted = Object.entries(resource.attributes).filter(([, { post }]) => post !== undefined)
    const required = accepted.filter(([, { post }]) => post === 'required').map(([name]) => name)
    const optional = accepted.filter(([, { post }]) => post === 'allowed').map(([name]) => name)
    const names = [...required, ...this.dice.some(optional, this.dice.pick([0, 0.1, 0.3]))]
    const body = Object.fromEntries(names.map((name) => [name, this.values.attribute(resource, name)]))
    const recipe = RECIPES[resource.plural]
    const wanted = recipe !== undefined && this.dice.chance(0.8) ? recipe(this.dice, this.known) : {}
    return this.spoil({ ...body, ...wanted })
  }

  private updateBody(resource: Resource): string {
    if (this.dice.chance(0.06)) return broken(this.dice, this.nasty, resource)
    const names = Object.keys(resource.attributes).filter((name) =>
      this.dice.chance(resource.attributes[name]?.put === undefined ? 0.01 : 0.25),
    )
    const body = Object.fromEntries(names.map((name) => [name, this.values.attribute(resource, name)]))
    return JSON.stringify({ [resource.name]: this.spoil(body) })
  }

  /** Sometimes one attribute becomes something else altogether. */
  private spoil(body: Body): Body {
    const { dice, nasty } = this
    const names = Object.keys(body)
    if (names.length === 0 || !dice.chance(0.25)) return body
    const name = dice.chance(0.9) ? dice.pick(names) : nasty.text()
    return { ...body, [name]: nasty.value() }
  }

  private tags(one: string): Pick<DrawnRequest, 'method' | 'path' | 'body'> {
    const { dice, nasty } = this
    const tag = escapeText(dice.pick(['red', 'blue', cut(nasty.text())]))
    const list = dice.pick<unknown>([['red'], ['red', 'blue'], [], ['red', 'red'], nasty.value(), [nasty.value()]])
    return dice.pick([
      { method: 'GET', path: `${one}/tags` },
      { method: 'PUT', path: `${one}/tags`, body: JSON.stringify({ tags: list }) },
      { method: 'POST', path: `${one}/tags`, body: JSON.stringify({ tags: list }) },
      { method: 'DELETE', path: `${one}/tags` },
      { method: dice.pick(['GET', 'PUT', 'DELETE']), path: `${one}/tags/${tag}` },
    ])
  }

  private action(resource: Resource, path: string): Pick<DrawnRequest, 'method' | 'path' | 'body'> {
    const { dice } = this
    if (resource.actions === undefined || resource.actions.length === 0) return { method: 'GET', path }
    const action = dice.pick(resource.actions)
    const rest = action.path.replace(/:(\w+)/g, (_, name: string) =>
      name === 'id' ? this.id(resource) : dice.pick(['admin', 'a', dice.uuid()]),
    )
    const schema = action.body === undefined ? { type: 'object' } : schemaOf(action.body)
    const body = dice.chance(0.8) ? this.values.value(action.path, schema) : this.nasty.value()
    return {
      method: action.method,
      path: `${path}/${rest}`,
      ...(action.method !== 'GET' && { body: JSON.stringify(body) }),
    }
  }
}

const cut = (text: string): string => text.slice(0, 300)
