import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LabGroups } from './lab-groups.ts'

const [CLIENTS, SERVERS, MORE] = [randomUUID(), randomUUID(), randomUUID()]
const rule = (change: Partial<SecurityRuleItem>): SecurityRuleItem => ({
  ...{ id: randomUUID(), direction: 'ingress', ethertype: 'IPv4', protocol: null, portMin: null, portMax: null },
  ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
  ...change,
})
const anyOut = rule({ direction: 'egress' })
const anyIn = rule({ direction: 'ingress' })
const web = rule({ protocol: 6, portMin: 80, portMax: 80 })

/** Sends a byte, waits for its echo, and again: the last one that was answered within 0.7 s, or that it goes on. */
const SPEAKS_FIRST = `
    import time
    last = first = time.time(); c.settimeout(0.7)
    try:
        while last < first + 3: c.send(b"x"); c.recv(1); last = time.time(); time.sleep(0.05)
        print("goes on", flush=True); time.sleep(60)
    except OSError: print(last, flush=True); time.sleep(60)`.replaceAll('\n    ', '\n')
const ECHOES = `
try:
    while (got := c.recv(9)): c.send(got)
except OSError: pass`
const accepting = (then: string): string => `
import socket
s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("", 80)); s.listen(9)
print("ready", flush=True); c, _ = s.accept()${then}`
const connecting = (then: string): string => `
import socket
c = socket.create_connection(("10.100.0.2", 80), 3); print("connected", flush=True)${then}`

interface Scene {
  /** Who speaks: the server, or the client that connected. */
  readonly first: 'server' | 'client'
  readonly groups: Readonly<Record<1 | 2, readonly string[]>>
  readonly rules: Readonly<Record<string, readonly SecurityRuleItem[]>>
  readonly members: Readonly<Record<string, readonly number[]>>
  readonly change: (cloud: LabGroups) => Promise<void>
}

const open: Scene = {
  first: 'server',
  groups: { 1: [CLIENTS], 2: [SERVERS] },
  rules: { [CLIENTS]: [anyOut], [SERVERS]: [anyOut, web], [MORE]: [] },
  members: { [CLIENTS]: [], [SERVERS]: [] },
  change: () => Promise.resolve(),
}
const remote = (change: Partial<SecurityRuleItem>): SecurityRuleItem => rule({ protocol: 6, ...change })

const CUT: readonly (readonly [string, Scene])[] = [
  [
    'its client leaves the remote group by which it came in',
    {
      ...open,
      rules: { ...open.rules, [SERVERS]: [anyOut, remote({ remoteGroupId: CLIENTS, portMin: 80, portMax: 80 })] },
      members: { ...open.members, [CLIENTS]: [1] },
      change: (cloud) => cloud.members(CLIENTS, []),
    },
  ],
  [
    'its client leaves the remote group by which it came in, and its server joins another group',
    {
      ...open,
      rules: {
        ...open.rules,
        [SERVERS]: [anyOut, remote({ remoteGroupId: CLIENTS, portMin: 80, portMax: 80 })],
        [MORE]: [anyOut],
      },
      members: { ...open.members, [CLIENTS]: [1] },
      change: async (cloud) => {
        await cloud.members(CLIENTS, [])
        await cloud.regroup(2, [MORE, SERVERS].sort())
        await cloud.rules(MORE, [anyOut])
      },
    },
  ],
  [
    'its server leaves the remote group by which it went out',
    {
      ...open,
      rules: { ...open.rules, [CLIENTS]: [anyIn, remote({ direction: 'egress', remoteGroupId: SERVERS })] },
      members: { ...open.members, [SERVERS]: [2] },
      change: (cloud) => cloud.members(SERVERS, []),
    },
  ],
  [
    'its server leaves the remote group by which it went out, and the client speaks',
    {
      ...open,
      first: 'client',
      rules: { ...open.rules, [CLIENTS]: [anyIn, remote({ direction: 'egress', remoteGroupId: SERVERS })] },
      members: { ...open.members, [SERVERS]: [2] },
      change: (cloud) => cloud.members(SERVERS, []),
    },
  ],
  [
    'its server loses the group that let it in',
    {
      ...open,
      groups: { ...open.groups, 2: [MORE, SERVERS].sort() },
      rules: { ...open.rules, [SERVERS]: [web], [MORE]: [anyOut] },
      change: (cloud) => cloud.regroup(2, [MORE]),
    },
  ],
  [
    'its client loses the group that let it out',
    {
      ...open,
      groups: { ...open.groups, 1: [CLIENTS, MORE].sort() },
      rules: { ...open.rules, [MORE]: [anyIn] },
      change: (cloud) => cloud.regroup(1, [MORE]),
    },
  ],
]

