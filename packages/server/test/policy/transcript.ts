import type { Api } from '../support/start-api.ts'
import type { Request } from './leak-probes.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** MAC addresses and IP addresses that the controller picked, the latter also inside host names. */
const PICKED = /fa:16:3e(:[0-9a-f]{2}){3}|10([.-])7\2(0)\2\d+|203\.0\.113\.\d+/g

/**
 * Requests and their answers as text. `names` says what to call the ids of one world, so that the transcripts of two worlds
 * can be compared; ids made on the way have no name.
 */
export async function transcript(
  api: Api,
  requests: readonly Request[],
  names: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { method, path, who, body, headers } of requests) {
    const answer = await api.call(method, path, body, who, headers)
    const { 'x-openstack-request-id': _, date: __, 'content-length': ___, ...others } = answer.headers
    const text = JSON.stringify({ status: answer.status, headers: others, body: sorted(named(answer.body, names)) })
    lines.push(
      `${who} ${method} ${path} ${JSON.stringify({ body, headers })}\n  → ${text}`.replace(
        UUID,
        (id) => names.get(id) ?? '<id>',
      ),
    )
  }
  return lines
}

function named(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, names))
  if (typeof value === 'string')
    return value
      .replace(/marker=[^&]*/, 'marker=<last>')
      .replace(UUID, (id) => names.get(id) ?? '<id>')
      .replace(PICKED, '<picked>')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, named(part, names)]))
}

/** Lists of what was made at the same moment are ordered by ids, which are random. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, sorted(part)]))
}
