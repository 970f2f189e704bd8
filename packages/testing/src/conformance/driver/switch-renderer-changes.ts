import type { Rendered, SwitchRenderer } from '@netloom/core'
import type { NetworkItem, PopulationItem } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, deepFreeze } from '../support/same.ts'
import { sampleView, unitsOf, type SampleView, type SwitchRendererFixture } from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

/** States alone, in an order of their own: reasons may say the same of different things. */
const textOf = (rendered: readonly Rendered[]): string =>
  rendered
    .map(({ state }) => canonical(state))
    .sort()
    .join('\n')

const viewText = (renderer: SwitchRenderer, view: SampleView): string =>
  unitsOf(deepFreeze(view))
    .map((unit) => textOf(unit.render(renderer)))
    .join('\n')

const withNetwork = (view: SampleView, change: Partial<NetworkItem>): SampleView => ({
  ...view,
  network: { ...view.network, ...change },
})

/** The same network under another segmentation id, told to all who name it. */
function withId(view: SampleView, segmentationId: number): SampleView {
  return {
    ...withNetwork(view, { segments: view.network.segments.map((segment) => ({ ...segment, segmentationId })) }),
    members: view.members.map((member) => ({ ...member, segmentationId })),
    population: view.population.map((entry) => ({ ...entry, segmentationId })),
  }
}

/** Rules about what must change with what. */
export const changeChecks: readonly Check[] = [
  {
    rule: 'follows its network: its MTU and its id',
    problems(fixture) {
      const { renderer } = fixture
      const view = sampleView(fixture, 1)
      const before = viewText(renderer, view)
      const hasId = view.network.segments[0]?.segmentationId != null
      return Promise.resolve([
        ...(viewText(renderer, withNetwork(view, { mtu: 1_400 })) === before ? ['another MTU changes nothing'] : []),
        ...(hasId && viewText(renderer, withId(view, 2_345)) === before
          ? ['another segmentation id changes nothing']
          : []),
        ...(viewText(renderer, withNetwork(view, { mtu: 0 })).includes('NaN') ? ['no MTU becomes NaN'] : []),
      ])
    },
  },
  {
    rule: 'follows its ports: their state, and which port it is',
    problems(fixture) {
      const { renderer } = fixture
      const { network, ports } = sampleView(fixture, 1)
      return Promise.resolve(
        ports.flatMap((port) => {
          const before = textOf(renderer.attachment(port, network))
          const down = textOf(renderer.attachment({ ...port, adminStateUp: false }, network))
          const other = textOf(renderer.attachment({ ...port, id: `f${port.id.slice(1)}` }, network))
          return [
            ...(down === before ? [`port ${port.id} stays as it is when its administrator takes it down`] : []),
            ...(other === before ? ['another port is the same to it'] : []),
          ]
        }),
      )
    },
  },
  {
    rule: 'follows ports elsewhere: their MAC, their VTEP, and addresses of both IP versions',
    problems(fixture) {
      const { renderer } = fixture
      const { network, population } = sampleView(fixture, 1)
      const [entry, second] = population
      if (entry === undefined || second === undefined) return Promise.resolve([])
      const render = (change: Partial<PopulationItem>): readonly Rendered[] =>
        renderer.population({ ...entry, ...change }, network)
      const before = render({})
      if (before.length === 0) return Promise.resolve([])
      const problems: string[] = []
      if (textOf(render({ macAddress: 'fa:16:3e:99:99:99' })) === textOf(before))
        problems.push('another MAC changes nothing')
      const usesVtep = textOf(before).includes(entry.vtep)
      if (usesVtep && textOf(render({ vtep: second.vtep })) === textOf(before))
        problems.push('another VTEP changes nothing')
      const [ipv4, ipv6] = entry.ipAddresses
      const told = before.flatMap(({ state }) => ('ip' in state && typeof state.ip === 'string' ? [state.ip] : []))
      // With kinds of its own it may let solicitations go past what answers.
      if (ipv4 !== undefined && ipv6 !== undefined && told.includes(ipv4) && (renderer.kinds ?? []).length === 0) {
        const usesOwnTables = before.every(({ state }) => fixture.host.kinds.has(state.kind))
        if (usesOwnTables && !told.includes(ipv6)) problems.push(`it answers for ${ipv4}, and not for ${ipv6}`)
      }
      if (textOf(render({ ipAddresses: [] })).includes('undefined'))
        problems.push('an entry without addresses is undefined')
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'takes lists as sets: another order of addresses gives the same states',
    problems(fixture) {
      const { renderer } = fixture
      const { network, ports, population } = sampleView(fixture, 1)
      const problems: string[] = []
      for (const port of ports) {
        const two = [
          ...port.fixedIps,
          ...port.fixedIps.map((ip) => ({ ...ip, ipAddress: `fd00::${port.id.slice(0, 4)}` })),
        ]
        const [there, back] = [two, two.toReversed()].map((fixedIps) =>
          textOf(renderer.attachment(deepFreeze({ ...port, fixedIps }), network)),
        )
        if (there !== back) problems.push(`port ${port.id} depends on the order of its addresses`)
      }
      for (const entry of population) {
        const turned = { ...entry, ipAddresses: entry.ipAddresses.toReversed() }
        if (textOf(renderer.population(deepFreeze(turned), network)) !== textOf(renderer.population(entry, network)))
          problems.push(`port ${entry.portId} elsewhere depends on the order of its addresses`)
      }
      return Promise.resolve(problems)
    },
  },
]
