import { randomUUID } from 'node:crypto'
import type { ConnectionFilter } from '@netloom/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addNamespaces, Connections, deleteNamespaces, runInNamespace } from '../src/index.ts'

const netns = `nlt-${randomUUID().slice(0, 8)}`
const index = JSON.stringify(new URL('../dist/index.js', import.meta.url).href)

interface Entry {
  readonly zone: number
  readonly from: string
  readonly to: string
  readonly protocol?: 'tcp' | 'udp'
  readonly port?: number
}

const entry = ({ zone, from, to, protocol = 'tcp', port = 80 }: Entry): string =>
  `conntrack -I -w ${String(zone)} -s ${from} -d ${to} -p ${protocol} --sport 4000 --dport ${String(port)} -t 600${protocol === 'tcp' ? ' --state ESTABLISHED -u ASSURED' : ''}`

const ENTRIES: readonly Entry[] = [
  { zone: 4_200, from: '10.0.0.1', to: '10.0.0.2' },
  { zone: 4_200, from: '10.0.0.1', to: '10.0.0.2', port: 81 },
  { zone: 4_200, from: '10.0.0.3', to: '10.0.0.2', protocol: 'udp' },
  { zone: 4_201, from: '10.0.0.1', to: '10.0.0.2' },
  { zone: 4_200, from: 'fd00::1', to: 'fd00::2' },
  { zone: 4_201, from: 'fd00::1', to: 'fd00::2' },
  { zone: 4_201, from: 'fd00::1', to: 'fd00::3' },
  { zone: 4_201, from: 'fd00::4', to: 'fd00::2', port: 81 },
]
const nameOf = ({ zone, from, to, protocol = 'tcp', port = 80 }: Entry): string =>
  `${String(zone)} ${protocol} ${from} ${to} ${String(port)}`

async function left(): Promise<readonly string[]> {
  const lines = await runInNamespace(netns, ['sh', '-c', 'conntrack -L -f ipv4; conntrack -L -f ipv6'])
  return lines.split('\n').flatMap((line) => {
    const [, protocol = '', from = '', to = '', port = '', zone = ''] =
      /^(tcp|udp) .*? src=(\S+) dst=(\S+) sport=\d+ dport=(\d+) .*zone=(\d+)/.exec(line) ?? []
    return protocol === '' ? [] : [`${zone} ${protocol} ${from} ${to} ${port}`]
  })
}

/** By a process inside the namespace, as agents are (over netlink), or by one outside (a process each). */
async function forget(filter: ConnectionFilter, from: 'inside' | 'outside'): Promise<void> {
  if (from === 'outside') {
    const connections = new Connections(netns)
    await connections.delete(filter)
    await connections.close()
    return
  }
  const script = `
    import { Connections } from ${index}
    const connections = new Connections(undefined)
    await connections.delete(${JSON.stringify(filter)})
    await connections.close()`
  await runInNamespace(netns, ['node', '--input-type=module', '-'], { input: script })
}

beforeAll(() => addNamespaces([netns]))
afterAll(() => deleteNamespaces([netns]))
beforeEach(async () => {
  await runInNamespace(netns, ['conntrack', '-F']).catch(() => undefined)
  await runInNamespace(netns, ['sh', '-ec', ENTRIES.map(entry).join('\n')])
  expect([...(await left())].sort()).toEqual(ENTRIES.map(nameOf).sort())
})

describe.each(['inside', 'outside'] as const)(
  'tracked connections, forgotten by a filter from %s the namespace',
  (from) => {
    it.each<readonly [string, ConnectionFilter, readonly number[]]>([
      ['destination', { zone: 4_200, family: 4, destination: '10.0.0.2' }, [0, 1, 2]],
      ['source', { zone: 4_200, family: 4, source: '10.0.0.3' }, [2]],
      ['protocol', { zone: 4_200, family: 4, protocol: 6 }, [0, 1]],
      [
        'source, protocol and port',
        { zone: 4_200, family: 4, source: '10.0.0.1', protocol: 6, destinationPort: 81 },
        [1],
      ],
      [
        'port of a range',
        { zone: 4_200, family: 4, destination: '10.0.0.2', protocol: 6, destinationPorts: [81, 90] },
        [1],
      ],
      ['first or last port of a range', { zone: 4_200, family: 4, protocol: 6, destinationPorts: [80, 81] }, [0, 1]],
      ['port of a range of IPv6', { zone: 4_201, family: 6, protocol: 6, destinationPorts: [81, 81] }, [7]],
      ['family', { zone: 4_200, family: 6 }, [4]],
      ['source within a prefix', { zone: 4_200, family: 4, source: '10.0.0.0/31' }, [0, 1]],
      ['destination within a prefix of IPv6', { zone: 4_201, family: 6, destination: 'fd00::2/127' }, [5, 6, 7]],
      ['source of IPv6', { zone: 4_201, family: 6, source: 'fd00::1' }, [5, 6]],
      ['destination of IPv6', { zone: 4_201, family: 6, destination: 'fd00::2' }, [5, 7]],
      ['source and port of IPv6', { zone: 4_201, family: 6, source: 'fd00::4', protocol: 6, destinationPort: 81 }, [7]],
      [
        'destination among several',
        { zone: 4_200, family: 4, protocol: 6, destinations: ['10.0.0.2', '10.0.0.9'] },
        [0, 1],
      ],
      ['source among several of IPv6', { zone: 4_201, family: 6, sources: ['fd00::4', 'fd00::1'] }, [5, 6, 7]],
      ['address, that none has', { zone: 4_200, family: 4, source: '10.0.0.9' }, []],
    ])('go when they are of its zone and have its %s, and no others', async (_, filter, gone) => {
      await forget(filter, from)
      const kept = ENTRIES.filter((_entry, at) => !gone.includes(at))
      expect([...(await left())].sort()).toEqual(kept.map(nameOf).sort())
    })
  },
)
