import { randomUUID } from 'node:crypto'
import { type Host, silentLogger, type Step } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const NETWORK: NetworkItem = { id: randomUUID(), adminStateUp: true, mtu: 1500, segments: [] }
const MAC = 'fa:16:3e:00:00:05'
const port = (change: Partial<PortItem> = {}): PortItem => ({
  id: '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d',
  networkId: NETWORK.id,
  macAddress: MAC,
  adminStateUp: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  fixedIps: [
    { subnetId: 's', ipAddress: '10.0.0.5' },
    { subnetId: 's6', ipAddress: 'fd00::5' },
  ],
  allowedAddressPairs: [],
  portSecurityEnabled: true,
  segmentId: 's',
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
  ...change,
})

const hostNs = `nlt-${randomUUID().slice(0, 8)}`
const guest = `${hostNs}-a`
const peer = `${hostNs}-b`
const tap = `tap${port().id.slice(0, 11)}`
const firewall = linuxBridgeFirewall()
const TABLE = 'netloom.host.h'
let host: Host

const inGuest = (...command: string[]): Promise<string> => runInNamespace(guest, command)
const reaches = async (address: string, ...more: string[]): Promise<boolean> =>
  inGuest('ping', '-c', '1', '-W', '1', ...more, address).then(
    () => true,
    () => false,
  )

function steps(item: PortItem, op: 'create' | 'remove' = 'create'): readonly Step[] {
  return firewall.port(item, NETWORK).map(({ state, rule }) => ({
    op,
    key: host.kinds.get(state.kind)!.key(state),
    state,
    cause: { object: `port/${item.id}`, revision: 1, rule },
  }))
}

const guard = async (item: PortItem): Promise<void> => {
  expect(await host.apply(steps(item))).toEqual(steps(item).map(({ key }) => ({ key })))
}

const spoofed = async (what: string): Promise<number> =>
  (await host.spoofs?.())?.find((count) => count.what === what && count.portId === port().id)?.packets ?? 0

/** Whether a frame of an ethertype gets from one namespace to another. */
async function crosses(
  [from, to]: readonly [string, string],
  [source, destination]: readonly [string, string],
  ethertype: string,
): Promise<boolean> {
  const hex = (mac: string): string => mac.replaceAll(':', '')
  const frame = `${hex(destination)}${hex(source)}${ethertype}0007${'5a'.repeat(50)}`
  const hear = `
import socket, sys
s = socket.socket(17, 3, socket.htons(3)); s.bind(("eth0", 0)); s.settimeout(2)
print("ready", flush=True)
try:
    while True:
        got = s.recv(2000)
        if b"Z" * 40 in got and s is not None: print("heard"); break
except TimeoutError: print("silence")
`
  const listening = runInNamespace(to, ['python3', '-c', hear])
  // Until whoever listens has started, on a busy machine as well.
  const send = `
import socket, time
s = socket.socket(17, 3); s.bind(("eth0", 0))
for _ in range(15): s.send(bytes.fromhex("${frame}")); time.sleep(0.1)`
  await runInNamespace(from, ['python3', '-c', send])
  return (await listening).includes('heard')
}

/** The guest's addresses are these, and its neighbours are known anew. */
async function address(...addresses: string[]): Promise<void> {
  await inGuest('ip', 'addr', 'flush', 'dev', 'eth0', 'scope', 'global')
  for (const one of addresses)
    await inGuest('ip', 'addr', 'add', one, 'dev', 'eth0', ...(one.includes(':') ? ['nodad'] : []))
  await inGuest('ip', 'neigh', 'flush', 'dev', 'eth0')
  await runInNamespace(peer, ['ip', 'neigh', 'flush', 'dev', 'eth0'])
}

async function plug(vm: string, device: string, mac: string): Promise<void> {
  const ip = (...args: string[]): Promise<string> => runInNamespace(hostNs, ['ip', ...args])
  await ip('link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', vm)
  await ip('link', 'set', device, 'master', 'br0', 'up')
  await runInNamespace(vm, ['ip', 'link', 'set', 'eth0', 'up'])
}

