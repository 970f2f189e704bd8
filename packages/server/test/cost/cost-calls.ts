import type { JsonSchema } from '@netloom/api'
import { LIMITS } from '@netloom/core/kit'
import { DEFAULT_LIMITS } from '../../src/limits/limits.ts'
import type { OpenApiDocument, Operation } from '../../src/openapi/open-api-types.ts'
import type { Call } from './cost-client.ts'
import { largestValue, type Json, type Reference } from './largest-value.ts'
import { LARGEST, SMALLEST } from './overrides.ts'

/** The requests that cost most of what each operation accepts, and some that it must not even begin with. */
export class CostCalls {
  constructor(
    readonly document: OpenApiDocument,
    private readonly reference: Reference,
  ) {}

  /** `networks` → its collection's path, of what can be created and has no parent. */
  get collections(): readonly (readonly [plural: string, path: string])[] {
    return Object.entries(this.document.paths).flatMap(([path, { post }]) =>
      post !== undefined && !path.includes('{') && !path.includes('alias_')
        ? [[post.tags[0] ?? '', path] as const]
        : [],
    )
  }

  /** One object with the largest value of each of its attributes. */
  largest(plural: string, n: number): Call {
    const path = this.pathOf(plural)
    const name = this.nameOf(path)
    return { method: 'POST', path, body: { [name]: this.largestObject(path, n) } }
  }

  /** As many objects as one request may have. */
  bulk(plural: string, round = 0): Call {
    const { bulkItems } = DEFAULT_LIMITS
    const make = SMALLEST[plural]
    const items = Array.from(
      { length: bulkItems },
      (_, index) => make?.(round * bulkItems + index, this.reference) ?? {},
    )
    return { method: 'POST', path: this.pathOf(plural), body: { [plural]: items } }
  }

  /** Large objects, as many as the body has room for. */
  largeBulk(plural: string, n: number): Call {
    const path = this.pathOf(plural)
    const items: Json[] = []
    let room = DEFAULT_LIMITS.bodyBytes - 100
    for (let at = n; items.length < 5; at += 1) {
      const item = this.largestObject(path, at)
      room -= Buffer.byteLength(JSON.stringify(item)) + 1
      if (room < 0) break
      items.push(item)
    }
    return { method: 'POST', path, body: { [plural]: items } }
  }

  /** Beyond what is allowed, within what a body may have: all texts at once, each list and open object by itself. */
  beyond(path: string, method: 'post' | 'put'): readonly Call[] {
    const name = this.nameOf(path)
    const { schema, envelope } = this.bodyOf(path, method)
    const known = Object.entries(propertiesOf(schema))
    const long = known.filter(([, part]) => part['maxItems'] !== undefined || part['maxProperties'] !== undefined)
    const first = known[0]?.[0] ?? ''
    const wrong: Json[] = [
      Object.fromEntries(
        known.map(([attribute]) => [attribute, 'x'.repeat(DEFAULT_LIMITS.objectBytes / 2 / known.length)]),
      ),
      { [first]: MEMBERS },
      { [first]: NESTED },
      ...long.map(([attribute, part]) => ({ [attribute]: tooLarge(attribute, part) })),
    ]
    return wrong.map((one) => {
      const whole = { ...(method === 'post' && this.smallest(path)), ...one }
      return { method: method.toUpperCase(), path: this.real(path), body: envelope ? { [name]: whole } : whole }
    })
  }

  /** The bare list, sorted by everything; then query parameters as often as a URL has room for them. */
  lists(path: string): readonly Call[] {
    const { get } = this.document.paths[path] ?? {}
    const url = this.real(path)
    const page = `${url}?limit=1&marker=${this.id(get?.tags[0] ?? '', 0) ?? ''}`
    const urls = [url, `${url}?fields=id`]
    const filters: string[] = []
    for (const parameter of get?.parameters ?? []) {
      const { name, schema } = this.resolved(parameter) as { readonly name: string; readonly schema: JsonSchema }
      const { enum: words = [] } = (schema['items'] ?? {}) as { readonly enum?: readonly string[] }
      if (name === 'sort_key') {
        urls.push(`${url}?${words.map((key) => `sort_key=${key}`).join('&')}`)
        urls.push(repeated(page, (n) => `&sort_key=${words[n % words.length] ?? ''}`))
        urls.push(repeated(page, () => `&sort_key=${words.at(-1) ?? ''}`))
      } else if (name.endsWith('tags') || name.endsWith('tags-any')) {
        urls.push(repeated(`${url}?${name}=x`, (n) => `,${String(n)}`))
        urls.push(`${url}?${name}=${Array.from({ length: LIMITS.tags }, (_, n) => String(n)).join(',')}`)
      } else if (name === 'fields') urls.push(repeated(`${url}?fields=id`, (n) => `&fields=${String(n)}`))
      else if (schema['type'] === 'array') filters.push(name)
    }
    if (filters.length > 0)
      urls.push(repeated(`${url}?limit=1`, (n) => `&${filters[n % filters.length] ?? ''}=${String(n)}`))
    if (path === '/v2.0/ports')
      urls.push(repeated(`${url}?limit=1`, (n) => `&fixed_ips=ip_address_substr=${String(n)}`))
    return urls.map((one) => ({ method: 'GET', path: one }))
  }

