import type { DeviceState } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import { sampleView, unitsOf, type SampleView, type SwitchRendererFixture } from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

const FOREIGN = [
  { id: 'f5e90000-0000-4000-8000-000000000000', networkType: 'x-one', physicalNetwork: null, segmentationId: 1 },
  { id: '05e90000-0000-4000-8000-000000000000', networkType: 'x-two', physicalNetwork: 'kit', segmentationId: 2 },
]

const ownerOf = (state: DeviceState): string | undefined =>
  'owner' in state && typeof state.owner === 'string' ? state.owner : undefined

const textOf = ({ renderer }: SwitchRendererFixture, view: SampleView): string =>
  canonical(unitsOf(view).map((unit) => unit.render(renderer)))

/** Rules about whose states are, and that nothing else decides them. */
export const ownerChecks: readonly Check[] = [
  {
    rule: 'marks what it makes with the object that it is for: networks with theirs, ports with theirs',
    problems(fixture) {
      const { renderer } = fixture
      const { network, ports } = sampleView(fixture, 1)
      const wrong = (wanted: string, state: DeviceState): readonly string[] => {
        const owner = ownerOf(state)
        return owner === undefined || owner === wanted ? [] : [`a ${state.kind} of ${wanted} is marked '${owner}'`]
      }
      return Promise.resolve([
        ...renderer.network(network).flatMap(({ state }) => wrong(`network/${network.id}`, state)),
        ...ports.flatMap((port) =>
          renderer.attachment(port, network).flatMap(({ state }) => wrong(`port/${port.id}`, state)),
        ),
      ])
    },
  },
  {
    rule: 'writes into no list, and asks no memory: networks are the same in whatever order they come, to another instance too',
    async problems(fixture, another) {
      const first = sampleView(fixture, 1)
      const second = sampleView(fixture, 2)
      const [one, other] = [await another(), await another()]
      const before = [textOf(one, first), textOf(one, second)]
      const turned = [textOf(other, second), textOf(other, first)].reverse()
      const among = (segments: SampleView['network']['segments']): string =>
        textOf(fixture, deepFreeze({ ...first, network: { ...first.network, segments } }))
      const { segments } = first.network
      return [
        ...(isSame(before, turned) ? [] : ['networks that come in another order are others']),
        ...(among([...FOREIGN, ...segments]) === among([...segments, ...FOREIGN].reverse())
          ? []
          : ['another order of foreign segments changes what is rendered']),
      ]
    },
  },
  {
    rule: 'makes the same things whatever the MTU is, and no other ones',
    problems(fixture) {
      const { renderer, host } = fixture
      const view = sampleView(fixture, 1)
      const keysWith = (mtu: number): readonly string[] =>
        unitsOf({ ...view, network: { ...view.network, mtu } })
          .flatMap((unit) => unit.render(renderer).map(({ state }) => host.kinds.get(state.kind)?.key(state) ?? ''))
          .sort()
      const usual = keysWith(1_450)
      return Promise.resolve(
        [0, 1_280, 1_400, 8_950].flatMap((mtu) =>
          isSame(keysWith(mtu), usual) ? [] : [`with an MTU of ${String(mtu)} it makes other things`],
        ),
      )
    },
  },
  {
    rule: 'neither makes nor removes what its operator made',
    problems(fixture) {
      const { renderer, foreignDevices = [] } = fixture
      const { network, ports } = sampleView(fixture, 1)
      const states = [
        ...renderer.network(network),
        ...(renderer.base?.() ?? []),
        ...ports.flatMap((port) => renderer.attachment(port, network)),
      ].map(({ state }) => state)
      return Promise.resolve(
        states
          .filter((state) => 'name' in state && foreignDevices.includes(state.name as string))
          .map((state) => `a ${state.kind} of the operator is taken for one of its own`),
      )
    },
  },
]
