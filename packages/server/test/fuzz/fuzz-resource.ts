import type { Resource } from '@netloom/api'
import type { Answer, Api } from '../support/start-api.ts'
import { SeededDraws } from './seeded-draws.ts'
import { RequestDrawer, type DrawnRequest } from './draw-request.ts'
import { Known } from './known.ts'
import { HostileValues } from './hostile-values.ts'

export interface FuzzReport {
  /** Requests that were answered as none may be, with the answer. */
  readonly faults: readonly string[]
  /** How often which status came, and how many writes were done. */
  readonly statuses: Readonly<Record<number, number>>
  readonly writes: number
}

/** Milliseconds after which a request hangs: more than a busy machine has ever kept one waiting. */
const PATIENCE = 20_000
const REFUSALS = new Set([400, 401, 403, 404, 405, 409, 412, 413, 414, 415])

/** Makes a few of everything, then sends `count` requests, most of them for `resource`, the others for what it refers to. */
export async function fuzzResource(
  api: Api,
  resource: Resource,
  all: readonly Resource[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<FuzzReport> {
  const dice = new SeededDraws(seed)
  const known = new Known()
  const drawer = new RequestDrawer(dice, known, new HostileValues(dice, seed))
  const statuses: Record<number, number> = {}
  const faults: string[] = []
  let writes = 0
  const first = [...all, ...all, ...all].filter(({ policy }) => policy.create !== undefined)
  for (let sent = 0; sent < first.length + count; sent += 1) {
    // first a few of everything, so that there is something to refer to
    const beginning = first[sent]
    const target = beginning ?? (dice.chance(0.2) ? dice.pick(all) : resource)
    const request = beginning === undefined ? drawer.draw(target) : drawer.drawSound(target)
    const answer = await inTime(send(api, request))
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    const fault = faultOf(request, answer)
    if (fault !== undefined)
      faults.push(`request ${String(sent)} of seed ${String(seed)}: ${show(request)}\n  → ${fault}`)
    if (answer.status < 300) {
      if (request.method !== 'GET' && target === resource) writes += 1
      if (answer.status === 204 && request.method === 'DELETE' && dice.chance(0.9)) known.forget(request.path)
      else learn(known, target, answer)
    }
  }
  return { faults, statuses, writes }
}

function send(api: Api, { method, path, body, who, headers }: DrawnRequest): Promise<Answer> {
  return api.call(method, path, body, who, headers)
}

async function inTime(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ status: 0, headers: {}, body: `no answer within ${String(PATIENCE)} ms` })
    }, PATIENCE)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

function faultOf({ method }: DrawnRequest, { status, body }: Answer): string | undefined {
  if ([200, 201, 204].includes(status)) return undefined
  if (!REFUSALS.has(status)) return `${String(status)} ${JSON.stringify(body)}`
  if (method === 'HEAD') return undefined
  const error = (body as { readonly NeutronError?: Readonly<Record<string, unknown>> } | undefined)?.NeutronError
  const sound = ['type', 'message', 'detail'].every((key) => typeof error?.[key] === 'string')
  return sound ? undefined : `${String(status)} without a NeutronError: ${JSON.stringify(body)}`
}

function learn(known: Known, { name, plural }: Resource, { body }: Answer): void {
  const shown = body as Readonly<Record<string, unknown>> | undefined
  const list: unknown = shown?.[plural]
  for (const one of Array.isArray(list) ? (list as readonly unknown[]).slice(-5) : [shown?.[name]])
    known.add(plural, one)
}

function show({ method, path, body = '', who, headers }: DrawnRequest): string {
  return `${who} ${method} ${path.slice(0, 500)} ${JSON.stringify(headers)} ${body.slice(0, 1_500)}`
}
