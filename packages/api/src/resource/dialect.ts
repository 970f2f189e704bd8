import { HttpBadRequestError } from '../errors/http-errors.ts'
import { pythonText } from '../values/python-text.ts'

/** What texts call a resource by. */
export interface NamedResource {
  readonly name: string
  readonly ruleName?: string
}

/** Which request is read. */
export type BodyStep = 'create' | 'update'

/**
 * In whose words a resource refuses requests, where they are not Neutron's: Octavia's clients read other texts, and another body of
 * errors. Everything else of a declaration is as with any other resource.
 */
export interface Dialect {
  /** Its paths begin with one of these instead of `/v2.0/…`, too: spelling asked → path that is meant. */
  readonly alsoAt?: Readonly<Record<string, string>>
  /** Body of a refusal. */
  errorBody(error: RefusedRequest): unknown
  /** The body has these names, and not the resource's. */
  noEnvelope(resource: NamedResource, names: readonly string[]): Error
  /** It has attributes that a request of this step cannot carry. */
  notAllowed(resource: NamedResource, step: BodyStep, names: readonly string[]): Error
  missing(name: string): Error
  badValue(name: string, given: unknown, reason: string): Error
  badSort(keys: readonly string[]): Error
  badLimit(text: string): Error
  /** `sort=name:asc,id` beside `sort_key`. */
  readonly sortParameter?: string
  /** Lists have `<plural>_links`, were it an empty one. */
  readonly alwaysLinks?: true
}

export interface RefusedRequest {
  readonly status: number
  /** Neutron's exception type. */
  readonly code: string
  readonly message: string
}

/** A refusal in the body that Neutron's clients read. */
export const neutronErrorBody = ({ code, message }: RefusedRequest): unknown => ({
  NeutronError: { type: code, message, detail: '' },
})

/** As Neutron puts it, where a resource says nothing else. */
export const IN_NEUTRONS_WORDS = {
  unknown: (names: readonly string[]): Error =>
    new HttpBadRequestError(`Unrecognized attribute(s) '${pythonText(names.slice(0, 50).join(', '))}'`),
  missing: (name: string): Error =>
    new HttpBadRequestError(`Failed to parse request. Required attribute '${name}' not specified`),
  badValue: (name: string, reason: string): Error =>
    new HttpBadRequestError(`Invalid input for ${name}. Reason: ${reason}.`),
} as const
