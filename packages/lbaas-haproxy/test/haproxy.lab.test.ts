import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memberKey } from '@netloom/lbaas'
import { ask, BalancedHost, endClient } from './balanced-host.ts'
import { id, member } from './sample-balancer.ts'

let host: BalancedHost
let client: string

beforeEach(async () => {
  host = await BalancedHost.open()
  await host.member('10.0.0.11', 'WEB1')
  await host.member('10.0.0.12', 'WEB2')
  client = await host.guest('10.0.0.20')
  await host.startAgent()
})
afterEach(() => host.close())

describe('a load balancer by haproxy', () => {
  it('serves two members in turn', async () => {
    await host.serve({})
    const answers = [1, 2, 3, 4].map(() => ask(client, 'http://10.0.0.5/'))
    expect((await Promise.all(answers)).sort()).toEqual(['WEB1', 'WEB1', 'WEB2', 'WEB2'])
    expect(host.newest(host.id)).toMatchObject({ state: 'up' })
  })

  it('takes 100 member changes under load without a failed request and without a reload', async () => {
    await host.serve({})
    const pid = await host.pid()
    const load = await host.start(client, 'keep-alive-client.mjs', '10.0.0.5', '80', '4', '300')
    await sleep(300)
    const times: number[] = []
    for (let index = 0; index < 100; index += 1) {
      const began = performance.now()
      const change = [
        { [memberKey(id('e', 2))]: null },
        { [memberKey(id('e', 2))]: member(2) },
        { [memberKey(id('e', 2))]: member(2, { weight: 5 }) },
        { [memberKey(id('e', 2))]: member(2, { adminStateUp: false }) },
        { [memberKey(id('e', 2))]: member(2) },
      ][index % 5]
      await host.tell(change ?? {})
      times.push(performance.now() - began)
    }
    await sleep(300)
    const result = await endClient(load)
    console.log('member change ms p50', times.toSorted((a, b) => a - b)[50], 'p95', times.toSorted((a, b) => a - b)[95], result)
    expect(result.reasons).toEqual({})
    expect(result.failed).toBe(0)
    expect(result.answered).toBeGreaterThan(100)
    expect(Object.keys(result.names).sort()).toEqual(['WEB1', 'WEB2'])
    expect(await host.pid()).toBe(pid)
  })
})
