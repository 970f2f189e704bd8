import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askTcp, helper, pings, RoutedHost } from './routed-host.ts'

const FTP = 'f3000000-0000-4000-8000-000000000001'
const STRANGE = 'f3000000-0000-4000-8000-000000000002'

let routed: RoutedHost
let guest: string
const servers: ChildProcess[] = []

async function serve(netns: string, program: readonly string[]): Promise<void> {
  const child = spawn('ip', ['netns', 'exec', netns, process.execPath, ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.push(child)
  await once(child.stdout, 'data')
}

/** Control connections: answers with what it is sent. */
const ECHO = `require('node:net').createServer((s) => { s.on('error', () => undefined); s.on('data', (d) => s.write(d)) })
  .listen(21, '0.0.0.0', () => process.stdout.write('listening'))`

beforeAll(async () => {
  routed = await RoutedHost.open()
  guest = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await serve(routed.outside, ['-e', ECHO])
  await serve(guest, [join(import.meta.dirname, 'peer-server.mjs'), '8080'])
  await routed.startAgent()
  await routed.serve(routed.router(), routed.interface('a'), routed.interface('x'))
  while (!(await pings(guest, '203.0.113.1'))) await new Promise((resolve) => setTimeout(resolve, 50))
})

afterAll(async () => {
  for (const one of servers) one.kill('SIGKILL')
  await routed.close()
})

/** What an FTP server is told to connect to by a guest that listens at 10.1.0.5:8080, and who answers there. */
async function dataConnection(): Promise<readonly [said: string, answer: string]> {
  // The kernel looks at lines that begin where it has seen one end.
  const script = [
    'exec 3<>/dev/tcp/203.0.113.1/21',
    String.raw`printf 'USER a\r\n' >&3; head -n 1 <&3 >/dev/null`,
    String.raw`printf 'PORT 10,1,0,5,31,144\r\n' >&3; head -n 1 <&3; sleep 5`,
  ].join('; ')
  const control = spawn('ip', ['netns', 'exec', guest, 'timeout', '8', 'bash', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.push(control)
  const [data] = (await once(control.stdout, 'data')) as [Buffer]
  const said = data.toString().trim()
  const numbers = /PORT (\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(said)?.slice(1).map(Number) ?? []
  const [high = 0, low = 0] = numbers.slice(4)
  return [said, await askTcp(routed.outside, numbers.slice(0, 4).join('.'), high * 256 + low)]
}

it('nobody gets back in by a port that FTP names, without a helper', { timeout: 20_000 }, async () => {
  expect(await dataConnection()).toEqual(['PORT 10,1,0,5,31,144', 'nobody'])
})

it('a helper leads the data connection of FTP back to the guest', { timeout: 20_000 }, async () => {
  await routed.tell(helper(FTP))
  expect(routed.agent!.plan().steps).toEqual([])
  const [said, answer] = await dataConnection()
  expect(said).toMatch(/^PORT 203,0,113,10,/)
  expect(answer).toBe('203.0.113.1 10.1.0.5')
})

it('one that the kernel does not have keeps nobody else from his way', { timeout: 20_000 }, async () => {
  await routed.tell(helper(STRANGE, { helper: 'no-such', port: 2121 }))
  await routed.inRouter('nft', 'flush', 'ruleset')
  const until = performance.now() + 5_000
  while (!(await pings(guest, '203.0.113.1')) && performance.now() < until) await routed.agent!.idle()
  expect(await pings(guest, '203.0.113.1')).toBe(true)
  await routed.tell({ ...helper(STRANGE), body: null })
  expect(routed.agent!.plan().steps).toEqual([])
})
