import { execFileSync } from 'node:child_process'
import type { Agent } from '@netloom/agent-runtime'
import type { FeedItem } from '@netloom/core'
import { securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, type Topic } from '@netloom/core/wire'
import { Connections } from '@netloom/dataplane'
import { cold, GROUP, memberItem, portItem, REMOTE, ruleItem } from './filtering-agent.ts'
import { range } from './population.ts'
import { median } from './report.ts'
import { timed } from './scratch.ts'

/** Runs in a namespace of its own, as an agent does, and prints what it measured. */
const nft = (...args: readonly string[]): string => execFileSync('nft', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
const replay = (text: string): void => {
  execFileSync('nft', ['-f', '-'], { input: text })
}

async function changes(agent: Agent, topic: Topic, itemOf: (n: number) => FeedItem): Promise<number> {
  const times: number[] = []
  let rev = 1
  for (const n of range(31)) {
    const took = await timed(async () => {
      agent.receive({
        type: 'change',
        topic,
        previous: rev,
        cursor: { epoch: 'e', rev: rev + 1 },
        changes: [itemOf(1_000 + n)],
      })
      await agent.idle()
    })
    rev += 1
    if (n >= 10) times.push(took)
  }
  return median(times)
}

const FLOOD = `
import socket
s = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for n in range(100000):
    try: s[0].sendto(b"x", ("127.%d.%d.%d" % (1 + (n >> 16), (n >> 8) & 255, n & 255), 9))
    except OSError: pass`

interface Cuts {
  readonly entries: number
  readonly took: number
  readonly took6: number
  readonly process: number
}

async function connections(): Promise<Cuts> {
  nft('add table inet track')
  nft('add chain inet track out { type filter hook output priority 0; }')
  nft('add rule inet track out ct state new accept')
  execFileSync('python3', ['-c', FLOOD])
  const entries = Number(execFileSync('sysctl', ['-n', 'net.netfilter.nf_conntrack_count'], { encoding: 'utf8' }))
  const one = new Connections(undefined)
  const cut = { zone: 4_200, family: 4, destination: '10.0.0.1', protocol: 6, destinationPort: 80 } as const
  await one.delete(cut)
  const took = await timed(() => one.delete(cut))
  const took6 = await timed(() => one.delete({ zone: 4_200, family: 6, destination: 'fd00::1' }))
  const process = await timed(() => {
    try {
      execFileSync('conntrack', ['-D', '-w', '4200', '-f', 'ipv4', '-d', '10.0.0.1', '-p', 'tcp'], { stdio: 'ignore' })
    } catch {
      // Nothing was there to delete.
    }
    return Promise.resolve()
  })
  await one.close()
  return { entries, took, took6, process }
}

// The first one loads and compiles.
await (await cold(500)).stop()
nft('flush', 'ruleset')
const half = await cold(500)
const text = nft('list', 'ruleset')
const at500 = {
  cold: half.took,
  port: await changes(half.agent, hostTopic('host1'), portItem),
  rule: await changes(half.agent, securityGroupTopic(GROUP), ruleItem),
  member: await changes(half.agent, securityMembersTopic(REMOTE), memberItem),
}
await half.stop()
const raw: number[] = []
for (const round of range(5)) {
  nft('flush', 'ruleset')
  const took = await timed(() => {
    replay(text)
    return Promise.resolve()
  })
  if (round > 0) raw.push(took)
}
nft('flush', 'ruleset')
const whole = await cold(1_000)
const rule = await changes(whole.agent, securityGroupTopic(GROUP), ruleItem)
const member = await changes(whole.agent, securityMembersTopic(REMOTE), memberItem)
await whole.stop()
console.log(JSON.stringify({ cold: half.took, raw: median(raw), rule, member, at500, ...(await connections()) }))
