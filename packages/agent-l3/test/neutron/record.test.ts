import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { TENANT_REQUESTS } from './all-requests.ts'
import { type L3Answer, answersOf, type Send, whoOf } from './answers.ts'
import { keystoneProjects } from './keystone-projects.ts'
import { GENERATED } from './requests.ts'

// NETLOOM_NEUTRON=http://127.0.0.1:9697 NETLOOM_KEYSTONE=http://127.0.0.1:15000 (user admin, password secret)
// npx vitest run --project pure packages/agent-l3/test/neutron/record
const { NETLOOM_NEUTRON: neutron = '', NETLOOM_KEYSTONE: keystone = '' } = process.env

/** Asks a real Neutron again what it answers: one that has an L3 agent, and nothing else yet. */
describe.runIf(neutron !== '')('recording Neutron', () => {
  it('answers requests for routers and floating IPs', { timeout: 1_800_000 }, async () => {
    const { tokens, ids } = await keystoneProjects(keystone, ['alice', 'bob'])
    const send: Send = async (request, path, body) => {
      const response = await fetch(`${neutron}/v2.0${path}`, {
        method: request.method,
        headers: {
          ...{ 'content-type': 'application/json', 'x-auth-token': tokens[whoOf(request)] ?? '' },
          ...request.headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(60_000),
      }).catch(() => undefined)
      if (response === undefined) return { status: 0, body: { text: 'no answer within a minute' } }
      const text = await response.text()
      try {
        return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as unknown) }
      } catch {
        return { status: response.status, body: { text } }
      }
    }
    for (const project of Object.values(ids)) {
      const quota = { network: -1, subnet: -1, port: -1, router: -1, floatingip: -1 }
      await send({ method: 'PUT', path: '' }, `/quotas/${project}`, { quota })
    }
    const { body } = await send({ method: 'GET', path: '' }, '/agents?agent_type=L3%20agent&fields=id')
    const agent = (body as { agents: readonly { id: string }[] }).agents[0]?.id ?? expect.fail('no L3 agent')
    const { NETLOOM_RECORD: only = 'generated tenants' } = process.env
    if (only.includes('generated')) await write('generated-21.json', (hear) => answersOf(send, GENERATED, ids, hear))
    if (only.includes('tenants'))
      await write('tenants-21.json', (hear) => answersOf(send, TENANT_REQUESTS, { ...ids, agent }, hear))
  })
})

/** Each at once: a Neutron that hangs takes nothing along. */
async function write(name: string, record: (hear: (answer: L3Answer) => void) => Promise<unknown>): Promise<void> {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const lines: string[] = []
  await record((answer) => {
    lines.push(JSON.stringify(answer))
    writeFileSync(path, `[\n${lines.join(',\n')}\n]\n`)
  })
}
