import type { SwitchRenderer } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { describe, expect, it } from 'vitest'
import { brokenRules, type SwitchRendererFixture, switchRendererChecks } from '../../src/conformance/index.ts'
import { brq, changing, OWN_VTEP, soundRenderer as sound } from './fake-switch-renderer.ts'
import { rulesNamed } from './rules-named.ts'

const MARKS = 'marks what it makes with the object that it is for: networks with theirs, ports with theirs'
const LISTS =
  'writes into no list, and asks no memory: networks are the same in whatever order they come, to another instance too'
const OPERATOR = 'neither makes nor removes what its operator made'
const TOLD = 'gives tunnels, VLANs and ports the id, addresses and MTU that they are told'

const numbering = (): SwitchRenderer => {
  const numbers = new Map<string, number>()
  const renumbered = (network: NetworkItem): NetworkItem => {
    const number = numbers.get(network.id) ?? numbers.size
    numbers.set(network.id, number)
    return { ...network, mtu: 1_400 + number }
  }
  return { ...sound, network: (network) => sound.network(renumbered(network)) }
}

const broken: readonly (readonly [flaw: string, renderer: () => SwitchRenderer, rule: string])[] = [
  [
    'marks ports with their network',
    () => changing((state) => (state.kind === 'bridge-port' ? { owner: 'network/1' } : {})),
    MARKS,
  ],
  ['marks networks with nothing', () => changing((state) => (state.kind === 'bridge' ? { owner: '' } : {})), MARKS],
  ['numbers networks as they come', numbering, LISTS],
  [
    'sorts the segments in place',
    () => ({
      ...sound,
      network: (network) => {
        ;(network.segments as NetworkItem['segments'][number][]).sort((a, b) => (a.id < b.id ? -1 : 1))
        return sound.network(network)
      },
    }),
    LISTS,
  ],
  [
    'makes the bridge of its operator',
    () => changing((state) => (state.kind === 'bridge' ? { name: 'br-operator' } : {})),
    OPERATOR,
  ],
  ['gives a bridge no MTU', () => changing((state) => (state.kind === 'bridge' ? { mtu: undefined } : {})), TOLD],
  [
    'takes no limit for an MTU of 0',
    () => ({
      ...sound,
      network: (network) =>
        sound
          .network(network)
          .map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { mtu: network.mtu }) })),
    }),
    TOLD,
  ],
]

describe('kit for switch renderers, on marks and MTUs', () => {
  it.each(broken)('catches a renderer that %s', async (_flaw, renderer, rule) => {
    const setup = {
      open() {
        const host = simulatedHost({ name: 'host1' })
        const plug = (device: string): void => {
          host.plug(device)
        }
        const foreignDevices = ['br-operator', brq('operator')]
        return Promise.resolve({
          renderer: renderer(),
          host,
          plug,
          networkType: 'toy',
          ownVtep: OWN_VTEP,
          foreignDevices,
        })
      },
      close: ({ host }: SwitchRendererFixture) => host.close(),
    }
    expect(await brokenRules(rulesNamed(switchRendererChecks, rule), setup)).toEqual([rule])
  })
})