beforeAll(async () => {
  await addNamespaces([hostNs, guest, peer])
  await runInNamespace(hostNs, [
    'ip',
    'link',
    'add',
    'br0',
    'type',
    'bridge',
    'forward_delay',
    '0',
    'mcast_snooping',
    '0',
  ])
  await runInNamespace(hostNs, ['ip', 'link', 'set', 'br0', 'up'])
  await plug(guest, tap, MAC)
  await plug(peer, 'tapother', 'fa:16:3e:00:00:09')
  for (const one of ['10.0.0.9/24', 'fd00::9/64'])
    await runInNamespace(peer, ['ip', 'addr', 'add', one, 'dev', 'eth0', ...(one.includes(':') ? ['nodad'] : [])])
  host = kernelHost({ name: 'h', netns: hostNs, kinds: firewall.kinds ?? [], logger: silentLogger })
})
afterAll(async () => {
  await host.close()
  await deleteNamespaces([guest, peer, hostNs])
})
beforeEach(() => guard(port()))

describe('a guarded port of a Linux bridge', () => {
  it('speaks with its own addresses', async () => {
    await address('10.0.0.5/24', 'fd00::5/64')
    expect(await reaches('10.0.0.9')).toBe(true)
    expect(await reaches('fd00::9')).toBe(true)
    expect(await host.spoofs?.()).toEqual([])
  })

  it('is not heard with others, and that is counted', async () => {
    await address('10.0.0.66/24', 'fd00::66/64')
    expect(await reaches('10.0.0.9')).toBe(false)
    expect(await spoofed('arp')).toBeGreaterThan(0)
    await inGuest('ip', 'neigh', 'replace', '10.0.0.9', 'lladdr', 'fa:16:3e:00:00:09', 'dev', 'eth0')
    expect(await reaches('10.0.0.9')).toBe(false)
    expect(await spoofed('ipv4')).toBeGreaterThan(0)
    expect(await reaches('fd00::9')).toBe(false)
    expect(await spoofed('ipv6')).toBeGreaterThan(0)
  })

  it('is not heard with another MAC', async () => {
    await address('10.0.0.5/24')
    await inGuest('ip', 'link', 'set', 'eth0', 'address', 'fa:16:3e:66:66:66')
    expect(await reaches('10.0.0.9')).toBe(false)
    await inGuest('ip', 'link', 'set', 'eth0', 'address', MAC)
    expect(await spoofed('mac')).toBeGreaterThan(0)
    expect(await reaches('10.0.0.9')).toBe(true)
  })

  it('may use its allowed pairs: an address, a prefix, any address', async () => {
    await address('10.0.0.70/24', 'fd00::5/64')
    const pair = (ipAddress: string): PortItem => port({ allowedAddressPairs: [{ ipAddress, macAddress: MAC }] })
    for (const allowed of ['10.0.0.70', '10.0.0.64/26', '0.0.0.0/0']) {
      await guard(pair(allowed))
      await runInNamespace(peer, ['ip', 'neigh', 'flush', 'dev', 'eth0'])
      expect(await reaches('10.0.0.9'), allowed).toBe(true)
    }
    await guard(pair('10.0.0.71'))
    expect(await reaches('10.0.0.9')).toBe(false)
  })

  it('cannot hide in a VLAN tag, not even in that of VLAN 0', async () => {
    const before = await spoofed('vlan')
    const source = MAC.replaceAll(':', '')
    for (const tag of ['81000000', '81000007', '88a800078100000b']) {
      const arp = `0001080006040001${source}0a0000420000000000000a000009`
      const frame = `ffffffffffff${source}${tag}0806${arp}${'00'.repeat(18)}`
      const send = `import socket; s=socket.socket(17,3); s.bind(("eth0",0)); s.send(bytes.fromhex("${frame}"))`
      await inGuest('python3', '-c', send)
    }
    expect(await spoofed('vlan')).toBe(before + 3)
    expect(await runInNamespace(peer, ['ip', 'neigh', 'show', '10.0.0.66'])).toBe('')
  })

  it('sends what the operator permits, both ways, although a guard cannot look into it', async () => {
    const permissive = linuxBridgeFirewall({ permittedEthertypes: [0x4008, 0x88a8] })
    const kinds = host.kinds
    const allowed = permissive.port(port(), NETWORK).map(({ state, rule }) => {
      const key = kinds.get(state.kind)!.key(state)
      return { op: 'create' as const, key, state, cause: { object: 'port/x', revision: 1, rule } }
    })
    const other = 'fa:16:3e:00:00:09'
    for (const isPermitted of [false, true]) {
      if (isPermitted) expect(await host.apply(allowed)).toEqual(allowed.map(({ key }) => ({ key })))
      // As it was written, so it is read: nothing to repair.
      if (isPermitted) {
        const read = (await host.read()).find(({ kind }) => kind === 'bridge-guard')
        expect(kinds.get('bridge-guard')!.equal(allowed[0]!.state, read!)).toBe(true)
      }
      for (const ethertype of ['88a8', '4008'])
        for (const [from, to, source, destination] of [
          [guest, peer, MAC, other],
          [peer, guest, other, MAC],
        ] as const) {
          const heard = await crosses([from, to], [source, destination], ethertype)
          const passes = isPermitted || ethertype === '4008' || from === peer
          expect({ isPermitted, ethertype, from, heard }).toEqual({ isPermitted, ethertype, from, heard: passes })
        }
    }
  }, 40_000)

  it('is no DHCP server and no router', async () => {
    await address('10.0.0.5/24')
    const before = await spoofed('dhcp-server')
    const send =
      "require('dgram').createSocket('udp4').bind(67,function(){this.send('x',68,'10.0.0.9',()=>this.close())})"
    await inGuest('node', '-e', send)
    expect(await spoofed('dhcp-server')).toBe(before + 1)
  })

  it('loses nothing while its guard is replaced', async () => {
    await address('10.0.0.5/24')
    const ping = inGuest('ping', '-q', '-c', '300', '-i', '0.002', '10.0.0.9')
    for (let round = 0; round < 10; round += 1) {
      await guard(port({ allowedAddressPairs: [{ ipAddress: `10.0.0.${String(100 + round)}`, macAddress: MAC }] }))
    }
    expect(await ping).toContain('300 received')
  })
})

