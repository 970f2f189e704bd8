import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Step } from '@netloom/core'
import { addNamespaces, deleteNamespaces, runInNamespace } from '../src/index.ts'
import { KernelAccess } from '../src/kernel/kernel-access.ts'
import { openLibc } from '../src/netlink/libc.ts'
import { kernelLines } from '../src/netlink/tell-kernel.ts'
import type { NamespacePortState } from '../src/service-namespaces/namespace-state.ts'
import { changeLines, innerLines, type ChangeStep, pairLine } from '../src/service-namespaces/port-lines.ts'
import { isRoot } from './lab-host.ts'

const base = `nlt-dp${String(process.pid)}-${randomBytes(2).toString('hex')}`
const [home, byTool, told] = [`${base}-home`, `${base}-tool`, `${base}-told`] as const

const state = (device: string): NamespacePortState => ({
  ...{ kind: 'namespace-port', namespace: told, device, inner: 'qr-1', macAddress: 'fa:16:3e:00:00:01', mtu: 1450 },
  addresses: ['10.0.0.1/24', '2001:db8::1/64'],
})
const changed: ChangeStep = {
  ...({ key: 'k', cause: { object: 'router/r', revision: 1, rule: 'r' } } satisfies Partial<Step>),
  op: 'replace',
  actual: state('tap1'),
  state: {
    ...state('tap1'),
    macAddress: 'fa:16:3e:00:00:02',
    mtu: 1400,
    addresses: ['10.0.1.1/24', '2001:db8:1::1/64'],
  },
}
/** What a router's namespace is told in its life; `device` is the end of the pair at home. */
const life = (device: string): readonly string[] => [
  'link set dev lo alias netloom@l3.host1:router/3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111',
  pairLine(state(device), home),
  ...innerLines(state(device)),
  'route replace 0.0.0.0/0 proto static via 10.0.0.254 dev qr-1 onlink',
  'route replace ::/0 proto static via fe80::1 dev qr-1 onlink',
  'route replace 198.51.100.0/24 proto static via 203.0.113.1 dev qr-1 onlink',
  'route replace 203.0.113.0/24 proto static dev qr-1',
  'route replace 2001:db8:5::/64 proto static dev qr-1',
  ...changeLines(changed),
  'route replace 198.51.100.0/24 proto static via 203.0.113.2 dev qr-1 onlink',
  'route del 203.0.113.0/24 proto static',
  'addr replace 203.0.113.9/32 dev qr-1',
  'addr replace 203.0.113.9/32 dev qr-1',
  'addr del 203.0.113.9/32 dev qr-1',
]

it('every line that a namespace with a link is told is one that this process can say to the kernel', () => {
  expect(kernelLines(life('tap1'))).toHaveLength(life('tap1').length)
})

it.each([
  'link set dev qr-1 master br0',
  'link add name x type bridge',
  'addr add 10.0.0.1/24 dev qr-1',
  'route replace 10.0.0.0/8 proto static nexthop via 10.0.0.2 dev qr-1 onlink nexthop via 10.0.0.3 dev qr-1 onlink',
])('%s is left to the tool', (line) => {
  expect(kernelLines([line])).toBeUndefined()
})

describe.runIf(isRoot && (await openLibc()) !== undefined)('a namespace that this process told the kernel of', () => {
  beforeAll(() => addNamespaces([home, byTool, told]))
  afterAll(() => deleteNamespaces([home, byTool, told]))

  const kernel = new KernelAccess('host1', home)
  const batch = (netns: string, lines: readonly string[]): Promise<string> =>
    kernel.run({ argv: ['ip', '-n', netns, '-batch', '-'], input: `${lines.join('\n')}\n` })
  const read = async (netns: string, device: string): Promise<unknown> => {
    const texts = [
      await runInNamespace(netns, ['ip', '-d', '-j', 'addr', 'show']),
      await runInNamespace(netns, ['ip', '-j', '-4', 'route', 'show', 'table', 'all']),
      await runInNamespace(netns, ['ip', '-j', '-6', 'route', 'show', 'table', 'all']),
      await runInNamespace(netns, ['ethtool', '-k', 'qr-1']),
      await runInNamespace(home, ['ip', '-j', 'link', 'show', 'dev', device]),
    ]
    return texts.map((text) =>
      text
        // Of the one or the other by chance: indices, and the MAC address of the end that nobody names.
        .replaceAll(/"(ifindex|link_index|link_netnsid)":\d+/g, '')
        .replaceAll(device, 'tap')
        .replaceAll(/"address":"(?!fa:16)[^"]*"/g, ''),
    )
  }

  it('is as the tool would have made it', async () => {
    await runInNamespace(byTool, ['ip', '-batch', '-'], { input: `${life('tap2').join('\n')}\n` })
    await runInNamespace(byTool, ['ethtool', '-K', 'qr-1', 'tx', 'off'])
    await batch(told, life('tap1'))
    await kernel.run({ netns: told, argv: ['ethtool', '-K', 'qr-1', 'tx', 'off'] })
    for (const device of ['tap1', 'tap2']) await runInNamespace(home, ['ip', 'link', 'set', 'dev', device, 'up'])
    // Their carrier comes a moment later.
    await expect
      .poll(async () => [await read(told, 'tap1'), await read(byTool, 'tap2')].join('').includes('DOWN'))
      .toBe(false)
    expect(await read(told, 'tap1')).toEqual(await read(byTool, 'tap2'))
  })

  it('says which line the kernel refuses, as the tool does', async () => {
    await expect(batch(told, ['link set dev lo up', 'link set dev qr-9 up'])).rejects.toThrow(
      /Cannot find device "qr-9".*Command failed -:2/s,
    )
    await expect(batch(told, [pairLine(state('tap1'), home)])).rejects.toThrow(/EEXIST.*Command failed -:1/s)
    await expect(batch(`${base}-none`, ['link set dev lo up'])).rejects.toThrow(/ENOENT.*Command failed -:1/s)
    await expect(batch(told, [pairLine(state('tap3'), `${base}-none`)])).rejects.toThrow(/ENOENT/)
  })
})
