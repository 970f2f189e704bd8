import type { ConformanceCheck } from '../support/check.ts'
import { sampleView, unitsOf, type SampleView, type SwitchRendererFixture } from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

const FOREIGN = {
  id: 'f5e90000-0000-4000-8000-000000000000',
  networkType: 'x-unknown',
  physicalNetwork: null,
  segmentationId: 1,
} as const

function rendered(fixture: SwitchRendererFixture, view: SampleView): readonly string[] {
  return unitsOf(view)
    .filter((unit) => unit.render(fixture.renderer).length > 0)
    .map(({ name }) => name)
}

/** Rules about which of a network's segments is whose. */
export const segmentChecks: readonly Check[] = [
  {
    rule: 'finds its segment among others, and leaves ports of those alone',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const { segments } = view.network
      const usual = rendered(fixture, view)
      const orders = [
        [FOREIGN, ...segments],
        [...segments, FOREIGN],
      ]
      return Promise.resolve(
        orders.flatMap((several, index) => {
          const network = { ...view.network, segments: several }
          const now = rendered(fixture, { ...view, network })
          const place = index === 0 ? 'after' : 'before'
          const strangers = view.ports.map((port) => ({ ...port, segmentId: FOREIGN.id }))
          return [
            ...usual
              .filter((name) => !now.includes(name))
              .map((name) => `${name} is not rendered ${place} a foreign segment`),
            ...rendered(fixture, { network, ports: strangers, members: [], population: [] })
              .filter((name) => name.endsWith(' here'))
              .map((name) => `${name} is of another segment, and was rendered`),
          ]
        }),
      )
    },
  },
  {
    rule: 'renders nothing for a network without segments, nor on a physical network that it does not have',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const bare = { ...view, network: { ...view.network, segments: [] } }
      const nowhere = view.network.segments.map((segment) => ({ ...segment, physicalNetwork: 'nowhere' }))
      const lost = { ...view, network: { ...view.network, segments: nowhere } }
      return Promise.resolve([
        ...rendered(fixture, bare).map((name) => `${name} was rendered without a segment`),
        ...(fixture.physicalNetwork === undefined ? [] : rendered(fixture, lost)).map(
          (name) => `${name} was rendered on a physical network that is not here`,
        ),
      ])
    },
  },
  {
    rule: 'renders no member and no port elsewhere of another segmentation id or type',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const strange = [{ segmentationId: 999 }, { networkType: 'x-unknown' }]
      return Promise.resolve(
        strange.flatMap((change) =>
          rendered(fixture, {
            network: view.network,
            ports: [],
            members: view.members.map((member) => ({ ...member, ...change })),
            population: view.population.map((entry) => ({ ...entry, ...change })),
          })
            .filter((name) => !name.startsWith('network '))
            .map((name) => `${name} was rendered, with ${JSON.stringify(change)}`),
        ),
      )
    },
  },
]
