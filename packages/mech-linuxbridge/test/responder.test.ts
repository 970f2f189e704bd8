import type { DeviceState, SwitchRenderer } from '@netloom/core'
import type { BridgeState } from '@netloom/dataplane'
import { describe, expect, it } from 'vitest'
import { linuxBridgeRenderer, type LinuxBridgeRendererOptions } from '../src/agent/index.ts'
import { POPULATED, VTEP, states, vxlanOf } from './rendered-states.ts'
import { BRIDGE, member, network, population, port } from './view.ts'

describe('the responder', () => {
  it.each([
    ['proxy', { proxy: true, neighSuppress: false }, ['vxlan-100']],
    ['suppress', { proxy: false, neighSuppress: true }, [BRIDGE]],
    ['off', { proxy: false, neighSuppress: false }, []],
  ] as const)('%s decides about the device and where neighbours go', (arpResponder, flags, devices) => {
    const options = { ...POPULATED, arpResponder }
    expect(vxlanOf(options)).toMatchObject(flags)
    const neighbours = states(linuxBridgeRenderer(options).population(population, network()))
      .filter(({ kind }) => kind === 'neighbour')
      .map((state) => (state as DeviceState & { device: string }).device)
    expect(neighbours).toEqual(devices)
  })

  it('is auto by default, off without population, and off where nothing gets past a proxy', () => {
    expect(vxlanOf({ ...VTEP, l2Population: true, bypass: true })).toMatchObject({ proxy: true, neighSuppress: false })
    expect(vxlanOf({ ...VTEP, l2Population: true, arpResponder: 'auto' })).toMatchObject({ proxy: false })
    expect(vxlanOf({ ...VTEP, arpResponder: 'proxy' })).toMatchObject({ proxy: false, neighSuppress: false })
  })

  it.each([
    ['auto', 'addresses that are all known and fixed', true, 'unanswerable'],
    ['auto', 'a port without port security or with address pairs', false, 'questions'],
    ['auto', 'a controller that does not say', undefined, 'questions'],
    ['proxy', 'addresses that are all known and fixed', true, 'unanswerable'],
    ['proxy', 'a port without port security or with address pairs', false, 'questions'],
  ] as const)(
    '%s with %s leads past the proxy what it must, and changes nothing else',
    (mode, _what, addressesFixed, passes) => {
      const renderer = linuxBridgeRenderer({ ...VTEP, l2Population: true, bypass: true, arpResponder: mode })
      const item = network({ addressesFixed })
      const [, proxy, flood, bypass] = states(renderer.network(item))
      expect(proxy).toMatchObject({ kind: 'vxlan', name: 'vxlan-100', proxy: true, dstPort: 8472, bridge: BRIDGE })
      expect(flood).toMatchObject({ kind: 'vxlan', name: 'flood-100', vni: 100, proxy: false, dstPort: 8471 })
      expect(flood).not.toHaveProperty('bridge')
      const owner = `network/${item.id}`
      expect(bypass).toEqual({ kind: 'proxy-bypass', device: 'vxlan-100', to: 'flood-100', owner, passes })
      const entry = { ...population, ipAddresses: ['10.100.0.12', 'fd00::12'] }
      expect([...renderer.member(member, item), ...renderer.population(entry, item)].map(({ state }) => state)).toEqual(
        [
          { kind: 'flood', device: 'vxlan-100', dst: '10.222.0.2' },
          { kind: 'flood', device: 'flood-100', dst: '10.222.0.2', port: 8472 },
          { kind: 'fdb', device: 'vxlan-100', mac: 'fa:16:3e:d0:2c:0b', dst: '10.222.0.2' },
          { kind: 'neighbour', device: 'vxlan-100', ip: '10.100.0.12', mac: 'fa:16:3e:d0:2c:0b' },
        ],
      )
    },
  )

  it.each([
    ['addresses that are all known and fixed', true, 'held-back'],
    ['a port without port security or with address pairs', false, 'nothing'],
    ['a controller that does not say', undefined, 'held-back'],
  ] as const)('suppress with %s has the bridge flood past it what it holds back', (_what, addressesFixed, passes) => {
    const renderer = linuxBridgeRenderer({ ...VTEP, l2Population: true, bypass: true, arpResponder: 'suppress' })
    const item = network({ addressesFixed })
    const [, tunnel, flood, bypass] = states(renderer.network(item))
    const isolated = { bridge: BRIDGE, isolated: true, proxy: false }
    expect(tunnel).toMatchObject({
      name: 'vxlan-100',
      dstPort: 8472,
      neighSuppress: passes === 'held-back',
      ...isolated,
    })
    expect(flood).toMatchObject({ name: 'flood-100', dstPort: 8471, neighSuppress: false, ...isolated })
    const owner = `network/${item.id}`
    expect(bypass).toEqual({ kind: 'proxy-bypass', device: 'flood-100', to: 'flood-100', owner, passes })
    expect(states(renderer.member(member, item))).toContainEqual({
      ...{ kind: 'flood', device: 'flood-100', dst: '10.222.0.2', port: 8472 },
    })
  })

  it('suppress keeps nothing back once an address may move', () => {
    const suppress = { ...POPULATED, arpResponder: 'suppress' } as const
    expect(vxlanOf(suppress, network({ addressesFixed: false }))).toMatchObject({ neighSuppress: false })
    expect(vxlanOf(suppress, network({ addressesFixed: true }))).toMatchObject({ neighSuppress: true })
  })

  it('warns of a proxy where an address may be unknown, and only there', () => {
    const warning = (options: LinuxBridgeRendererOptions, addressesFixed: boolean): string | undefined =>
      linuxBridgeRenderer(options).warning?.(network({ addressesFixed }))
    expect(warning(POPULATED, false)).toContain('arp_responder_mode = auto')
    expect(warning(POPULATED, true)).toBeUndefined()
    expect(warning({ ...POPULATED, arpResponder: 'auto', bypass: true }, false)).toBeUndefined()
    expect(warning({ ...POPULATED, bypass: true }, false)).toBeUndefined()
  })

  it('suppress tells the bridge where the MAC is, and gives it a MAC that stays', () => {
    const renderer = (n: number): SwitchRenderer =>
      linuxBridgeRenderer({ ...POPULATED, localIp: `10.222.0.${String(n)}`, arpResponder: 'suppress' })
    const [entry, bridged] = states(renderer(1).population(population, network()))
    expect(entry).toMatchObject({ kind: 'fdb' })
    expect(bridged).toEqual({ kind: 'bridge-fdb', device: 'vxlan-100', mac: 'fa:16:3e:d0:2c:0b' })
    const addresses = [1, 1, 2].map((n) => (states(renderer(n).network(network()))[0] as BridgeState).address ?? '')
    expect(addresses.every((address) => /^02(:[0-9a-f]{2}){5}$/.test(address))).toBe(true)
    expect(new Set(addresses).size).toBe(2)
  })

  it('suppress keeps requests for local addresses out of the tunnel', () => {
    const rendered = (arpResponder: 'proxy' | 'suppress'): readonly DeviceState[] =>
      states(linuxBridgeRenderer({ ...POPULATED, arpResponder }).attachment(port(), network())).slice(1)
    expect(rendered('suppress')).toEqual([
      { kind: 'neighbour', device: BRIDGE, ip: '10.100.0.11', mac: 'fa:16:3e:fe:50:9b' },
    ])
    expect(rendered('proxy')).toEqual([])
  })
})
