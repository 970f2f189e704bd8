import { InvalidInputError, type Subnetpool } from '@netloom/core'
import {
  EmptySubnetpoolPrefixListError,
  IllegalSubnetpoolPrefixUpdateError,
  PrefixFormatError,
  PrefixVersionMismatchError,
} from '@netloom/core/errors'
import {
  type Cidr,
  type IpVersion,
  LIMITS,
  mapInTurns,
  parseAddress,
  parseCidr,
  yieldLongTurn,
} from '@netloom/core/kit'
import { ADDRESS_BITS, cidrAt } from '../prefixes/blocks.ts'
import { formatPrefixes, storedPrefix, storedPrefixes } from '../prefixes/canonical-prefixes.ts'
import { isSubset, prefixSet } from '../prefixes/prefix-set.ts'

export interface PoolPrefixes {
  readonly ipVersion: IpVersion
  /** Canonical. */
  readonly prefixes: readonly string[]
}

/** The prefixes of a new pool. @throws {EmptySubnetpoolPrefixListError} {@link PrefixVersionMismatchError} {@link InvalidInputError} */
export async function newPrefixes(wanted: readonly string[]): Promise<PoolPrefixes> {
  return ofOneVersion(await mapInTurns(wanted, requirePrefix))
}

/** Prefixes that take the place of a pool's own. @throws as {@link newPrefixes}, and when one of its own is missing */
export async function changedPrefixes(
  { ipVersion, prefixes }: PoolPrefixes,
  wanted: readonly string[],
): Promise<PoolPrefixes> {
  const cidrs = await mapInTurns(wanted, requirePrefix)
  const kept = prefixSet(cidrs.filter(({ version }) => version === ipVersion))
  if (!isSubset(storedPrefixes(prefixes), kept)) {
    throw new IllegalSubnetpoolPrefixUpdateError('Existing prefixes must be a subset of the new prefixes')
  }
  return ofOneVersion(cidrs)
}

/** A pool's prefixes and some more. @throws {PrefixVersionMismatchError} {@link PrefixFormatError} */
export async function addedPrefixes(
  { prefixes }: Pick<Subnetpool, 'prefixes'>,
  more: readonly string[],
): Promise<PoolPrefixes> {
  const own = await mapInTurns(prefixes, storedPrefix)
  return ofOneVersion([...own, ...(await mapInTurns(requirePrefixesFit(more), networkOf))])
}

/** A prefix, or an address as the prefix of it alone. @throws {PrefixFormatError} */
export function networkOf(text: string): Cidr {
  const address = parseAddress(text)
  const cidr =
    address === undefined ? parseCidr(text) : cidrAt(address.version, address.value, ADDRESS_BITS[address.version])
  if (cidr === undefined) throw new PrefixFormatError(text)
  return cidr
}

function requirePrefix(text: string): Cidr {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new InvalidInputError(`prefixes: '${text}': must be an IP prefix such as 10.0.0.0/16`)
  return cidr
}

/** In a request, and in a pool. @throws {InvalidInputError} */
export function requirePrefixesFit(prefixes: readonly string[]): readonly string[] {
  if (prefixes.length <= LIMITS.prefixes) return prefixes
  throw new InvalidInputError(
    `prefixes: ${String(prefixes.length)} are too many, a pool has at most ${String(LIMITS.prefixes)}; ` +
      'use larger prefixes or several pools',
  )
}

async function ofOneVersion(cidrs: readonly Cidr[]): Promise<PoolPrefixes> {
  const [first] = cidrs
  if (first === undefined) throw new EmptySubnetpoolPrefixListError()
  if (cidrs.some(({ version }) => version !== first.version)) throw new PrefixVersionMismatchError()
  await yieldLongTurn()
  const prefixes = await formatPrefixes(first.version, prefixSet(cidrs))
  return { ipVersion: first.version, prefixes: requirePrefixesFit(prefixes) }
}
