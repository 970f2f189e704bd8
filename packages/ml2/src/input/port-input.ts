import {
  type AddressPair,
  AllowedAddressPairExhaustedError,
  dhcpOptionProblem,
  DuplicateAddressPairError,
  type FixedIpRequest,
  InvalidFieldsError,
  ONE_LINE,
  type PortCreate,
} from '@netloom/core'
import { canonicalAddress, formatCidr, LIMITS, parseAddress, parseCidr, pythonJsonLength } from '@netloom/core/kit'
import { z } from 'zod'
import { canonicalMac } from '../base/mac-address.ts'
import { atMost, description, flag, hostName, id, ipAddress, macAddress, name, projectId } from './fields.ts'
import type { InputSchema } from '@netloom/core/kit'

/** Neutron's `binding:vnic_type` values. */
const VNIC_TYPES = [
  'normal',
  'direct',
  'macvtap',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
] as const

const pairAddress = z
  .string({ error: 'must be an IP address or prefix' })
  .refine((value) => canonicalPairAddress(value) !== undefined, 'must be an IP address or prefix')
  .refine(
    (value) => !isMulticast(value),
    'must not be multicast: nobody sends from such an address; name one of a host',
  )

/** An option is a line of its server's file: what has two lines is two options. */
const oneLine = (text: z.ZodString, longest: number): z.ZodString =>
  text.max(longest, `must have at most ${String(longest)} characters`).regex(ONE_LINE, 'must be one line of text')

const PROFILE_TOO_LARGE = `must have at most ${String(LIMITS.bindingProfileCharacters)} characters as JSON`

const changeable = {
  name: name.optional(),
  description: description.optional(),
  macAddress: macAddress.optional(),
  adminStateUp: flag.optional(),
  deviceId: name.optional(),
  deviceOwner: name.optional(),
  fixedIps: z
    .array(
      z.strictObject(
        { subnetId: id.optional(), ipAddress: ipAddress.optional() },
        { error: 'must be { subnetId?, ipAddress? }' },
      ),
      { error: 'must be a list of { subnetId?, ipAddress? }' },
    )
    .max(...atMost(LIMITS.fixedIps, 'addresses'))
    .optional(),
  allowedAddressPairs: z
    .array(
      z.strictObject(
        { ipAddress: pairAddress, macAddress: macAddress.optional() },
        { error: 'must be { ipAddress, macAddress? }' },
      ),
      { error: 'must be a list of { ipAddress, macAddress? }' },
    )
    .max(...atMost(LIMITS.addressPairs, 'pairs'))
    .optional(),
  portSecurityEnabled: flag.optional(),
  host: name.optional(),
  vnicType: z.enum(VNIC_TYPES, { error: `must be one of ${VNIC_TYPES.join(', ')}` }).optional(),
  extraDhcpOptions: z
    .array(
      z
        .strictObject(
          {
            name: oneLine(z.string({ error: 'must be text' }), LIMITS.dhcpOptionNameCharacters),
            value: oneLine(z.string({ error: 'must be text or null' }), LIMITS.dhcpOptionValueCharacters).nullable(),
            ipVersion: z.union([z.literal(4), z.literal(6)], { error: 'must be 4 or 6' }).optional(),
          },
          { error: 'must be { name, value, ipVersion? }' },
        )
        .superRefine(({ name, value }, context) => {
          const message = dhcpOptionProblem(name, value)
          if (message !== undefined) context.addIssue({ code: 'custom', message })
        }),
      { error: 'must be a list of { name, value, ipVersion? }' },
    )
    .max(...atMost(LIMITS.extraDhcpOptions, 'options'))
    .optional(),
  dnsName: hostName.optional(),
  dnsDomain: hostName.optional(),
  qosPolicyId: id.nullable().optional(),
  propagateUplinkStatus: flag.optional(),
  profile: z
    .record(z.string(), z.unknown(), { error: 'must be an object' })
    .refine((profile) => pythonJsonLength(profile) <= LIMITS.bindingProfileCharacters, PROFILE_TOO_LARGE)
    .optional(),
}

export const portCreateInput: InputSchema = z.strictObject({
  id: id.optional(),
  networkId: id,
  projectId: projectId.optional(),
  tags: z
    .array(name, { error: 'must be a list of text' })
    .max(LIMITS.tags, `must be at most ${String(LIMITS.tags)}`)
    .optional(),
  ...changeable,
})

export const portUpdateInput: InputSchema = z.strictObject({
  ...changeable,
  macAddress: macAddress.nullable().optional(),
  dataPlaneStatus: z.enum(['ACTIVE', 'DOWN'], { error: 'must be ACTIVE, DOWN or null' }).nullable().optional(),
})

/** Canonical addresses, no address twice. @throws {InvalidInputError} */
export function canonicalFixedIps(requests: readonly FixedIpRequest[]): readonly FixedIpRequest[] {
  const seen = new Set<string>()
  return requests.map((request) => {
    const address = request.ipAddress === undefined ? undefined : canonicalAddress(request.ipAddress)
    if (address === undefined) return request
    if (seen.has(address)) throw duplicateAddress(address)
    seen.add(address)
    return { ...request, ipAddress: address }
  })
}

const duplicateAddress = (address: string): InvalidFieldsError =>
  new InvalidFieldsError([{ path: ['fixedIps'], problem: `Duplicate IP address '${address}'` }])

/** Pairs with the port's own MAC where none is given. @throws {DuplicateAddressPairError} {@link AllowedAddressPairExhaustedError} */
export function canonicalPairs(
  pairs: NonNullable<PortCreate['allowedAddressPairs']>,
  ownMac: string,
  limit: number,
): readonly AddressPair[] {
  if (pairs.length > limit) throw new AllowedAddressPairExhaustedError(limit)
  const seen = new Set<string>()
  return pairs.map((pair) => {
    const address = canonicalPairAddress(pair.ipAddress) ?? pair.ipAddress
    const mac = pair.macAddress === undefined ? ownMac : (canonicalMac(pair.macAddress) ?? ownMac)
    const key = `${address} ${mac}`
    if (seen.has(key)) throw new DuplicateAddressPairError(mac, address)
    seen.add(key)
    return { ipAddress: address, macAddress: mac }
  })
}

/** 224.0.0.0/4 or ff00::/8 (RFC 5771, RFC 4291), and what lies in them. */
function isMulticast(text: string): boolean {
  const address = parseAddress(text.split('/')[0] ?? '')
  if (address === undefined) return false
  return address.version === 4 ? address.value >> 28n === 0xen : address.value >> 120n === 0xffn
}

function canonicalPairAddress(text: string): string | undefined {
  const cidr = parseCidr(text)
  return cidr === undefined ? canonicalAddress(text) : formatCidr(cidr)
}
