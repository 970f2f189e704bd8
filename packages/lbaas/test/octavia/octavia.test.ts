import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cloud, startCloud } from '../support.ts'
import { REQUESTS, type Request } from './requests.ts'

interface Recorded {
  readonly label: string
  readonly status: number
  readonly body: unknown
}

/** What is different here, and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'member bad pool': 'a JSON body in the place of a page of HTML; the status and the sentence are the same',
  'limit x': 'a JSON body in the place of a page of HTML; the status and the sentence are the same',
  'fully populated': 'the monitor that was made is shown; Octavia shows null until the next request',
}

let cloud: Cloud
let answers: readonly Recorded[]
const ours = new Map<string, Recorded>()

beforeAll(async () => {
  const text = await readFile(join(import.meta.dirname, 'answers.json'), 'utf8')
  answers = JSON.parse(text) as readonly Recorded[]
  // As the recorded one: states that lock, and a provider that can do everything.
  cloud = await startCloud({
    strictOctaviaStates: true,
    providers: [{ name: 'noop_driver', description: "'The no-op driver.'" }],
  })
  await cloud.agent('h1', {})
  const ids = new Map([['subnet', cloud.subnetId]])
  for (const request of REQUESTS) await play(request, ids)
}, 120_000)

afterAll(() => cloud.close())

async function play(request: Request, ids: Map<string, string>): Promise<void> {
  const filled = (text: string): string => text.replace(/<(\w+)>/g, (_, name: string) => ids.get(name) ?? name)
  const body = request.body === undefined ? undefined : (JSON.parse(filled(JSON.stringify(request.body))) as object)
  const answer = await cloud.call(request.method, filled(request.path), body, 'nobody')
  const [shown] = Object.values(answer.body)
  if (request.keep !== undefined) ids.set(request.keep, (shown as { readonly id: string }).id)
  const said = answer.body.faultstring ?? (Object.keys(answer.body).length === 0 ? '' : answer.body)
  ours.set(request.label, { label: request.label, status: answer.status, body: said })
  if (request.settle === true) await cloud.upToDate('h1', ids.get('lb') ?? '')
}

/** Names at every depth, whatever the values are. */
function shapeOf(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(shapeOf)
  if (typeof body !== 'object' || body === null) return null
  return Object.fromEntries(
    Object.entries(body)
      .map(([name, one]) => [name, shapeOf(one)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

const ids = (text: unknown): unknown =>
  typeof text === 'string' ? text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '<id>') : text

describe("Octavia's own answers", () => {
  test('to 60 requests have the same status here', () => {
    const statuses = (list: readonly (Recorded | undefined)[]): unknown =>
      list.map((one) => `${String(one?.status)} ${one?.label ?? ''}`)
    expect(answers).toHaveLength(60)
    expect(statuses(answers.map(({ label }) => ours.get(label)))).toEqual(statuses(answers))
  })

  test('have the same names in the same places here, or the same sentence, but for those with a reason', () => {
    const other = answers.filter(({ label, body }) => {
      const own = ours.get(label)?.body
      return typeof body === 'string' ? ids(own) !== ids(body) : !isSame(shapeOf(own), shapeOf(body))
    })
    expect(other.map(({ label }) => label).sort()).toEqual(Object.keys(DIFFERENCES).sort())
  })

  test.each([
    ['lb update while PENDING', 409, 'is immutable and cannot be updated.'],
    ['pool second on listener', 409, 'This listener already has a default pool'],
    ['rule header no key', 400, 'Error parsing L7Rule: '],
    ['lb delete with children', 400, 'it has children'],
    ['listener same port', 409, 'is already using'],
  ])('%s is refused with %i', (label, status, text) => {
    expect(ours.get(label)).toMatchObject({ status, body: expect.stringContaining(text) as unknown })
  })
})

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
