import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { answersOf } from './answers.ts'
import { REQUESTS } from './requests.ts'

// NETLOOM_NEUTRON=http://127.0.0.1:9696 npx vitest run --project pure packages/agent-l3/test/neutron/record
const { NETLOOM_NEUTRON: neutron } = process.env

/** Asks a real Neutron (without Keystone: everybody is its administrator) again what it answers. */
describe.runIf(neutron !== undefined)('recording Neutron', () => {
  it('answers requests for routers and floating IPs', { timeout: 600_000 }, async () => {
    const answers = await answersOf(async (method, path, body) => {
      const response = await fetch(`${neutron ?? ''}/v2.0${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as unknown) }
    })
    const lines = answers.map((answer) => JSON.stringify(answer))
    const file = fileURLToPath(new URL('neutron-21.json', import.meta.url))
    await writeFile(file, `[\n${lines.join(',\n')}\n]\n`)
    expect(answers).toHaveLength(REQUESTS.length)
  })
})
