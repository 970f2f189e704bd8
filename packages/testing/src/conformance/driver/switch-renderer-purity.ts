import type { Rendered, SwitchRenderer } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { elsewhen } from '../support/elsewhen.ts'
import { canonical, deepFreeze } from '../support/same.ts'
import { isPlain } from './mechanism-driver-writes.ts'
import {
  hostUnitsOf,
  sampleView,
  sampleViews,
  unitsOf,
  type SwitchRendererFixture,
  type Unit,
} from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

const allUnits = (fixture: SwitchRendererFixture): readonly Unit[] => [
  ...hostUnitsOf(fixture),
  ...deepFreeze(sampleViews(fixture)).flatMap(unitsOf),
]

const render = (units: readonly Unit[], renderer: SwitchRenderer): ReadonlyMap<string, string> =>
  new Map(units.map((unit) => [unit.name, canonical(unit.render(renderer))]))

const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] =>
  [...one].filter(([name, text]) => other.get(name) !== text).map(([name]) => name)

/** Words of a command, which the batch pipes take as they are. */
const TOKEN = /^[^\s\u0000-\u001f]+$/

/** Rules about what a renderer may know: the item that it is given, and its options. */
export const purityChecks: readonly Check[] = [
  {
    rule: 'knows neither the time nor chance',
    problems(fixture) {
      const units = allUnits(fixture)
      const now = render(units, fixture.renderer)
      const later = elsewhen(() => render(units, fixture.renderer))
      return Promise.resolve(differing(now, later).map((name) => `${name} is another at another time`))
    },
  },
  {
    rule: 'remembers nothing: in another order, and by another instance, every item is rendered the same',
    async problems(fixture, another) {
      const units = allUnits(fixture)
      const first = render(units, fixture.renderer)
      const other = await another()
      const fresh = render(allUnits(other).toReversed(), other.renderer)
      const later = render(units.toReversed(), fixture.renderer)
      return [
        ...differing(first, fresh).map((name) => `${name} is another where the order was another`),
        ...differing(first, later).map((name) => `${name} is another after the rest`),
      ]
    },
  },
  {
    rule: 'renders plain values with a reason of one line each',
    problems(fixture) {
      const problems = (name: string, { state, rule, isExtra }: Rendered): readonly string[] => [
        ...(isPlain(Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)))
          ? []
          : [`${name}: a ${state.kind} is no plain value`]),
        ...(typeof rule === 'string' && !rule.includes('\n')
          ? []
          : [`${name}: a ${state.kind} has no reason in one line`]),
        ...(isExtra === undefined || (isExtra as unknown) === true
          ? []
          : [`${name}: isExtra is neither true nor absent`]),
      ]
      return Promise.resolve(
        allUnits(fixture).flatMap((unit) => unit.render(fixture.renderer).flatMap((one) => problems(unit.name, one))),
      )
    },
  },
  {
    rule: 'asks for nothing that a command line cannot say, whatever users wrote',
    problems(fixture) {
      const { renderer, host } = fixture
      const hostile = 'a b\nlink del dev eth0\u0000"'
      const { network, ports, members, population } = sampleView(fixture, 1)
      const strange = ports.map((port) => ({
        ...port,
        deviceOwner: hostile,
        deviceId: hostile,
        profile: { note: hostile },
      }))
      const problems: string[] = []
      for (const view of [
        { network, ports, members, population },
        { network, ports: strange, members: [], population: [] },
      ])
        for (const unit of unitsOf(view))
          for (const { state, rule } of unit.render(renderer)) {
            const kind = host.kinds.get(state.kind)
            if (kind === undefined) continue
            const key = kind.key(state)
            if (/[\n\r\u0000]/.test(key)) problems.push(`${unit.name}: the key of a ${state.kind} has several lines`)
            const cause = { object: 'sample', revision: 1, rule }
            for (const op of ['create', 'remove'] as const)
              for (const { args } of kind.commands({ op, key, state, cause }))
                problems.push(
                  ...args
                    .filter((arg) => arg !== '' && !TOKEN.test(arg))
                    .map((arg) => `${unit.name}: ${JSON.stringify(arg)} is no word of a command`),
                )
          }
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'has a name for every port of the cloud, its own and always the same',
    problems({ renderer }) {
      // As far as Neutron's names go: eleven characters, the first hyphen counted.
      const idOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 10)}00-4000-8000-000000000000`
      const ids = Array.from({ length: 1_000 }, (_, index) =>
        [(index * 2_654_435_761 + 17).toString(16), (index % 256).toString(16).padStart(2, '0')].map((hex) =>
          idOf(hex.length > 2 ? hex.padStart(10, '0').slice(-10) : `a0000000${hex}`),
        ),
      ).flat()
      const names = ids.map((id) => renderer.deviceName(id))
      const problems = names.filter((name) => !/^[^\s/:]{1,15}$/.test(name)).slice(0, 3)
      const owners = new Map(ids.map((id) => [id.slice(0, 11), renderer.deviceName(id)]))
      return Promise.resolve([
        ...problems.map((name) => `'${name}' is no link name`),
        ...(new Set(names).size < owners.size ? ['two ports have one device name'] : []),
        ...(ids.every((id, index) => renderer.deviceName(id) === names[index]) ? [] : ['a port has two device names']),
      ])
    },
  },
  {
    rule: 'says in words what it is: mechanism, agent, binary, and plain configurations',
    problems({ renderer, ownVtep }) {
      const { mechanism, agentType, binary, configurations, kinds = [] } = renderer
      const names = kinds.map(({ kind }) => kind)
      const { tunnelingIp } = configurations
      return Promise.resolve([
        ...[mechanism, agentType, binary].filter((word) => word.trim() === '').map(() => 'a name of it is empty'),
        ...(isPlain(JSON.parse(JSON.stringify(configurations))) && isPlain(configurations)
          ? []
          : ['configurations are no plain value: the controller is told them']),
        ...(tunnelingIp === undefined || ownVtep === undefined || tunnelingIp === ownVtep
          ? []
          : [`it announces ${tunnelingIp} instead of its VTEP ${ownVtep}`]),
        ...(new Set(names).size < names.length ? ['a kind of it is there twice'] : []),
      ])
    },
  },
]
