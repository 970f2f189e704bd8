import { type Ml2Options, UNLIMITED_QUOTAS } from '@netloom/core'
import { z } from 'zod'
import { canonicalMac } from '../base/mac-address.ts'
import { among, count, flag, MOST, numberAbove, record, strict, textList } from './values.ts'

const LARGEST_MTU = 65_535
const mtu = count(0, LARGEST_MTU)
const mac = 'must be six octets such as fa:16:3e:00:00:00 in lower case, the first of them even'

const limit = count(-1, MOST)
const neutrons = Object.keys(UNLIMITED_QUOTAS).map((name): readonly [string, z.ZodType] => [name, limit])

/** Every option of the plugin: a new one is missed here by the compiler. `ofServices`: what services count. */
const shapes = (ofServices: readonly string[]): Readonly<Record<keyof Ml2Options, z.ZodType>> => ({
  projectNetworkTypes: textList('network types'),
  externalNetworkType: z.union([z.string().min(1), z.null()], 'must be a network type, or null'),
  pathMtu: mtu,
  globalPhysnetMtu: mtu,
  physicalNetworkMtus: record(mtu, 'must be an object: MTU by physical network'),
  overlayIpVersion: among([4, 6]),
  baseMac: z.string(mac).refine((text) => canonicalMac(text) === text, mac),
  agentDownTime: numberAbove(0),
  enableNewAgents: flag,
  maxAgents: count(0, MOST),
  reportInterval: numberAbove(0),
  maxDnsNameservers: count(0, MOST),
  maxSubnetHostRoutes: count(0, MOST),
  maxAllowedAddressPair: count(0, MOST),
  defaultAvailabilityZones: textList('availability zones'),
  enableServicesOnAgentsWithAdminStateDown: flag,
  dnsDomain: z.string('must be text'),
  quotas: strict(
    Object.fromEntries([...neutrons, ...ofServices.map((name) => [name, limit.optional()] as const)]),
    'must be an object: a limit for each resource (…UNLIMITED_QUOTAS has them all)',
  ),
})

export function ml2Shape(ofServices: readonly string[] = []): z.ZodType {
  return strict(
    Object.fromEntries(Object.entries(shapes(ofServices)).map(([name, shape]) => [name, shape.optional()])),
    'must be an object of options',
  )
}
