import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Client } from '../client.ts'
import { listen } from '../support/listen.ts'

/** Keeps the event loop busy, turn after turn. */
async function lag(span: number): Promise<void> {
  const end = performance.now() + span
  while (performance.now() < end) {
    const turn = performance.now() + 200
    while (performance.now() < turn);
    await nextTurn()
  }
}

it(
  'while the event loop lags, requests are told 503 and when to come again; probes and agents are served',
  { timeout: 30_000 },
  async () => {
    const server = await listen({ limits: { eventLoopDelay: 40 } })
    const agent = new Client(server.agentUrl)
    await agent.opened()
    await lag(2_500)
    const refused = await fetch(`${server.url}/v2.0/networks`)
    const body = (await refused.json()) as { readonly NeutronError: { readonly type: string } }
    expect([refused.status, refused.headers.get('retry-after'), body.NeutronError.type]).toEqual([
      503,
      '2',
      'ServiceUnavailable',
    ])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    agent.hello()
    expect(await agent.next()).toMatchObject({ type: 'welcome' })
    await expect
      .poll(async () => (await fetch(`${server.url}/v2.0/networks`)).status, { timeout: 15_000, interval: 500 })
      .toBe(200)
    agent.terminate()
    await server.close()
  },
)
