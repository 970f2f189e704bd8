import { normalise, normaliseText, sortLists, type Known } from './normalise.ts'
import type { Caller, Scenario, Step } from './scenario.ts'

export interface Request {
  readonly method: Step['method']
  readonly path: string
  readonly as: Caller
  readonly body?: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Response {
  readonly status: number
  readonly contentType: string
  readonly hasRequestId: boolean
  readonly text: string
}

/** A server that scenarios can be played to. */
export interface Player {
  readonly base: string
  /** `project-a` → its id, and what else scenarios need to know. */
  readonly variables: ReadonlyMap<string, string>
  send(request: Request): Promise<Response>
}

/** One answer, with everything that differs from run to run replaced. */
export interface Answer {
  /** What was asked, to find out when a recording is older than its scenario. */
  readonly call: string
  readonly status: number
  /** Absent where it is JSON. */
  readonly contentType?: string
  readonly hasNoRequestId?: true
  /** JSON or, where it is none, text; absent = empty. */
  readonly body?: unknown
}

/** Tells a server the steps in order and notes what it answers. */
export async function play({ steps }: Scenario, player: Player): Promise<readonly Answer[]> {
  const variables = new Map<string, string>(player.variables)
  const known: Known = { variables, sent: sentBy(steps), base: player.base }
  const answers: Answer[] = []
  for (const step of steps) {
    const response = await player.send(fill(step, variables))
    const parsed = parse(response.text)
    for (const [name, at] of Object.entries(step.save ?? {})) {
      const found = dig(parsed, at)
      if (typeof found === 'string') variables.set(name, found)
    }
    answers.push(note(step, response, parsed, known))
  }
  return answers
}

/** All that was said, but for the ranges that the server picks from. */
const sentBy = (steps: readonly Step[]): string => JSON.stringify(steps).replaceAll(/"(start|end)":"[^"]*"/g, '')

export const callOf = ({ method, path, as, body, headers }: Step): string =>
  [method, path, ...(as === undefined ? [] : [`as ${as}`]), ...[headers, body].flatMap(asText)].join(' ')

const asText = (part: unknown): readonly string[] => {
  if (part === undefined) return []
  const text = typeof part === 'string' ? part : JSON.stringify(part)
  return [text.length > 200 ? `${text.slice(0, 160)}… (${String(text.length)})` : text]
}

function note(step: Step, response: Response, parsed: unknown, known: Known): Answer {
  const { status, contentType, hasRequestId, text } = response
  const body = typeof parsed === 'string' ? normaliseText(parsed, known) : normalise(parsed, known)
  return {
    call: callOf(step),
    status,
    ...(text !== '' && !contentType.startsWith('application/json') && { contentType }),
    ...(!hasRequestId && { hasNoRequestId: true as const }),
    ...(text !== '' && { body: sortLists(step.path.startsWith('/extensions') ? withoutProse(body) : body, step.path) }),
  }
}

/** How an extension is described is up to whoever offers it. */
function withoutProse(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'description' || key === 'name' || key === 'updated' ? '<text>' : value,
  )
}

function fill(step: Step, variables: ReadonlyMap<string, string>): Request {
  const { method, path, isRoot, as = 'admin@admin', body, headers = {} } = step
  const filled = (text: string): string =>
    text.replaceAll(/\{\{([\w-]+)\}\}/g, (all, name: string) => variables.get(name) ?? all)
  const text = typeof body === 'string' ? body : (JSON.stringify(body) as string | undefined)
  return {
    method,
    path: filled(isRoot === true ? path : `/v2.0${path}`),
    as,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
    ...(text !== undefined && { body: filled(text) }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `ports.0.id` of an answer. */
function dig(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, key) => {
    return typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>)[key] : undefined
  }, value)
}