describe('guards of a Linux bridge', () => {
  it('are read as they were made, and seen when somebody changed them', async () => {
    const [wanted] = steps(
      port({ allowedAddressPairs: [{ ipAddress: '10.8.0.0/16', macAddress: 'fa:16:3e:00:00:77' }] }),
    )
    await host.apply([wanted!])
    const kind = host.kinds.get('bridge-guard')!
    const read = async (): Promise<boolean> => {
      const found = (await host.read()).find((state) => state.kind === 'bridge-guard')
      return found !== undefined && kind.equal(wanted!.state, found)
    }
    expect(await read()).toBe(true)
    await runInNamespace(hostNs, ['nft', 'flush', 'chain', 'bridge', TABLE, 'guard'])
    expect(await read()).toBe(false)
    await host.apply([wanted!])
    expect(await read()).toBe(true)
    await runInNamespace(hostNs, ['nft', 'insert', 'rule', 'bridge', TABLE, 'guard', 'accept'])
    expect(await read()).toBe(false)
  })

  it('leave tables of others alone, and nothing of a port that is gone', async () => {
    await runInNamespace(hostNs, ['nft', 'add', 'table', 'bridge', 'foreign'])
    await host.apply(steps(port(), 'remove'))
    const rules = await runInNamespace(hostNs, ['nft', 'list', 'ruleset'])
    expect(rules).toContain('table bridge foreign')
    expect(rules).not.toContain(tap)
    expect(await host.apply(steps(port(), 'remove'))).toEqual(steps(port()).map(({ key }) => ({ key })))
  })

  it('are not made for ports without port security, nor for the network’s own devices', () => {
    expect(firewall.port(port({ portSecurityEnabled: false }), NETWORK)).toEqual([])
    expect(firewall.port(port({ deviceOwner: 'network:dhcp' }), NETWORK)).toEqual([])
  })

  it('come for a thousand ports in one go', async () => {
    const many = Array.from({ length: 1000 }, (_, n) =>
      port({ id: `${n.toString(16).padStart(8, '0')}-4e5f-4a6b-8c7d-9e8f7a6b5c4d` }),
    )
    const began = performance.now()
    const results = await host.apply(many.flatMap((one) => steps(one)))
    const took = performance.now() - began
    expect(results.filter(({ error }) => error !== undefined)).toEqual([])
    console.log(`guards of 1,000 ports: ${took.toFixed(0)} ms`)
    await host.apply(many.flatMap((one) => steps(one, 'remove')))
  }, 30_000)
})