  /** Everything that an update or an action may say, at its largest. */
  write(path: string, method: 'put' | 'post', n: number): Call {
    const { schema, envelope } = this.bodyOf(path, method)
    const plural = this.document.paths[path]?.[method]?.tags[0] ?? ''
    const generic = largestValue(schema, '', n, { reference: this.reference, times: 1 }) as Json
    const known = propertiesOf(schema)
    const special = envelope
      ? Object.entries(LARGEST[plural]?.(n, this.reference) ?? {}).filter(([key]) => Object.hasOwn(known, key))
      : []
    const body = { ...generic, ...Object.fromEntries(special) }
    return {
      method: method.toUpperCase(),
      path: this.real(path),
      body: envelope ? { [this.nameOf(path)]: body } : body,
    }
  }

  private largestObject(path: string, n: number): Json {
    const { schema } = this.bodyOf(path, 'post')
    const plural = this.document.paths[path]?.post?.tags[0] ?? ''
    const generic = largestValue(schema, '', n, { reference: this.reference, times: 1 }) as Json
    // both names of the owner would have to agree
    return { ...generic, tenant_id: undefined, project_id: undefined, ...LARGEST[plural]?.(n, this.reference) }
  }

  private smallest(path: string): Json {
    const plural = this.document.paths[path]?.post?.tags[0] ?? ''
    return SMALLEST[plural]?.(0, this.reference) ?? {}
  }

  private pathOf(plural: string): string {
    return this.collections.find(([one]) => one === plural)?.[1] ?? ''
  }

  private nameOf(path: string): string {
    const { post, put } = this.document.paths[path] ?? {}
    const schema = schemaIn(put ?? post)
    const one = Array.isArray(schema['oneOf']) ? (schema['oneOf'][0] as JsonSchema) : schema
    return Object.keys(propertiesOf(one))[0] ?? ''
  }

  /** What a request may say of one object; `envelope` = inside of its name. */
  private bodyOf(path: string, method: 'put' | 'post'): { readonly schema: JsonSchema; readonly envelope: boolean } {
    const schema = schemaIn(this.document.paths[path]?.[method])
    const one = Array.isArray(schema['oneOf']) ? (schema['oneOf'][0] as JsonSchema) : schema
    const [inner] = Object.values(propertiesOf(one))
    const isEnvelope = inner !== undefined && typeof inner['$ref'] === 'string'
    return { schema: isEnvelope ? this.resolved(inner) : one, envelope: isEnvelope }
  }

  private resolved(schema: unknown): JsonSchema {
    const { $ref: ref } = schema as JsonSchema
    if (typeof ref !== 'string') return schema as JsonSchema
    const [, , kind = '', name = ''] = ref.split('/')
    return (this.document.components as unknown as Record<string, Record<string, JsonSchema>>)[kind]?.[name] ?? {}
  }

  /** The path with ids of objects that there are. */
  private real(path: string): string {
    const item = this.document.paths[path] ?? {}
    const plural = (item.get ?? item.put ?? item.post ?? item.delete)?.tags[0] ?? ''
    return path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const kind = name === 'policy_id' ? 'policies' : name === 'network' ? 'networks' : plural
      return name === 'tag' ? 'x'.repeat(255) : (this.id(kind, 0) ?? 'none')
    })
  }

  private id(plural: string, n: number): string | undefined {
    return this.reference(`${plural} id`, n)
  }
}

const schemaIn = (operation: Operation | undefined): JsonSchema =>
  operation?.requestBody?.content['application/json']?.schema ?? {}

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>

const MEMBERS: Json = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [n.toString(36), 0]))
const NESTED: unknown = JSON.parse('['.repeat(1_000) + ']'.repeat(1_000))

/** A value of the right type, as long as a body of one object may be. */
function tooLarge(attribute: string, schema: JsonSchema): unknown {
  const reference = (): undefined => undefined
  const one = JSON.stringify(largestValue(schema, attribute, 0, { reference, times: 1 })).length
  const times = Math.max(2, Math.floor(DEFAULT_LIMITS.objectBytes / (one * 1.2 + 100)))
  return largestValue(schema, attribute, 0, { reference, times })
}

function repeated(start: string, part: (n: number) => string): string {
  let url = start
  for (let n = 0; url.length + part(n).length <= DEFAULT_LIMITS.urlBytes - 10; n += 1) url += part(n)
  return url
}
