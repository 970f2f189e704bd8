import type { Rendered, SwitchRenderer } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  switchRendererChecks,
  type ConformanceSetup,
  type SwitchRendererFixture,
} from '../../src/conformance/index.ts'
import { brokenSwitchRenderers } from './broken-switch-renderers.ts'
import { rulesNamed } from './rules-named.ts'
import { OWN_VTEP, brq, neighbours, rendered, soundRenderer as sound, fakeSegment } from './fake-switch-renderer.ts'

function setupFor(renderer: () => SwitchRenderer): ConformanceSetup<SwitchRendererFixture> {
  return {
    open() {
      const host = simulatedHost({ name: 'host1' })
      const plug = (device: string): void => {
        host.plug(device)
      }
      return Promise.resolve({ renderer: renderer(), host, plug, networkType: 'toy', ownVtep: OWN_VTEP })
    },
    close: ({ host }) => host.close(),
  }
}

const broken: readonly (readonly [flaw: string, renderer: () => SwitchRenderer, rule: string])[] = [
  [
    'renders something else the second time',
    () => {
      let mtu = 1400
      const network = (item: NetworkItem): readonly Rendered[] =>
        sound.network(item).map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { mtu: mtu++ }) }))
      return { ...sound, network }
    },
    'renders the same for the same item, and writes into none',
  ],
  [
    'writes into the item',
    () => ({
      ...sound,
      population: (entry, network) => sound.population(Object.assign(entry, { macAddress: 'x' }), network),
    }),
    'renders the same for the same item, and writes into none',
  ],
  [
    'gives no reason',
    () => ({ ...sound, network: (item) => sound.network(item).map(({ state }) => ({ state, rule: '' })) }),
    'gives every state of an item a key of its own, and a rule that explains it',
  ],
  [
    'has one bridge for all networks',
    () => ({
      ...sound,
      network: (item) =>
        sound.network(item).map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { name: 'br' }) })),
    }),
    'never asks for two different states under one key',
  ],
  [
    'takes every network for its own',
    () => ({ ...sound, attachment: (port, { id }) => sound.attachment(port, toyNetwork(id, port.segmentId)) }),
    'renders nothing for a foreign network type',
  ],
  [
    'populates itself',
    () => ({
      ...sound,
      population: (entry, network) => (fakeSegment(network) === undefined ? [] : neighbours(entry, brq(network.id))),
    }),
    'renders nothing for its own VTEP',
  ],
  [
    'names devices longer than the kernel can',
    () => ({ ...sound, deviceName: (portId) => `tap-${portId}` }),
    'names the device of a port within 15 characters, and attaches that device',
  ],
  [
    'asks for an entry on a device that nobody makes',
    () => ({ ...sound, network: () => [] }),
    'asks for states that a host can apply, once',
  ],
  [
    'asks for a kind that no host knows',
    () => ({ ...sound, network: () => [rendered({ kind: 'warp drive' })] }),
    'asks for states that a host can apply, once',
  ],
  ['attaches nothing', () => ({ ...sound, attachment: () => [] }), 'renders something for what it realises'],
]

function toyNetwork(id: string, segmentId: string): NetworkItem {
  const segments = [{ id: segmentId, networkType: 'toy', physicalNetwork: null, segmentationId: null }]
  return { id, adminStateUp: true, mtu: 0, segments }
}

describe('kit for switch renderers', () => {
  it('passes a sound renderer', async () => {
    expect(
      await brokenRules(
        switchRendererChecks,
        setupFor(() => sound),
      ),
    ).toEqual([])
  })

  it.each([...broken, ...brokenSwitchRenderers])('catches a renderer that %s', async (_flaw, renderer, rule) => {
    expect(await brokenRules(rulesNamed(switchRendererChecks, rule), setupFor(renderer))).toEqual([rule])
  })
})
