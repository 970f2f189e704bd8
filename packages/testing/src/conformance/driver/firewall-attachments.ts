import type { Rendered } from '@netloom/core'
import type { BridgePortState } from '@netloom/dataplane'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import { linkLocalAddress } from '@netloom/core/kit'
import type { FirewallRendererFixture } from './firewall-renderer-fixture.ts'
import { guardedPort, guardsOf, SAMPLE_GUARDED_NETWORK, textOf } from './firewall-samples.ts'

type Check = ConformanceCheck<FirewallRendererFixture>

const check = (rule: string, problems: (fixture: FirewallRendererFixture) => readonly string[]): Check => ({
  rule,
  problems: (fixture) => Promise.resolve(problems(fixture)),
})

/** As a switch would attach the port: in a form that the data plane knows, and in one of the switch's own. */
function ownAttachment(): readonly Rendered[] {
  const { id, macAddress } = guardedPort()
  const state: BridgePortState = {
    ...{ kind: 'bridge-port', device: `tap${id.slice(0, 11)}`, bridge: 'brq-kit', owner: `port/${id}`, up: true },
    mac: macAddress,
  }
  const strange = { kind: 'kit-attachment', name: id, note: 'of the switch' }
  return deepFreeze([
    { state, rule: 'the port joins its network' },
    { state: strange, rule: 'and whatever else its switch wants' },
  ])
}

/** As often as a text stands in what is rendered. */
const mentions = (text: string, word: string): number => text.split(word).length - 1

/** Rules about what a renderer does beside guards, and about who a port may be to the last bit. */
export const firewallAttachmentChecks: readonly Check[] = [
  check(
    'leaves to the switch how its ports are attached: adds to it, changes values, and takes nothing away',
    (fixture) => {
      const { renderer } = fixture
      if (renderer.attachment === undefined) return []
      const own = ownAttachment()
      return [true, false].flatMap((portSecurityEnabled) => {
        const port = deepFreeze(guardedPort({ portSecurityEnabled }))
        const render = (): readonly Rendered[] => renderer.attachment?.(port, SAMPLE_GUARDED_NETWORK, own) ?? []
        const kinds = render().map(({ state }) => state.kind)
        const what = portSecurityEnabled ? 'a guarded port' : 'a free port'
        return [
          ...own
            .filter(({ state }) => !kinds.includes(state.kind))
            .map(({ state }) => `${what}: the ${state.kind} of the switch is lost`),
          ...(isSame(render(), render()) ? [] : [`${what}: it is attached in another way the second time`]),
        ]
      })
    },
  ),
  check('has a base that is always the same, whatever ports there are', (fixture) => {
    const { renderer } = fixture
    const base = (): string => canonical((renderer.base?.() ?? []).map(({ state }) => state))
    const before = base()
    guardsOf(fixture)
    return base() === before ? [] : ['the base is another the second time']
  }),
  check('tells prefixes of different lengths apart, and single addresses from them', (fixture) => {
    const render = (ipAddress: string): string =>
      textOf(guardsOf(fixture, { allowedAddressPairs: [{ ipAddress, macAddress: 'fa:16:3e:00:09:99' }] }))
    const lengths = ['10.9.0.0/24', '10.9.0.0/25', '10.9.0.0', 'fd00:9::/64', 'fd00:9::/65', 'fd00:9::']
    const rendered = lengths.map(render)
    return lengths.flatMap((one, index) => {
      const twin = lengths[rendered.indexOf(rendered[index] ?? '')]
      return twin === one ? [] : [`${one} is rendered like ${twin ?? ''}`]
    })
  }),
  check('lets each MAC of a port have its link-local address, told or not', (fixture) => {
    const macs = [guardedPort().macAddress, 'fa:16:3e:00:09:99']
    const pair = { ipAddress: '10.9.0.9', macAddress: macs[1] ?? '' }
    const told = macs.map((macAddress) => ({ ipAddress: linkLocalAddress(macAddress), macAddress }))
    const before = guardsOf(fixture, { allowedAddressPairs: [pair] })
    const after = guardsOf(fixture, { allowedAddressPairs: [pair, ...told] })
    return textOf(before) === textOf(after) ? [] : ['a link-local address that is told makes a difference']
  }),
  check('treats addresses of both IP versions alike: what it says of one of IPv4 it says of one of IPv6', (fixture) => {
    const text = textOf(guardsOf(fixture))
    const [ipv4 = '', ipv6 = ''] = guardedPort().fixedIps.map(({ ipAddress }) => ipAddress)
    return mentions(text, ipv6) < mentions(text, ipv4) ? [`${ipv4} is named more often than ${ipv6}`] : []
  }),
]
