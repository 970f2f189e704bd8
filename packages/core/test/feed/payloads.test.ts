import { describe, expect, it } from 'vitest'
import {
  addressGroupItemSchema,
  SECURITY_TOPICS,
  securityMemberItemSchema,
  securityRuleItemSchema,
} from '../../src/firewall/security-group-schemas.ts'
import { endpointItemSchema, memberItemSchema, populationItemSchema, portItemSchema } from '../../src/feed/payloads.ts'
import { addressesKey, addressGroupTopic } from '../../src/firewall/security-group-topics.ts'
import { payloadsOf } from '../../src/service/service-topic.ts'
import type { PayloadSchema } from '../../src/feed/payload-schema.ts'

const ID = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
const PORT = {
  id: ID,
  networkId: ID,
  macAddress: 'fa:16:3e:00:00:01',
  adminStateUp: true,
  deviceOwner: '',
  deviceId: '',
  fixedIps: [{ subnetId: ID, ipAddress: '10.0.0.1' }],
  allowedAddressPairs: [{ ipAddress: '10.0.0.0/24', macAddress: '' }],
  portSecurityEnabled: true,
  segmentId: ID,
  vifType: 'bridge',
  vnicType: 'normal',
  profile: {},
}
const POPULATION = {
  portId: ID,
  macAddress: 'fa:16:3e:00:00:01',
  ipAddresses: ['10.0.0.1'],
  host: 'h',
  vtep: '192.0.2.1',
  networkType: 'vxlan',
  segmentationId: 1,
}
const MEMBER = { host: 'h', vtep: '2001:db8::1', networkType: 'vxlan', segmentationId: 1 }
const RULE = {
  id: ID,
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: null,
  portMin: null,
  portMax: null,
  remotePrefix: '10.0.0.0/8',
  remoteGroupId: null,
  remoteAddressGroupId: null,
}

/** An item, and what makes it one with this text where an address is. */
const PLACES: readonly (readonly [string, PayloadSchema, object, (text: string) => object])[] = [
  ['fixed address', portItemSchema, PORT, (ipAddress) => ({ fixedIps: [{ subnetId: ID, ipAddress }] })],
  ['pair', portItemSchema, PORT, (ipAddress) => ({ allowedAddressPairs: [{ ipAddress, macAddress: '' }] })],
  ['MAC address', portItemSchema, PORT, (macAddress) => ({ macAddress })],
  [
    'MAC address of a pair',
    portItemSchema,
    PORT,
    (macAddress) => ({ allowedAddressPairs: [{ ipAddress: '10.0.0.1', macAddress }] }),
  ],
  ['address behind a VTEP', populationItemSchema, POPULATION, (text) => ({ ipAddresses: [text] })],
  ['VTEP of a port', populationItemSchema, POPULATION, (vtep) => ({ vtep })],
  ['VTEP of a member', memberItemSchema, MEMBER, (vtep) => ({ vtep })],
  ['endpoint', endpointItemSchema, { host: 'h', vtep: '192.0.2.1', networkType: 'vxlan' }, (vtep) => ({ vtep })],
  ['prefix of a rule', securityRuleItemSchema, RULE, (remotePrefix) => ({ remotePrefix })],
  [
    'address of a group’s member',
    securityMemberItemSchema,
    { portId: ID, addresses: ['10.0.0.1'] },
    (text) => ({ addresses: ['10.0.0.1', text] }),
  ],
  [
    'prefix of an address group',
    addressGroupItemSchema,
    { id: ID, addresses: ['10.0.0.0/8'] },
    (text) => ({ addresses: [text] }),
  ],
]

describe.each(PLACES)('the %s of an item', (_place, schema, item, change) => {
  it('is taken when it is one', () => {
    expect(schema.safeParse(item).success).toBe(true)
  })

  it.each(['999.1.1.1', '10.0.0.0/33', '::1/129', '1.2.3', '010.0.0.1', ':::', 'fe80::1%eth0', '10.0.0.1; drop', ' '])(
    'is refused as %j, and told by it',
    (text) => {
      const judged = schema.safeParse({ ...item, ...change(text) })
      expect(judged.success ? '' : judged.error.issues.map(({ message }) => message).join()).toContain(
        `not ${JSON.stringify(text)}`,
      )
    },
  )
})

it.each([addressesKey(0), addressesKey(1), addressesKey(15)])('an address group has an item %s', (key) => {
  expect(payloadsOf(SECURITY_TOPICS)(addressGroupTopic(ID), key)).toBe(addressGroupItemSchema)
})
