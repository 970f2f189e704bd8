import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ANY, OPEN, rule, RouterLab } from './lab/router-lab.ts'

let lab: RouterLab
const children: ChildProcess[] = []
beforeAll(async () => {
  lab = await RouterLab.open()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => lab.close())

/** What a guest runs, line by line. */
class Guest {
  readonly lines: string[] = []
  private constructor(readonly child: ChildProcess) {
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(line))
  }

  static run(namespace: string, ...command: readonly string[]): Guest {
    const child = spawn('ip', ['netns', 'exec', namespace, ...command], { stdio: ['pipe', 'pipe', 'ignore'] })
    children.push(child)
    return new Guest(child)
  }

  say(text: string): void {
    this.child.stdin?.write(`${text}\n`)
  }
}

const echo = (family: 4 | 6, protocol: 'TCP' | 'UDP', port: number): Guest =>
  Guest.run(lab.b, 'socat', `${protocol}${String(family)}-LISTEN:${String(port)},fork,reuseaddr`, 'EXEC:cat')
const addressOf = (family: 4 | 6): string => (family === 4 ? '10.2.0.2' : '[fd02::2]')
const client = (family: 4 | 6, protocol: 'TCP' | 'UDP', port: number): Guest =>
  Guest.run(lab.a, 'socat', '-', `${protocol}${String(family)}:${addressOf(family)}:${String(port)}`)

let count = 0
/** Whether a line that the client sends comes back. */
async function answers(guest: Guest, within = 1_500): Promise<boolean> {
  const text = `line ${String((count += 1))}`
  const deadline = performance.now() + within
  while (performance.now() < deadline) {
    guest.say(text)
    const until = performance.now() + 300
    while (performance.now() < until) {
      if (guest.lines.includes(text)) return true
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return false
}

/** The server's end answers once it listens. */
async function connected(family: 4 | 6, protocol: 'TCP' | 'UDP', port: number): Promise<Guest> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const guest = client(family, protocol, port)
    if (await answers(guest, 1_000)) return guest
    guest.child.kill('SIGKILL')
  }
  throw new Error('no connection could be opened')
}

describe.each([4, 6] as const)('sessions of IPv%i', (family) => {
  const allow = (protocol: number, port: number): ReturnType<typeof rule> =>
    rule({ ipVersion: family, protocol, destinationPorts: [port, port] })

  it.each(['TCP', 'UDP'] as const)(
    'of %s are cut by a rule that is taken away, from both sides, and by no other',
    async (protocol) => {
      const number = protocol === 'TCP' ? 6 : 17
      const [first, second] = [allow(number, 7_001), allow(number, 7_002)]
      echo(family, protocol, 7_001)
      echo(family, protocol, 7_002)
      const ends = (ingress: readonly ReturnType<typeof rule>[]): Parameters<RouterLab['apply']>[0] => ({
        a: OPEN,
        b: { ingress, egress: ANY },
      })
      expect(await lab.apply(ends([first, second]))).toEqual([])
      const [one, other] = [await connected(family, protocol, 7_001), await connected(family, protocol, 7_002)]
      expect(await lab.apply(ends([second]))).toEqual([])
      // The server may send what it likes; that must not bring the session back.
      expect(await answers(one)).toBe(false)
      expect(await answers(other)).toBe(true)
      expect(await lab.apply(ends([rule({ ipVersion: family, protocol: 132 }), second]))).toEqual([])
      expect(await answers(other)).toBe(true)
      expect(await answers(one)).toBe(false)
    },
  )

  it('go on through changes that have nothing to do with them, without one lost', async () => {
    echo(family, 'TCP', 7_003)
    const policy = [allow(6, 7_003)]
    expect(await lab.apply({ b: { ingress: policy, egress: ANY } })).toEqual([])
    const guest = await connected(family, 'TCP', 7_003)
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await lab.apply({ b: { ingress: [allow(17, 9_000 + turn), ...policy], egress: ANY } })).toEqual([])
      expect(await answers(guest)).toBe(true)
    }
  })

  it('that were there before the first firewall are held to it', async () => {
    await lab.remove()
    echo(family, 'TCP', 7_004)
    const guest = await connected(family, 'TCP', 7_004)
    expect(await lab.apply({ b: { ingress: [], egress: ANY } })).toEqual([])
    expect(await answers(guest)).toBe(false)
    await lab.remove()
    expect(await answers(guest, 20_000)).toBe(true)
  })

  it('end when an administrator puts a firewall down, and nothing passes', async () => {
    echo(family, 'TCP', 7_005)
    expect(await lab.apply({ a: OPEN })).toEqual([])
    const guest = await connected(family, 'TCP', 7_005)
    expect(await lab.apply({ a: { ...OPEN, adminStateUp: false } })).toEqual([])
    expect(await answers(guest)).toBe(false)
  })

  it('need both ends: what one group allows the other is still asked about', async () => {
    echo(family, 'TCP', 7_006)
    expect(await lab.apply({ a: OPEN, b: { ingress: [], egress: ANY } })).toEqual([])
    const guest = client(family, 'TCP', 7_006)
    expect(await answers(guest)).toBe(false)
    guest.child.kill('SIGKILL')
    expect(await lab.apply({ a: { ingress: ANY, egress: [] }, b: OPEN })).toEqual([])
    const other = client(family, 'TCP', 7_006)
    expect(await answers(other)).toBe(false)
    other.child.kill('SIGKILL')
    expect(await lab.apply({ a: OPEN, b: OPEN })).toEqual([])
    await connected(family, 'TCP', 7_006)
  })

  it('that are rejected hear so at once', async () => {
    expect(await lab.apply({ a: { ingress: ANY, egress: [rule({ ipVersion: family, action: 'reject' })] } })).toEqual(
      [],
    )
    const start = performance.now()
    const guest = client(family, 'TCP', 7_007)
    await new Promise((resolve) => guest.child.once('close', resolve))
    // A packet that is dropped in silence is tried for two minutes.
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  it('of ping pass by rules of their own protocol', async () => {
    const protocol = family === 4 ? 1 : 58
    const ping = ['ping', '-c', '1', '-W', '2', family === 4 ? '10.2.0.2' : 'fd02::2']
    const run = (): Promise<number | null> => {
      const { child } = Guest.run(lab.a, ...ping)
      return new Promise((resolve) => child.once('close', resolve))
    }
    expect(await lab.apply({ b: { ingress: [rule({ ipVersion: family, protocol })], egress: [] } })).toEqual([])
    expect(await run()).toBe(0)
    expect(await lab.apply({ b: { ingress: [rule({ ipVersion: family, protocol: 6 })], egress: ANY } })).toEqual([])
    expect(await run()).not.toBe(0)
  })
})
