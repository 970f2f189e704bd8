import type { DeviceKind, DeviceState, HostAccess, OneCommand, Step, StepResult } from '@netloom/core'
import type { DeviceKindFixture } from '../../src/conformance/index.ts'

export interface LampState extends DeviceState {
  readonly kind: 'lamp'
  readonly id: string
  readonly colour: string
}

interface Lamp {
  readonly owner: string
  colour: string
}

/** A host whose only tool is `lamp`: what it shows, and what each subcommand does. */
export class LampHost implements HostAccess {
  readonly name = 'host1'
  readonly lamps = new Map<string, Lamp>()

  batch(): Promise<never> {
    return Promise.reject(new Error('there is no batch of lamps'))
  }

  json(): Promise<never> {
    return Promise.reject(new Error('lamps are no links'))
  }

  nft(): Promise<never> {
    return Promise.reject(new Error('lamps have no rules'))
  }

  forgetConnections(): Promise<never> {
    return Promise.reject(new Error('lamps have no connections'))
  }

  run({ argv: [, verb, id = '', word = ''] }: OneCommand): Promise<string> {
    const lamp = this.lamps.get(id)
    if (verb === 'list') {
      const all = [...this.lamps].map(([name, one]) => ({ id: name, ...one }))
      return Promise.resolve(JSON.stringify(id === '' ? all : all.filter((one) => one.id === id)))
    }
    if (verb === 'add') {
      if (lamp !== undefined) return Promise.reject(new Error(`lamp ${id}: File exists`))
      this.lamps.set(id, { owner: word, colour: 'off' })
    } else if (lamp === undefined) return Promise.reject(new Error(`lamp ${id}: No such device`))
    else if (verb === 'del') this.lamps.delete(id)
    else if (word === 'ultraviolet') return Promise.reject(new Error('no such colour'))
    else lamp.colour = word
    return Promise.resolve('')
  }
}

/** Parts that a broken kind has in another way. */
export interface LampParts {
  readonly list: (host: HostAccess, id?: string) => Promise<readonly LampState[]>
  readonly create: (host: HostAccess, state: LampState) => Promise<void>
  readonly replace: (host: HostAccess, state: LampState) => Promise<void>
  readonly remove: (host: HostAccess, state: LampState) => Promise<void>
  readonly kind: (sound: DeviceKind<LampState>) => DeviceKind<LampState>
}

const OWNER = 'netloom'
const lamp = (host: HostAccess, ...words: readonly string[]): Promise<string> => host.run({ argv: ['lamp', ...words] })

export const tolerating = async (reason: RegExp, work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error) || !reason.test(error.message)) throw error
  })
}

export const lampTool = lamp

export const soundParts: LampParts = {
  list: async (host, id) => {
    const all = JSON.parse(await lamp(host, 'list', ...(id === undefined ? [] : [id]))) as readonly (Lamp & LampState)[]
    return all.flatMap((one) =>
      one.owner === OWNER ? [{ kind: 'lamp' as const, id: one.id, colour: one.colour }] : [],
    )
  },
  create: async (host, { id, colour }) => {
    await tolerating(/File exists/, lamp(host, 'add', id, OWNER))
    await lamp(host, 'set', id, colour)
  },
  replace: async (host, { id, colour }) => {
    await lamp(host, 'set', id, colour)
  },
  remove: (host, { id }) => tolerating(/No such/, lamp(host, 'del', id)),
  kind: (sound) => sound,
}

export function lampKind(change: Partial<LampParts> = {}): DeviceKind<LampState> {
  const parts = { ...soundParts, ...change }
  const take = { create: parts.create, replace: parts.replace, remove: parts.remove }
  return parts.kind({
    kind: 'lamp',
    order: 10,
    key: ({ id }) => `lamp ${id}`,
    equal: (desired, actual) => desired.colour === actual.colour,
    parents: () => [],
    commands: () => [],
    describe: ({ op, state }) => [`lamp ${op} ${state.id}`],
    read: async (host, scope) => {
      if (scope?.devices === undefined) return parts.list(host)
      const found = await Promise.all([...scope.devices].map((id) => parts.list(host, id)))
      return found.flat()
    },
    apply: async (steps, host) => {
      const results: StepResult[] = []
      for (const { op, key, state } of steps) results.push(await outcome(key, () => take[op](host, state)))
      return results
    },
  })
}

export async function outcome(key: string, work: () => Promise<void>): Promise<StepResult> {
  try {
    await work()
    return { key }
  } catch (error) {
    return { key, error: error instanceof Error ? error.message : String(error) }
  }
}

export type LampStep = Step<LampState>

export function lampFixture(change: () => Partial<LampParts> = () => ({})): DeviceKindFixture<LampState> {
  const host = new LampHost()
  const state = (index: number, colour = 'red'): LampState => ({ kind: 'lamp', id: `lamp${String(index)}`, colour })
  return {
    make: () => lampKind(change()),
    host,
    state: (index) => state(index),
    changed: (index) => state(index, 'blue'),
    impossible: state(99, 'ultraviolet'),
    plant: () => {
      host.lamps.set('theirs', { owner: 'operator', colour: 'red' })
      return Promise.resolve()
    },
    foreign: () => Promise.resolve(JSON.stringify([...host.lamps].filter(([, { owner }]) => owner !== OWNER))),
    withText: (text) => state(1, text),
    secrets: ['kit-secret'],
  }
}
