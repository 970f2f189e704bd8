import type { DeviceState, Host, SwitchRenderer } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { deepFreeze, isSame } from '../support/same.ts'
import {
  hostUnitsOf,
  sampleView,
  sampleViews,
  unitsOf,
  type SwitchRendererFixture,
  type Unit,
} from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

/** Name of the unit → keys of its states. */
function keysByUnit(
  units: readonly Unit[],
  renderer: SwitchRenderer,
  host: Host,
): ReadonlyMap<string, readonly string[]> {
  return new Map(units.map((unit) => [unit.name, unit.render(renderer).map(({ state }) => keyOf(state, host))]))
}

function keyOf(state: DeviceState, { kinds }: Host): string {
  const kind = kinds.get(state.kind)
  if (kind === undefined)
    throw new Error(`the host has no device kind '${state.kind}'; name it in the renderer's kinds`)
  return kind.key(state)
}

/** Rules about single items: the renderer is a pure function of each. */
export const itemChecks: readonly Check[] = [
  {
    rule: 'renders the same for the same item, and writes into none',
    problems(fixture) {
      const units = [...hostUnitsOf(fixture), ...unitsOf(deepFreeze(sampleView(fixture, 1)))]
      return Promise.resolve(
        units
          .filter((unit) => !isSame(unit.render(fixture.renderer), unit.render(fixture.renderer)))
          .map(({ name }) => `${name} rendered twice differs`),
      )
    },
  },
  {
    rule: 'gives every state of an item a key of its own, and a rule that explains it',
    problems(fixture) {
      const { renderer, host } = fixture
      const units = [...hostUnitsOf(fixture), ...unitsOf(sampleView(fixture, 1))]
      return Promise.resolve([
        ...[...keysByUnit(units, renderer, host)]
          .filter(([, keys]) => new Set(keys).size < keys.length)
          .map(([name, keys]) => `${name} has a key twice: ${keys.join(', ')}`),
        ...units
          .filter((unit) => unit.render(renderer).some(({ rule }) => rule.trim() === ''))
          .map(({ name }) => `${name} has a state without a rule`),
      ])
    },
  },
  {
    rule: 'never asks for two different states under one key',
    problems(fixture) {
      const { renderer, host } = fixture
      const units = [...hostUnitsOf(fixture), ...sampleViews(fixture).flatMap(unitsOf)]
      const owners = new Map<string, { readonly name: string; readonly state: DeviceState }>()
      const problems: string[] = []
      for (const unit of units) {
        const { name } = unit
        for (const { state } of unit.render(renderer)) {
          const key = keyOf(state, host)
          const other = owners.get(key)
          // A tunnel that several networks need is the same for all; it is there as long as one of them asks.
          if (other === undefined) owners.set(key, { name, state })
          else if (other.name !== name && !isSame(other.state, state))
            problems.push(`${other.name} and ${name} want ${key} to differ`)
        }
      }
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'renders something for what it realises',
    problems(fixture) {
      const units = unitsOf(sampleView(fixture, 1)).filter(({ name }) => name.endsWith(' here'))
      return Promise.resolve(
        units.filter((unit) => unit.render(fixture.renderer).length === 0).map(({ name }) => `${name}: nothing`),
      )
    },
  },
  {
    rule: 'renders nothing for a foreign network type',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const segments = view.network.segments.map((segment) => ({ ...segment, networkType: 'x-unknown' }))
      const foreign = {
        network: { ...view.network, segments },
        ports: view.ports,
        members: view.members.map((member) => ({ ...member, networkType: 'x-unknown' })),
        population: view.population.map((entry) => ({ ...entry, networkType: 'x-unknown' })),
      }
      return Promise.resolve(
        unitsOf(foreign)
          .filter((unit) => unit.render(fixture.renderer).length > 0)
          .map(({ name }) => `${name} was rendered`),
      )
    },
  },
  {
    rule: 'renders nothing for its own VTEP',
    problems(fixture) {
      const { ownVtep } = fixture
      if (ownVtep === undefined) return Promise.resolve([])
      const view = sampleView(fixture, 1)
      const own = {
        network: view.network,
        ports: [],
        members: view.members.map((member) => ({ ...member, vtep: ownVtep })),
        population: view.population.map((entry) => ({ ...entry, vtep: ownVtep })),
      }
      const endpoint = { host: 'host1', vtep: ownVtep, networkType: fixture.networkType }
      const itself: Unit = { name: 'own endpoint', render: (renderer) => renderer.endpoint?.(endpoint) ?? [] }
      return Promise.resolve(
        [itself, ...unitsOf(own)]
          .filter(({ name }) => !name.startsWith('network '))
          .filter((unit) => unit.render(fixture.renderer).length > 0)
          .map(({ name }) => `${name} was rendered`),
      )
    },
  },
  {
    rule: 'names the device of a port within 15 characters, and attaches that device',
    problems(fixture) {
      const { renderer, host } = fixture
      const { network, ports } = sampleView(fixture, 1)
      const names = ports.map(({ id }) => renderer.deviceName(id))
      const problems = names.filter((name) => !/^[^\s/:]{1,15}$/.test(name)).map((name) => `'${name}' is no link name`)
      if (new Set(names).size < names.length) problems.push('two ports have one device name')
      for (const port of ports) {
        const waits = renderer
          .attachment(port, network)
          .map(({ state }) => host.kinds.get(state.kind)?.waitsFor?.(state))
        if (!waits.includes(renderer.deviceName(port.id)))
          problems.push(`nothing waits for the device of port ${port.id}`)
      }
      return Promise.resolve(problems)
    },
  },
]
