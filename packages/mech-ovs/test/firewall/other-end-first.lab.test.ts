import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost } from '../switch-host.ts'
import { FilterAgent } from './filter-agent.ts'
import { filteredPort, GROUP as SERVERS, memberItem, NETWORK, OTHER_GROUP as CLIENTS, ruleItem } from './filter-lab.ts'

const MORE = 'dddddddd-71b1-461b-894a-61849086ad29'
const [server, client] = [filteredPort(5, [SERVERS]), filteredPort(6, [CLIENTS])]
const web = { direction: 'ingress', protocol: 6, portMin: 80, portMax: 80 } as const
const anyOut = { direction: 'egress' } as const
const anyIn = { direction: 'ingress' } as const

const SPEAKS_FIRST = `
import time
last = first = time.time(); c.settimeout(0.7)
try:
    while last < first + 3: c.send(b"x"); c.recv(1); last = time.time(); time.sleep(0.05)
    print("goes on", flush=True); time.sleep(60)
except OSError: print(last, flush=True); time.sleep(60)`
const ECHOES = `
try:
    while (got := c.recv(9)): c.send(got)
except OSError: pass`
const ACCEPT = `
import socket
s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("", 80)); s.listen(9)
print("ready", flush=True); c, _ = s.accept()`
const CONNECT = `
import socket
c = socket.create_connection(("10.0.0.5", 80), 3); print("connected", flush=True)`

interface Scene {
  readonly first: 'server' | 'client'
  readonly groups: readonly [server: readonly string[], client: readonly string[]]
  readonly rules: Readonly<Record<string, readonly Parameters<typeof ruleItem>[1][]>>
  readonly members: Readonly<Record<string, readonly string[]>>
  readonly change: (agent: FilterAgent) => void
}

const open: Scene = {
  first: 'server',
  groups: [[SERVERS], [CLIENTS]],
  // The client takes anything, so that the server's own rules are what counts.
  rules: { [SERVERS]: [anyOut, web], [CLIENTS]: [anyOut, anyIn], [MORE]: [] },
  members: {},
  change: () => undefined,
}
const leave = (group: string) => (agent: FilterAgent) => {
  agent.gone(securityMembersTopic(group), memberItem(1, []).key)
}

const CUT: readonly (readonly [string, Scene])[] = [
  [
    'the rule by which it came in goes',
    {
      ...open,
      change: (agent) => {
        agent.gone(securityGroupTopic(SERVERS), ruleItem(numberOf(SERVERS, 1), web).key)
      },
    },
  ],
  [
    'its client leaves the remote group by which it came in',
    {
      ...open,
      rules: { ...open.rules, [SERVERS]: [anyOut, { ...web, remoteGroupId: CLIENTS }] },
      members: { [CLIENTS]: ['10.0.0.6'] },
      change: leave(CLIENTS),
    },
  ],
  [
    'its server leaves the remote group by which it went out',
    {
      ...open,
      rules: { ...open.rules, [CLIENTS]: [anyIn, { ...anyOut, remoteGroupId: SERVERS }] },
      members: { [SERVERS]: ['10.0.0.5'] },
      change: leave(SERVERS),
    },
  ],
  [
    'its server loses the group that let it in',
    {
      ...open,
      groups: [[MORE, SERVERS], [CLIENTS]],
      rules: { ...open.rules, [SERVERS]: [web], [MORE]: [anyOut] },
      change: (agent) => {
        agent.port(filteredPort(5, [MORE]))
      },
    },
  ],
  [
    'its client loses the group that let it out',
    {
      ...open,
      groups: [[SERVERS], [CLIENTS, MORE]],
      rules: { ...open.rules, [MORE]: [anyIn] },
      change: (agent) => {
        agent.port(filteredPort(6, [MORE]))
      },
    },
  ],
]
const KEPT: readonly (readonly [string, Scene])[] = [
  [
    'its client leaves a remote group, and another rule lets it in',
    {
      ...open,
      rules: { ...open.rules, [SERVERS]: [anyOut, web, { ...web, remoteGroupId: CLIENTS }] },
      members: { [CLIENTS]: ['10.0.0.6'] },
      change: leave(CLIENTS),
    },
  ],
  [
    'its client loses a group that let others in',
    {
      ...open,
      first: 'client',
      groups: [[SERVERS], [CLIENTS, MORE]],
      rules: { ...open.rules, [MORE]: [anyOut, web] },
      change: (agent) => {
        agent.port(filteredPort(6, [CLIENTS]))
      },
    },
  ],
]

const numberOf = (group: string, at: number): number => [SERVERS, CLIENTS, MORE].indexOf(group) * 10 + at

describe.skipIf(!canRun)('a session of TCP on Open vSwitch whose other end speaks first', () => {
  let lab: SwitchHost
  let agent: FilterAgent
  const children: ChildProcess[] = []
  const run = async (port: typeof server, program: string): Promise<ChildProcess> => {
    const where = `${lab.netns}-${tapName(port.id)}`
    const child = spawn('ip', ['netns', 'exec', where, 'python3', '-uc', program], { stdio: ['ignore', 'pipe', 2] })
    children.push(child)
    await once(child.stdout!, 'data')
    return child
  }

  /** Seconds from the change to the last byte that was answered; undefined = the session goes on. */
  async function cutAfter({ first, groups, rules, members, change }: Scene): Promise<number | undefined> {
    const set = async (): Promise<void> => {
      agent.port(filteredPort(5, groups[0]))
      agent.port(filteredPort(6, groups[1]))
      for (const [group, list] of Object.entries(rules))
        for (let at = 0; at < 3; at++) {
          const item = ruleItem(numberOf(group, at), list[at] ?? anyOut)
          if (list[at] === undefined) agent.gone(securityGroupTopic(group), item.key)
          else agent.item(securityGroupTopic(group), item)
        }
      for (const group of [SERVERS, CLIENTS]) {
        const item = memberItem(1, members[group] ?? [])
        agent.item(securityMembersTopic(group), item)
      }
      await agent.turn()
    }
    await set()
    const one = await run(server, `${ACCEPT}${first === 'server' ? SPEAKS_FIRST : ECHOES}`)
    const other = await run(client, `${CONNECT}${first === 'server' ? ECHOES : SPEAKS_FIRST}`)
    await new Promise((resolve) => setTimeout(resolve, 400))
    const changed = Date.now() / 1_000
    change(agent)
    await agent.turn()
    const [said] = (await once((first === 'server' ? one : other).stdout!, 'data')) as readonly unknown[]
    for (const child of [one, other]) child.kill('SIGKILL')
    return String(said).trim() === 'goes on' ? undefined : Number(String(said)) - changed
  }

  beforeAll(async () => {
    lab = await SwitchHost.create()
    for (const port of [server, client]) {
      const guest = await lab.guest(tapName(port.id), port.macAddress, `${port.fixedIps[0]?.ipAddress ?? ''}/24`)
      // Switching in user space takes sums as they are on the wire.
      guest('ethtool', '-K', 'eth0', 'tx', 'off')
    }
    agent = new FilterAgent(lab, NETWORK)
    await agent.turn(true)
  }, 60_000)
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await lab.close()
  })

  it.each(CUT)('is cut within a second when %s', async (_, scene) => {
    const took = await cutAfter(scene)
    expect(took, 'the session goes on').toBeDefined()
    expect(took).toBeLessThan(1)
  })

  it.each(KEPT)('goes on when %s', async (_, scene) => {
    expect(await cutAfter(scene)).toBeUndefined()
  })
})
