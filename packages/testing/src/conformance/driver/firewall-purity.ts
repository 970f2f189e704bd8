import type { ConformanceCheck } from '../support/check.ts'
import type { FirewallRendererFixture } from './firewall-renderer-fixture.ts'
import { isSame } from '../support/same.ts'
import { guardedPort, guardsOf, keyOf, renderPort, textOf } from './firewall-samples.ts'
import { isPlain } from './mechanism-driver-writes.ts'
import { elsewhen } from '../support/elsewhen.ts'

type Check = ConformanceCheck<FirewallRendererFixture>

const HOSTILE = 'a b\nlink del dev eth0\u0000"'

/** Rules about what it may know, and how it says it. */
export const firewallPurityChecks: readonly Check[] = [
  {
    rule: 'renders the same for the same port: at another time, after others, by another instance',
    async problems(fixture, another) {
      const before = textOf(guardsOf(fixture))
      const later = elsewhen(() => textOf(guardsOf(fixture)))
      renderPort(fixture, { id: '990c0000-0000-4000-8000-000000000000', fixedIps: [] })
      const after = textOf(guardsOf(fixture))
      const other = await another()
      renderPort(other, { id: '990c0000-0000-4000-8000-000000000000', fixedIps: [] })
      return [
        ...(later === before ? [] : ['it is another at another time']),
        ...(after === before ? [] : ['it is another after other ports']),
        ...(textOf(guardsOf(other)) === before ? [] : ['another instance renders something else']),
      ]
    },
  },
  {
    rule: 'takes addresses and pairs as sets: order and repetition change nothing',
    problems(fixture) {
      const { fixedIps, macAddress } = guardedPort()
      const pairs = [
        { ipAddress: '10.9.0.0/24', macAddress: 'fa:16:3e:00:09:99' },
        { ipAddress: 'fd00:9::9', macAddress },
      ]
      const usual = guardsOf(fixture, { allowedAddressPairs: pairs })
      const turned = guardsOf(fixture, { fixedIps: fixedIps.toReversed(), allowedAddressPairs: pairs.toReversed() })
      const own = fixedIps.map(({ ipAddress }) => ({ ipAddress, macAddress }))
      const keys = renderPort(fixture, { allowedAddressPairs: own }).map(({ state }) => keyOf(fixture, state))
      return Promise.resolve([
        ...(isSame([...usual.keys()].sort(), [...turned.keys()].sort()) ? [] : ['another order gives other keys']),
        ...(textOf(usual) === textOf(turned) ? [] : ['another order gives other states']),
        ...(new Set(keys).size === keys.length
          ? []
          : ['an address that is the port’s own and in a pair gives a key twice']),
      ])
    },
  },
  {
    rule: 'renders plain values of known kinds, each with a key of its own and a reason of one line',
    problems(fixture) {
      const rendered = renderPort(fixture)
      const keys = rendered.map(({ state }) => keyOf(fixture, state))
      return Promise.resolve([
        ...(new Set(keys).size === keys.length ? [] : ['a key is there twice']),
        ...rendered.flatMap(({ state, rule }) => [
          ...(isPlain(Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)))
            ? []
            : [`a ${state.kind} is no plain value`]),
          ...(typeof rule === 'string' && rule.trim() !== '' && !rule.includes('\n')
            ? []
            : [`a ${state.kind} has no reason in one line`]),
        ]),
      ])
    },
  },
  {
    rule: 'takes nothing of what users write into what it renders',
    problems(fixture) {
      const change = { deviceId: HOSTILE, profile: { note: HOSTILE } }
      const strange = guardsOf(fixture, { ...change, deviceOwner: HOSTILE })
      return Promise.resolve([
        ...(strange.size === 0 ? ['a port with a strange owner is not guarded'] : []),
        ...[...strange].filter(([key]) => /[\n\r\u0000]/.test(key)).map(([key]) => `${JSON.stringify(key)} is a key`),
        ...(textOf(strange).includes('link del') ? ['it holds what a user wrote'] : []),
        ...(textOf(guardsOf(fixture, change)) === textOf(guardsOf(fixture)) ? [] : ['device id or profile change it']),
      ])
    },
  },
  {
    rule: 'says in a word what it is, and brings each kind once',
    problems({ renderer: { name, kinds = [] } }) {
      const names = kinds.map(({ kind }) => kind)
      return Promise.resolve([
        ...(/^[\w.-]+$/.test(name) ? [] : [`name '${name}' is no word of firewall_driver`]),
        ...(new Set(names).size === names.length ? [] : ['a kind is there twice']),
      ])
    },
  },
]
