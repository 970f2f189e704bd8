import { DEFAULT_LIMITS } from '../../src/limits/limits.ts'
import type { OpenApiDocument, Operation } from '../../src/openapi/open-api-types.ts'
import type { JsonSchema } from '../../src/values/value.ts'
import type { Call } from './cost-client.ts'
import { largestValue, type Json, type Reference } from './largest-value.ts'
import { LARGEST, SMALLEST } from './overrides.ts'

/** The requests that cost most of what each operation accepts, and some that it must not even begin with. */
export class CostCalls {
  constructor(
    private readonly document: OpenApiDocument,
    private readonly reference: Reference,
  ) {}

  /** `networks` → its collection's path, of what can be created and has no parent. */
  get collections(): readonly (readonly [plural: string, path: string])[] {
    return Object.entries(this.document.paths).flatMap(([path, { post }]) =>
      post !== undefined && !path.includes('{') && !path.includes('alias_') ? [[post.tags[0] ?? '', path] as const] : [],
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
    const items = Array.from({ length: bulkItems }, (_, index) => make?.(round * bulkItems + index, this.reference) ?? {})
    return { method: 'POST', path: this.pathOf(plural), body: { [plural]: items } }
  }

  /** Large objects, as many as the body has room for. */
  largeBulk(plural: string, n: number): Call {
    const path = this.pathOf(plural)
    const items: Json[] = []
    let room = DEFAULT_LIMITS.bodyBytes - 100
    for (let at = n; items.length < 50; at += 1) {
      const item = this.largestObject(path, at)
      room -= Buffer.byteLength(JSON.stringify(item)) + 1
      if (room < 0) break
      items.push(item)
    }
    return { method: 'POST', path, body: { [plural]: items } }
  }

  /** For each attribute by itself: far beyond what it allows, within what a body may have. */
  beyond(path: string, method: 'post' | 'put'): readonly Call[] {
    const name = this.nameOf(path)
    const { schema, envelope } = this.bodyOf(path, method)
    const calls: Call[] = []
    for (const [attribute, part] of Object.entries(propertiesOf(schema))) {
      const values = [...tooLarge(attribute, part), members(100_000), '['.repeat(5_000)]
      for (const value of values) {
        const whole = { ...(method === 'post' && this.smallest(path)), [attribute]: value }
        const body = envelope ? { [name]: whole } : whole
        calls.push({ method: method.toUpperCase(), path: this.real(path), body })
      }
    }
    return calls
  }

  /** Every query parameter as often as a URL has room for it, sorting by everything, and the bare list. */
  lists(path: string): readonly Call[] {
    const { get } = this.document.paths[path] ?? {}
    const url = this.real(path)
    const calls: string[] = [url, `${url}?fields=id`]
    const sortKeys: string[] = []
    for (const reference of get?.parameters ?? []) {
      const { name, schema } = this.resolved(reference) as unknown as { readonly name: string; readonly schema: JsonSchema }
      if (name === 'If-Match' || schema['type'] !== 'array') continue
      const { enum: words } = schema['items'] as { readonly enum?: readonly string[] }
      if (name === 'sort_key') sortKeys.push(...(words ?? []))
      calls.push(repeated(`${url}?limit=1`, (n) => `&${name}=${words?.[n % words.length] ?? String(n)}`))
      if (name === 'tags' || name === 'tags-any') calls.push(repeated(`${url}?${name}=x`, (n) => `,${String(n)}`))
    }
    const marker = this.id(get?.tags[0] ?? '', 0) ?? ''
    if (sortKeys.length > 0) {
      calls.push(repeated(`${url}?limit=1&marker=${marker}`, (n) => `&sort_key=${sortKeys[n % sortKeys.length] ?? ''}`))
      calls.push(repeated(`${url}?limit=1&marker=${marker}`, () => '&sort_key=name'))
      calls.push(`${url}?${sortKeys.map((key) => `sort_key=${key}`).join('&')}`)
    }
    if (path.endsWith('/ports')) calls.push(repeated(`${url}?limit=1`, (n) => `&fixed_ips=ip_address_substr=${String(n)}`))
    return calls.map((one) => ({ method: 'GET', path: one }))
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
    return { method: method.toUpperCase(), path: this.real(path), body: envelope ? { [this.nameOf(path)]: body } : body }
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

const members = (count: number): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index.toString(36), 0]))

/** Values of the right type, until half a megabyte is full. */
function tooLarge(attribute: string, schema: JsonSchema): readonly unknown[] {
  const one = JSON.stringify(largestValue(schema, attribute, 0, { reference: () => undefined, times: 1 })).length
  const times = Math.max(2, Math.floor(DEFAULT_LIMITS.objectBytes / (one + 100)))
  return [largestValue(schema, attribute, 0, { reference: () => undefined, times })]
}

function repeated(start: string, part: (n: number) => string): string {
  let url = start
  for (let n = 0; url.length + part(n).length <= DEFAULT_LIMITS.urlBytes - 10; n += 1) url += part(n)
  return url
}
