import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listenerKey, memberKey } from '@netloom/lbaas'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tapOf } from '../src/render/names.ts'
import { socketOf } from '../src/render/socket-paths.ts'
import { runtimeCommands } from '../src/runtime/runtime-client.ts'
import { ask, BalancedHost, endClient } from './balanced-host.ts'
import { id, LISTENER, listener, member, POOL, VIP_PORT } from './sample-balancer.ts'

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
    expect(times).toHaveLength(100)
    expect(result.reasons).toEqual({})
    expect(result.failed).toBe(0)
    expect(result.answered).toBeGreaterThan(100)
    expect(Object.keys(result.names).sort()).toEqual(['WEB1', 'WEB2'])
    expect(await host.pid()).toBe(pid)
  })
})

describe('a balancer that runs', () => {
  it('reloads for listeners without a failed request of clients that keep their connections', async () => {
    await host.serve({})
    const pid = await host.pid()
    const load = await host.start(client, 'keep-alive-client.mjs', '10.0.0.5', '80', '4', '300')
    await sleep(300)
    for (let index = 0; index < 10; index += 1) {
      await host.tell({ [listenerKey(LISTENER)]: listener({ timeoutClientData: 50_000 + index + 1 }) })
      await sleep(100)
    }
    const result = await endClient(load)
    expect(result).toMatchObject({ failed: 0, reasons: {} })
    expect(result.answered).toBeGreaterThan(50)
    expect(await host.pid()).not.toBe(pid)
  })

  it('is back soon after haproxy was killed', async () => {
    await host.serve({})
    const pid = await host.pid()
    process.kill(pid, 'SIGKILL')
    const began = performance.now()
    let answer = ''
    while (!answer.startsWith('WEB') && performance.now() - began < 20_000)
      answer = await ask(client, 'http://10.0.0.5/', '-m', '1')
    const took = performance.now() - began
    expect(answer).toMatch(/^WEB[12]$/)
    expect(took).toBeLessThan(6_000)
    expect(await host.pid()).not.toBe(pid)
  })

  it('outlives its agent: another one restarts nothing and drops no connection', async () => {
    await host.serve({})
    const pid = await host.pid()
    const load = await host.start(client, 'keep-alive-client.mjs', '10.0.0.5', '80', '4', '200')
    await sleep(200)
    await host.stopAgent()
    await host.startAgent()
    await host.serve({})
    await sleep(200)
    const result = await endClient(load)
    expect(await host.pid()).toBe(pid)
    expect(result).toMatchObject({ failed: 0, connections: 4 })
    expect(host.newest(host.id)).toMatchObject({ state: 'up' })
  })

  it('follows what changed while no agent ran', async () => {
    await host.serve({})
    await host.stopAgent()
    await host.startAgent()
    await host.serve({ members: [member(2)] })
    expect(new Set(await answersOf(4))).toEqual(new Set(['WEB2']))
  })

  it.each(['before the new process has started', 'before it was noted what it has read'])(
    'converges after an agent that was killed in a reload, %s',
    async (when) => {
      await host.serve({})
      const marked = await readFile(join(host.directory, 'read'), 'utf8')
      await host.stopAgent()
      const changed = listener({ timeoutClientData: 41_000 })
      if (when.includes('started')) {
        for (const file of ['wanted.cfg', 'haproxy.cfg']) {
          const text = await readFile(join(host.directory, file), 'utf8')
          await writeFile(
            join(host.directory, file),
            text.replace('client 50000ms\n    default', 'client 41000ms\n    default'),
          )
        }
      }
      await host.startAgent()
      await host.serve({ listeners: [changed] })
      if (!when.includes('started')) {
        await writeFile(join(host.directory, 'read'), marked)
        await host.agent?.audit()
      }
      expect(new Set(await answersOf(4))).toEqual(new Set(['WEB1', 'WEB2']))
      expect(await readFile(join(host.directory, 'read'), 'utf8')).not.toBe(marked)
      expect(host.agent?.plan()).toMatchObject({ steps: [] })
    },
  )

  it('repairs servers that somebody else has changed at its socket', async () => {
    await host.serve({})
    const path = `${POOL}:${LISTENER}/${id('e', 1)}`
    await runtimeCommands(socketOf(host.directory), [`set server ${path} state maint`])
    expect(new Set(await answersOf(4))).toEqual(new Set(['WEB2']))
    await host.agent?.audit()
    expect(new Set(await answersOf(4))).toEqual(new Set(['WEB1', 'WEB2']))
  })

  it('runs as a user without rights', async () => {
    await host.serve({})
    const status = await readFile(`/proc/${String(await host.pid())}/status`, 'utf8')
    const [, uid] = /^Uid:\s+\d+\s+(\d+)/m.exec(status) ?? []
    expect(Number(uid)).toBeGreaterThan(0)
    expect(/^CapEff:\s+(\w+)/m.exec(status)?.[1]).toMatch(/^0+$/)
  })

  it('leaves nothing behind when it goes, predecessors with connections included', async () => {
    await host.serve({})
    const hold = ask(client, 'http://10.0.0.5/slow/4000')
    await sleep(200)
    const old = await host.pid()
    await host.tell({ [listenerKey(LISTENER)]: listener({ timeoutClientData: 40_000 }) })
    const now = await host.pid()
    expect(now).not.toBe(old)
    await host.serve(undefined)
    await hold
    expect([await isAlive(old), await isAlive(now)]).toEqual([false, false])
    expect(await readdir(join(host.folder, 'lbaas'))).toEqual([])
    expect(await host.ip('link')).not.toContain(tapOf(VIP_PORT))
  })

  it('takes a process away that nobody wants: a balancer that went while no agent ran', async () => {
    await host.serve({})
    const pid = await host.pid()
    await host.stopAgent()
    await host.startAgent()
    await host.serve(undefined)
    expect(await isAlive(pid)).toBe(false)
    expect(await readdir(join(host.folder, 'lbaas'))).toEqual([])
  })
})

const answersOf = (count: number, url = 'http://10.0.0.5/', ...options: string[]): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, () => ask(client, url, ...options)))

/** One that only waits to be reaped has no command line any more. */
const isAlive = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')) !== ''
