import type { Explanation } from '@netloom/agent-runtime'
import type { DeviceState } from '@netloom/core'
import { expect, it } from 'vitest'
import { chooseAddresses } from '../src/address/choose-addresses.ts'
import { findMentions } from '../src/address/find-mentions.ts'

const fixed = (...addresses: readonly string[]): { readonly subnet_id: string; readonly ip_address: string }[] =>
  addresses.map((address) => ({ subnet_id: address.includes(':') ? 's6' : 's4', ip_address: address }))

it('puts an address in the place of the one of its IP version, and leaves the others', () => {
  expect(chooseAddresses(fixed('10.0.0.5', 'fd00::5'), '10.0.0.9')).toEqual({
    fixedIps: [{ subnet_id: 's6', ip_address: 'fd00::5' }, { ip_address: '10.0.0.9' }],
    from: '10.0.0.5',
    to: '10.0.0.9',
  })
  expect(chooseAddresses(fixed('10.0.0.5'), 'FD00:0::9')).toMatchObject({ to: 'fd00::9' })
  expect(chooseAddresses(fixed('10.0.0.5'), 'fd00::9')).not.toHaveProperty('from')
})

it('wants to know which of several goes, and refuses what is none', () => {
  expect(() => chooseAddresses(fixed('10.0.0.5', '10.0.0.6'), '10.0.0.9')).toThrow('--instead-of')
  expect(chooseAddresses(fixed('10.0.0.5', '10.0.0.6'), '10.0.0.9', '10.0.0.6').fixedIps).toEqual([
    { subnet_id: 's4', ip_address: '10.0.0.5' },
    { ip_address: '10.0.0.9' },
  ])
  expect(() => chooseAddresses(fixed('10.0.0.5'), '10.0.0.9', '10.0.0.7')).toThrow('the port has 10.0.0.5')
  expect(() => chooseAddresses(fixed(), '10.0.0')).toThrow('"10.0.0": is no IP address')
})

it('finds the lines that name an address, also in names, and none of another address', () => {
  const state = {
    kind: 'server',
    files: {
      host: 'aa,host-10-0-0-5.local,10.0.0.5\nbb,host-10-0-0-51.local,10.0.0.51\ncc,host-110-0-0-5,110.0.0.5\n',
    },
    rules: ['accept 10.0.0.5', 'accept 10.0.0.50', 'accept 10.0.0.5.1'],
  } as unknown as DeviceState
  const explanation: Explanation = {
    key: 'server x',
    status: 'applied',
    cause: { object: 'network/x', revision: 1, rule: 'serves' },
    desired: state,
    rivals: [],
  }
  expect(findMentions([explanation], '10.0.0.5', '10.0.0.9').map(({ from, to }) => [from, to])).toEqual([
    ['files.host: aa,host-10-0-0-5.local,10.0.0.5', 'files.host: aa,host-10-0-0-9.local,10.0.0.9'],
    ['rules: accept 10.0.0.5', 'rules: accept 10.0.0.9'],
  ])
})