const KEPT: readonly (readonly [string, Scene])[] = [
  [
    'its client leaves a remote group, and another rule lets it in',
    {
      ...open,
      rules: { ...open.rules, [SERVERS]: [anyOut, web, remote({ remoteGroupId: CLIENTS, portMin: 80, portMax: 80 })] },
      members: { ...open.members, [CLIENTS]: [1] },
      change: (cloud) => cloud.members(CLIENTS, []),
    },
  ],
  [
    'its server loses one of two groups that let it in',
    {
      ...open,
      groups: { ...open.groups, 2: [MORE, SERVERS].sort() },
      rules: { ...open.rules, [MORE]: [anyOut, rule({ protocol: 6 })] },
      change: (cloud) => cloud.regroup(2, [MORE]),
    },
  ],
  [
    'its client loses a group that let others in',
    {
      ...open,
      first: 'client',
      groups: { ...open.groups, 1: [CLIENTS, MORE].sort() },
      rules: { ...open.rules, [MORE]: [anyOut, web] },
      change: (cloud) => cloud.regroup(1, [CLIENTS]),
    },
  ],
]

let cloud: LabGroups
beforeAll(async () => {
  cloud = await LabGroups.open((n) => (n === 1 ? CLIENTS : SERVERS))
}, 60_000)
afterAll(() => cloud.close())

/** Of the scene before: the same addresses had other sessions. */
async function forgetCuts(n: number): Promise<void> {
  const listed = await runInNamespace(cloud.host(n), ['nft', 'list', 'sets', 'inet'])
  const [, table = ''] = /table inet (netloom\S+)/.exec(listed) ?? []
  const flushes = [...listed.matchAll(/set (cut-\S+)/g)].map(([, set = '']) => `flush set inet ${table} ${set}`)
  await runInNamespace(cloud.host(n), ['nft', '-f', '-'], { input: flushes.join('\n') })
}

/** Seconds from the change to the last byte that was answered; undefined = the session goes on. */
async function cutAfter({ first, groups, rules, members, change }: Scene): Promise<number | undefined> {
  for (const n of [1, 2] as const) await cloud.regroup(n, groups[n])
  for (const [group, items] of Object.entries(rules)) await cloud.rules(group, items)
  for (const [group, vms] of Object.entries(members)) await cloud.members(group, vms)
  for (const n of [1, 2]) await forgetCuts(n)
  const server = await cloud.serve(2, accepting(first === 'server' ? SPEAKS_FIRST : ECHOES))
  const client = await cloud.serve(1, connecting(first === 'server' ? ECHOES : SPEAKS_FIRST))
  await new Promise((resolve) => setTimeout(resolve, 400))
  const changed = Date.now() / 1_000
  await change(cloud)
  const speaker = first === 'server' ? server : client
  const [said] = (await once(speaker.stdout!, 'data')) as readonly unknown[]
  for (const one of [server, client]) one.kill('SIGKILL')
  return String(said).trim() === 'goes on' ? undefined : Number(String(said)) - changed
}

describe('a session of TCP whose other end speaks first', () => {
  it.each(CUT)('is cut within a second when %s', async (_, scene) => {
    const took = await cutAfter(scene)
    expect(took, 'the session goes on').toBeDefined()
    expect(took).toBeLessThan(1)
  })

  it.each(KEPT)('goes on when %s', async (_, scene) => {
    expect(await cutAfter(scene)).toBeUndefined()
  })
})
