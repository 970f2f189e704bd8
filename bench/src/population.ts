import type { FeedItem, FeedSnapshot } from '@netloom/core'
import { memberKey, NETWORK_KEY, networkTopic, type PortItem, portKey } from '@netloom/core/wire'

/** What one receiving host is told: networks with ports behind other VTEPs. */
export interface PopulationShape {
  readonly networks: number
  readonly portsPerNetwork: number
  /** VTEPs the ports are spread over. */
  readonly vteps: number
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

export const networkId = (network: number): string => `${hex(network, 8)}-0000-4000-8000-000000000000`
export const remoteMac = (network: number, port: number): string =>
  `fa:16:${hex(network, 4).replace(/(..)(..)/, '$1:$2')}:${hex(port, 4).replace(/(..)(..)/, '$1:$2')}`
export const remoteIp = (port: number): string =>
  `10.${String(port >> 16)}.${String((port >> 8) & 255)}.${String(port & 255)}`
const vtepOf = (index: number): string => `192.0.2.${String(index + 2)}`

/** The host topic: one local port in each network, so that the host is interested. */
export function hostSnapshot(host: string, shape: PopulationShape): FeedSnapshot {
  const items = range(shape.networks).map((network): FeedItem => {
    const id = `${hex(network, 8)}-ffff-4000-8000-000000000000`
    const body: PortItem = {
      id,
      networkId: networkId(network),
      macAddress: remoteMac(network, 65_535),
      adminStateUp: true,
      deviceOwner: 'compute:nova',
      deviceId: '',
      fixedIps: [],
      allowedAddressPairs: [],
      portSecurityEnabled: true,
      segmentId: `segment-${String(network)}`,
      vifType: 'bridge',
      vnicType: 'normal',
      profile: {},
    }
    return { key: portKey(id), revision: 1, body }
  })
  return { type: 'snapshot', topic: `host/${host}`, cursor: { epoch: 'bench', rev: 1 }, items }
}

/** One network's topic: the network, its member VTEPs, its remote ports. */
export function networkSnapshot(
  network: number,
  shape: PopulationShape,
  ports: number = shape.portsPerNetwork,
): FeedSnapshot {
  const segment = { networkType: 'vxlan', segmentationId: 1_000 + network }
  const items: FeedItem[] = [
    {
      key: NETWORK_KEY,
      revision: 1,
      body: {
        id: networkId(network),
        adminStateUp: true,
        mtu: 1450,
        segments: [{ id: `segment-${String(network)}`, physicalNetwork: null, ...segment }],
      },
    },
  ]
  for (const index of range(Math.min(shape.vteps, ports))) {
    const host = `remote${String(index)}`
    items.push({ key: memberKey(host), revision: 1, body: { host, vtep: vtepOf(index), ...segment } })
  }
  for (const port of range(ports)) {
    const portId = `${hex(network, 8)}-${hex(port, 4)}-4000-9000-000000000000`
    const index = port % shape.vteps
    items.push({
      key: portKey(portId),
      revision: 1,
      body: {
        portId,
        macAddress: remoteMac(network, port),
        ipAddresses: [remoteIp(port + 1)],
        host: `remote${String(index)}`,
        vtep: vtepOf(index),
        ...segment,
      },
    })
  }
  return { type: 'snapshot', topic: networkTopic(networkId(network)), cursor: { epoch: 'bench', rev: 2 }, items }
}

export const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)
