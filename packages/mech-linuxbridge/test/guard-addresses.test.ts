import { describe, expect, it } from 'vitest'
import type { PortItem } from '@netloom/core/wire'
import { guardElements } from '../src/agent/firewall/guard-elements.ts'

const MAC = 'fa:16:3e:00:00:01'
const elementsOf = (...addresses: readonly string[]): readonly string[] => {
  const pairs = addresses.map((ipAddress) => ({ ipAddress, macAddress: MAC }))
  const port = { macAddress: MAC, fixedIps: [], allowedAddressPairs: pairs } as unknown as PortItem
  return guardElements(port, 'tap1')
    .elements.filter(([set]) => /^(pairs|prefixes|target)/.test(set))
    .map(([set, element]) => `${set} ${element.replace(`"tap1" . `, '').replace(`${MAC} . `, '')}`)
    .filter((text) => !text.includes('fe80') && text !== 'targets 0xfe80000000000000f8163efffe000001')
}

describe('addresses of a guarded port', () => {
  it('are read in every spelling that the controller stores, an IPv4 address inside IPv6 too', () => {
    expect(elementsOf('::ffff:10.0.0.1')).toEqual(elementsOf('::ffff:a00:1'))
    expect(elementsOf('::ffff:a00:1')).toContain('targets 0xffff0a000001')
  })

  it('are single ones where the prefix has all bits, and left out where another prefix has them', () => {
    expect(elementsOf('10.0.0.5/32', '10.1.0.0/16', '10.1.2.0/24')).toEqual([
      'pairs4 10.0.0.5',
      'prefixes4 10.1.0.0/16',
    ])
    expect(elementsOf('2001:db8::5/128')).toEqual(['pairs6 2001:db8::5', 'targets 0x20010db8000000000000000000000005'])
  })

  it('are refused by name where one is neither address nor prefix', () => {
    expect(() => elementsOf('fd00::/129')).toThrow('fd00::/129 is neither an address nor a prefix')
  })
})
