/** One attribute that an extension driver adds. Its key is its name on the wire (`rack_unit`). */
export interface ExtensionAttribute {
  /** Field of requests and models; default the camel-cased name (`rackUnit`). */
  readonly field?: string
  /** A create may carry it; `required` = must. Absent = refused. */
  readonly post?: 'required' | 'allowed'
  /** An update may carry it. Absent = read-only. */
  readonly put?: 'allowed'
  /** Turns what a request says into what the driver's hooks are given. A throw refuses the request (400); its message is the reason. */
  parse?(given: unknown): unknown
  /** JSON Schema of the value, for the OpenAPI document; `type` also says how query parameters are read. */
  readonly schema?: Readonly<Record<string, unknown>>
  /** What a create without it has, and what answers show where the driver says nothing. Default null. */
  readonly default?: unknown
  /** Lists can be filtered by it; the driver's `find` is asked. */
  readonly filter?: true
  /** It changes together with the object's revision alone: answers may be kept while that is the same. */
  readonly byRevision?: true
}

export type ExtensionAttributes = Readonly<Record<string, ExtensionAttribute>>
/** By field. */
export type ExtensionValues = Readonly<Record<string, unknown>>

/** `rack_unit` → `rackUnit`, `rack:unit` → `rackUnit`, unless the attribute says otherwise. */
export function extensionField(name: string, { field }: ExtensionAttribute): string {
  return field ?? name.replace(/[_:-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
