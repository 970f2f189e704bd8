import type { Rendered } from '@netloom/core'
import type { NetworkItem, PortItem } from '@netloom/core/wire'
import { canonical, deepFreeze } from '../support/same.ts'
import type { FirewallRendererFixture } from './firewall-renderer-fixture.ts'

/** The network of the guarded port. */
export const SAMPLE_GUARDED_NETWORK: NetworkItem = deepFreeze({
  id: '10000000-0000-4000-8000-000000000000',
  adminStateUp: true,
  mtu: 1450,
  segments: [
    { id: '15e90000-0000-4000-8000-000000000000', networkType: 'vxlan', physicalNetwork: null, segmentationId: 101 },
  ],
})

export const guardedPort = (change: Partial<PortItem> = {}): PortItem => ({
  id: '110c0000-0000-4000-8000-000000000000',
  networkId: SAMPLE_GUARDED_NETWORK.id,
  macAddress: 'fa:16:3e:00:01:11',
  adminStateUp: true,
  deviceOwner: 'compute:nova',
  deviceId: '',
  fixedIps: [
    { subnetId: 's4', ipAddress: '10.1.0.11' },
    { subnetId: 's6', ipAddress: 'fd00:1::11' },
  ],
  allowedAddressPairs: [],
  portSecurityEnabled: true,
  segmentId: '15e90000-0000-4000-8000-000000000000',
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
  ...change,
})

export const renderPort = (
  { renderer }: FirewallRendererFixture,
  change: Partial<PortItem> = {},
): readonly Rendered[] => renderer.port(deepFreeze(guardedPort(change)), SAMPLE_GUARDED_NETWORK)

/** Key → state, as text. @throws for a kind that the host does not know */
export function guardsOf(
  fixture: FirewallRendererFixture,
  change: Partial<PortItem> = {},
): ReadonlyMap<string, string> {
  return new Map(renderPort(fixture, change).map(({ state }) => [keyOf(fixture, state), canonical(state)]))
}

export function keyOf({ host, renderer }: FirewallRendererFixture, state: Rendered['state']): string {
  const kind = host.kinds.get(state.kind) ?? renderer.kinds?.find((one) => one.kind === state.kind)
  if (kind === undefined) throw new Error(`no device kind '${state.kind}'; name it in the renderer's kinds`)
  return kind.key(state)
}

export const textOf = (guards: ReadonlyMap<string, string>): string => [...guards.values()].sort().join('\n')
