import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { startCloud } from '../support.ts'
import { answersOf, type RuleAnswer } from './answers.ts'
import { DIFFERENCES } from './differences.ts'
import { REQUESTS } from './requests.ts'

const recorded = JSON.parse(
  await readFile(new URL('neutron-21.json', import.meta.url), 'utf8'),
) as readonly RuleAnswer[]

it('was recorded as it stands', () => {
  expect(recorded.map(({ request }) => request)).toEqual(REQUESTS)
  expect(recorded.length).toBeGreaterThanOrEqual(200)
})

it('answers each request for a rule as Neutron 21 does: status, type, words, stored forms', async () => {
  const cloud = await startCloud()
  const answers = await answersOf((path, body) => cloud.call('POST', path, body), 'p1')
  await cloud.close()
  const used = new Set<string>()
  const wrong = recorded.flatMap((theirs, index) => {
    const ours = answers[index]
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return []
    const known = DIFFERENCES.find(({ applies }) => applies(theirs))
    if (known === undefined || (ours?.type ?? 'made') !== known.ours) return [{ theirs, ours }]
    used.add(known.reason)
    return []
  })
  expect(wrong).toEqual([])
  expect(DIFFERENCES.filter(({ reason }) => !used.has(reason))).toEqual([])
})
