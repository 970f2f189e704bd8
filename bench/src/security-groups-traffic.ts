import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { execa } from 'execa'
import { addressOf } from './filtering-agent.ts'
import { neutronIsMissing, PEER, PYTHON } from './neutron-firewall.ts'
import { range } from './population.ts'
import type { Finding } from './report.ts'
import { netnsPrefix } from './scratch.ts'

const HOLD = fileURLToPath(new URL('security-groups-hold.js', import.meta.url))
const TRAFFIC = fileURLToPath(new URL('../peer/traffic.py', import.meta.url))
/** As the agent calls it: it looks whether its frames come by. */
const BRIDGE = 'brq00000001-00'
const SECONDS = '3'

/** Who filters: what holds the tables, names of devices, the TCP port that the last rule opens. */
interface Layout {
  readonly holder: readonly string[]
  readonly suffix: string
  readonly port: number
}
interface Traffic {
  readonly connections: number
  readonly gigabits: number
}

const ours = (ports: number): Layout => ({
  holder: [process.execPath, HOLD, String(ports)],
  ...{ suffix: '00', port: 20 },
})
const theirs = (ports: number): Layout => ({
  holder: [PYTHON, PEER, String(ports), '20', 'stay'],
  ...{ suffix: 'ab', port: 1018 },
})

/** What passes between two ports of a bridge, the last ones of many in a group of 20 rules. */
export async function throughGroups(): Promise<readonly Finding[]> {
  const [few, many] = await alternately(
    () => traffic(ours(10), 10),
    () => traffic(ours(1_000), 1_000),
  )
  // Budgets are the most that a ratio may be: what is passed among few, by what is passed among many.
  const findings = beside(few, many, '10 ports', 1 / 0.8)
  const missing = await neutronIsMissing()
  if (missing === undefined)
    return [...findings, ...beside(await traffic(theirs(1_000), 1_000), many, 'Neutron’s rules', 1 / 5)]
  process.stderr.write(`  without Neutron's rules beside: ${missing}\n`)
  return findings
}

/** The best of three each, one after the other: whoever else works on the machine disturbs both. */
async function alternately(
  ...both: readonly [() => Promise<Traffic>, () => Promise<Traffic>]
): Promise<readonly [Traffic, Traffic]> {
  const rounds: (readonly [Traffic, Traffic])[] = []
  for (const _ of range(3)) rounds.push([await both[0](), await both[1]()])
  const best = (which: 0 | 1): Traffic => ({
    connections: Math.max(...rounds.map((round) => round[which].connections)),
    gigabits: Math.max(...rounds.map((round) => round[which].gigabits)),
  })
  return [best(0), best(1)]
}

/** In milliseconds a connection, and a gigabit: less is better, as everywhere. */
function beside(other: Traffic, ours: Traffic, what: string, budget: number): readonly Finding[] {
  const bench = 'security groups'
  return [
    {
      ...{ bench, measure: 'a connection among 1,000 ports', value: 1_000 / ours.connections, unit: 'ms' },
      ...{ against: { what, value: 1_000 / other.connections }, budget },
    },
    {
      ...{ bench, measure: 'a gigabit among 1,000 ports', value: 1_000 / ours.gigabits, unit: 'ms' },
      ...{ against: { what, value: 1_000 / other.gigabits }, budget },
    },
  ]
}

async function traffic({ holder, suffix, port }: Layout, ports: number): Promise<Traffic> {
  const prefix = netnsPrefix(process.pid)
  const [host, ...stations] = [`${prefix}h`, `${prefix}a`, `${prefix}b`] as const
  const running: ChildProcess[] = []
  await addNamespaces([host, ...stations])
  try {
    const ip = (...words: readonly string[]): Promise<unknown> => execa('ip', ['-n', host, ...words])
    await ip('link', 'add', BRIDGE, ...'type bridge forward_delay 0 nf_call_iptables 1 nf_call_ip6tables 1'.split(' '))
    await ip('link', 'set', BRIDGE, 'up')
    const last = suffix === '00' ? ports - 1 : ports
    for (const [index, station] of stations.entries()) {
      const number = last - index
      const hex = number.toString(16).padStart(8, '0')
      const tap = `tap${hex}-${suffix}`
      const mac = `fa:16:3e:${hex.slice(2).replace(/(..)(?=.)/g, '$1:')}`
      await ip('link', 'add', tap, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', station)
      await ip('link', 'set', tap, 'master', BRIDGE, 'up')
      const there = ['-n', station]
      await execa('ip', [...there, 'link', 'set', 'eth0', 'address', mac, 'up'])
      await execa('ip', [...there, 'addr', 'add', `${addressOf(number)}/8`, 'dev', 'eth0'])
    }
    const [client, server] = stations
    running.push(await started(host, holder))
    running.push(await started(server, [PYTHON, TRAFFIC, 'serve', String(port)]))
    const to = addressOf(last - 1)
    const measured = await execa('ip', [
      ...['netns', 'exec', client, PYTHON, TRAFFIC, 'measure', to, String(port), SECONDS],
    ])
    return JSON.parse(measured.stdout) as Traffic
  } finally {
    for (const one of running) {
      one.stdin?.end()
      if (one.exitCode === null) await once(one, 'exit')
    }
    await deleteNamespaces([host, ...stations])
  }
}

/** With its first line it is ready; it ends with its input. */
async function started(netns: string, command: readonly string[]): Promise<ChildProcess> {
  const one = spawn('ip', ['netns', 'exec', netns, ...command], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [first] = (await Promise.race([once(one.stdout, 'data'), once(one, 'exit')])) as readonly unknown[]
  if (one.exitCode !== null) throw new Error(`${command.join(' ')} ended with ${String(first)}`)
  return one
}
