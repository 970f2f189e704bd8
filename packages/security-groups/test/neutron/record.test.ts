import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { answersOf } from './answers.ts'
import { REQUESTS } from './requests.ts'

// NETLOOM_NEUTRON=http://127.0.0.1:9696 npx vitest run --project pure packages/security-groups/test/neutron/record
const { NETLOOM_NEUTRON: neutron } = process.env

/** Asks a real Neutron (without Keystone: everybody is its administrator) again what it answers. */
describe.runIf(neutron !== undefined)('recording Neutron', () => {
  it('answers requests for rules', { timeout: 600_000 }, async () => {
    const project = `rules-${String(Date.now())}`
    const send = async (method: string, path: string, body: object): Promise<Response> =>
      fetch(`${neutron ?? ''}/v2.0${path}`, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    await send('PUT', `/quotas/${project}`, { quota: { security_group_rule: 1_000 } })
    const answers = await answersOf(async (path, body) => {
      const response = await send('POST', path, body)
      return { status: response.status, body: await response.json() }
    }, project)
    const lines = answers.map((answer) => JSON.stringify(answer))
    const file = fileURLToPath(new URL('neutron-21.json', import.meta.url))
    await writeFile(file, `[\n${lines.join(',\n')}\n]\n`)
    expect(answers).toHaveLength(REQUESTS.length)
  })
})
