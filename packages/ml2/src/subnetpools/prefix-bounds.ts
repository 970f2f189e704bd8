import type { Subnetpool } from '@netloom/core'
import { IllegalSubnetpoolPrefixBoundsError } from '@netloom/core/errors'
import type { IpVersion } from '@netloom/core/kit'
import { ADDRESS_BITS } from '../prefixes/blocks.ts'

export type PrefixBounds = Pick<Subnetpool, 'minPrefixLength' | 'maxPrefixLength' | 'defaultPrefixLength'>

const DEFAULT_MINIMUM = { 4: 8, 6: 64 } as const

/** What was asked for, filled up with Neutron's defaults. @throws {IllegalSubnetpoolPrefixBoundsError} */
export function prefixBounds(version: IpVersion, wanted: Partial<PrefixBounds>): PrefixBounds {
  const minimum = wanted.minPrefixLength ?? DEFAULT_MINIMUM[version]
  const maximum = wanted.maxPrefixLength ?? ADDRESS_BITS[version]
  const usual = wanted.defaultPrefixLength ?? minimum
  const checks = [
    [minimum <= maximum, 'min_prefixlen', minimum, 'max_prefixlen', maximum],
    [maximum <= ADDRESS_BITS[version], 'max_prefixlen', maximum, 'ip_version_max', ADDRESS_BITS[version]],
    [usual >= minimum, 'default_prefixlen', usual, 'min_prefixlen', minimum],
    [usual <= maximum, 'default_prefixlen', usual, 'max_prefixlen', maximum],
  ] as const
  for (const [holds, what, length, bound, boundLength] of checks) {
    if (!holds) throw new IllegalSubnetpoolPrefixBoundsError(what, length, bound, boundLength)
  }
  return { minPrefixLength: minimum, maxPrefixLength: maximum, defaultPrefixLength: usual }
}
