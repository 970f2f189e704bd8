import type { L3Request, Who } from './request.ts'

/** What a cloud says to one request: ids and addresses of its choice are called as the requests call them. */
export interface L3Answer {
  readonly request: L3Request
  readonly status: number
  readonly type?: string
  readonly message?: string
  /** What it shows, without what is another at each time. */
  readonly shown?: unknown
}

export type Send = (
  request: L3Request,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: unknown }>

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g
/** Chosen by a cloud: those that the requests name are outside of these. */
const CHOSEN = /(203\.0\.113|198\.51\.100|10\.50\.0)\.(?!(?:1|7|9|0|255|70|71|80|81)\b)\d+/g
/** What depends on time, on agents, and on how often something was written. */
const VOLATILE = new Set(['created_at', 'updated_at', 'revision_number', 'availability_zones', 'status', 'mac_address'])

/** All requests, one after the other. `known`: names of ids that are there before. */
export async function answersOf(
  send: Send,
  requests: readonly L3Request[],
  known: Readonly<Record<string, string>> = {},
  hear: (answer: L3Answer) => void = () => undefined,
): Promise<readonly L3Answer[]> {
  const ids = new Map<string, string>(Object.entries(known))
  const names = new Map<string, string>(Object.entries(known).map(([name, id]) => [id, `{{${name}}}`]))
  const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => ids.get(name) ?? whole)
  const masked = (value: unknown): unknown => {
    if (value === undefined) return undefined
    const text = [...names]
      .reduce(
        (now, [id, name]) => now.replaceAll(isUuid(id) ? id : `"${id}"`, isUuid(id) ? name : `"${name}"`),
        JSON.stringify(value),
      )
      .replace(UUID, (id) => (id.startsWith('3b6c5b1a') ? id : '{{id}}'))
      .replace(CHOSEN, '$1.{{n}}')
      .replace(/http:..127.0.0.1:[0-9]+/g, '')
      .replace(/2001:db8:ff::[0-9a-f]+/g, '2001:db8:ff::{{n}}')
    return ordered(JSON.parse(text))
  }
  const answers: L3Answer[] = []
  for (const request of requests) {
    const { path, save } = request
    const sent = request.body === undefined ? undefined : (JSON.parse(fill(JSON.stringify(request.body))) as unknown)
    const { status, body } = await send(request, fill(path), sent)
    const { NeutronError: error } = (body ?? {}) as { NeutronError?: Readonly<Record<string, unknown>> | string }
    const made = Object.values((body ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[0]
    if (save !== undefined && status < 300) {
      ids.set(save, String(made?.['id']))
      names.set(String(made?.['id']), `{{${save}}}`)
    }
    const answer: L3Answer =
      error === undefined
        ? { request, status, shown: masked(body) }
        : typeof error === 'string'
          ? { request, status, type: 'text', message: String(masked(error)) }
          : { request, status, type: String(error['type']), message: String(masked(error['message'])) }
    answers.push(answer)
    hear(answer)
  }
  return answers
}

const isUuid = (id: string): boolean => id.length >= 32

/** Keys by name, without the volatile ones. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, ordered(one)]),
  )
}

export const whoOf = (request: L3Request): Who => request.who ?? 'admin'
