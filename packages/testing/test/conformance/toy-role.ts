import {
  type AgentRole,
  type Desired,
  type DeviceKind,
  type DeviceState,
  type PassageAnswer,
  type PassageQuestion,
  payloadsOf,
  type RoleContext,
  type RoleDescription,
  type Synced,
} from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import { z } from 'zod'
import type { AgentRoleFixture, RoleObject } from '../../src/conformance/index.ts'

export interface ToyState extends DeviceState {
  readonly kind: 'toy-zone' | 'toy-tap'
  readonly name: string
  readonly owner: string
  readonly value: string
}

export const toyKind = (kind: ToyState['kind']): DeviceKind<ToyState> => ({
  kind,
  order: kind === 'toy-zone' ? 10 : 20,
  key: ({ name }) => `${kind} ${name}`,
  equal: (desired, actual) => desired.value === actual.value,
  parents: () => [],
  ...(kind === 'toy-tap' && { waitsFor: ({ name }: ToyState) => name }),
  commands: () => [],
  read: () => Promise.resolve([]),
})

const tapItem = z.object({ id: z.string(), zone: z.string(), colour: z.string(), password: z.string() })
const zoneItem = z.object({ id: z.string(), size: z.number() })
const payload = payloadsOf({
  toy: { payloads: { 'tap/': tapItem } },
  'toy-zone': { payloads: { zone: zoneItem } },
})

const rootOf = (host: string): Topic => `toy/${host}`
const zoneTopic = (zone: string): Topic => `toy-zone/${zone}`

/** A sound role to break: taps of a host, and the zones that they lead to. */
export class ToyRole implements AgentRole {
  readonly root: Topic
  readonly entity: string = 'TOY'
  /** Zone of each tap. */
  readonly zones = new Map<string, string>()
  readonly told = new Map<string, string>()
  /** No packet passes it. */
  declare tracePassage?: (question: PassageQuestion) => PassageAnswer

  constructor(readonly context: RoleContext) {
    this.root = rootOf(context.host)
  }

  base(): readonly string[] {
    return []
  }

  topics(): readonly Topic[] {
    return [...new Set(this.zones.values())].map(zoneTopic)
  }

  includes(topic: Topic): boolean {
    return this.topics().includes(topic)
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const taps = items.get(this.root) ?? new Set<string>()
    const before = new Set(this.topics())
    for (const key of taps) this.follow(key)
    const after = new Set(this.topics())
    const keys = new Set([...taps].flatMap((key) => this.renderTap(key)))
    for (const topic of new Set([...items.keys(), ...before])) {
      if (topic === this.root) continue
      if (after.has(topic)) {
        if (items.get(topic)?.has('zone') === true) for (const key of this.renderZone(topic)) keys.add(key)
        continue
      }
      for (const key of this.context.table.drop(topic)) keys.add(key)
      this.context.view.drop(topic)
    }
    const ids = new Set([...taps].map(idOf))
    return {
      ...{ keys, ports: ids, changedPorts: ids },
      begin: [...after].filter((topic) => !before.has(topic)),
      end: [...before].filter((topic) => !after.has(topic)),
    }
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    for (const key of keys) {
      for (const unit of this.context.table.unitsOf(key)) {
        if (unit.startsWith('tap/')) yield idOf(unit)
        else for (const [id, zone] of this.zones) if (zoneTopic(zone) === unit) yield id
      }
    }
  }

  portOfDevice(device: string): string | undefined {
    return this.zones.has(device) ? device : undefined
  }

  changedReports(ids: Iterable<string>, changedPorts: ReadonlySet<string> = new Set()): readonly PortReport[] {
    return [...ids].flatMap((id) => {
      const report = this.report(id)
      const text = JSON.stringify(report)
      if (report === undefined) this.told.delete(id)
      if (report === undefined || (this.told.get(id) === text && !changedPorts.has(id))) return []
      this.told.set(id, text)
      return [report]
    })
  }

  readyPorts(): readonly string[] {
    return this.allReports().flatMap(({ portId, state }) => (state === 'up' ? [portId] : []))
  }

  allReports(): readonly PortReport[] {
    return [...this.zones.keys()].flatMap((id) => this.report(id) ?? [])
  }

  report(portId: string): PortReport | undefined {
    const zone = this.zones.get(portId)
    if (zone === undefined) return undefined
    const { table, failure, links } = this.context
    if (!links.has(portId)) return { portId, state: 'down' }
    const keys = [...table.keysOf(`tap/${portId}`), ...table.keysOf(zoneTopic(zone))]
    const error = keys.map(failure).find((text) => text !== undefined)
    if (error !== undefined) return { portId, state: 'down', error }
    return { portId, state: keys.length > 1 && keys.every((key) => table.isRight(key)) ? 'up' : 'building' }
  }

  follow(key: string): void {
    const item = this.context.view.item(this.root, key)
    if (item === undefined) this.zones.delete(idOf(key))
    else if (item.body !== undefined) this.zones.set(idOf(key), (item.body as z.infer<typeof tapItem>).zone)
  }

  renderTap(key: string): readonly string[] {
    const { view, table, host, logger } = this.context
    const item = view.item(this.root, key)
    if (item === undefined) return table.drop(key)
    if (item.body === undefined) return []
    const { id, colour } = item.body as z.infer<typeof tapItem>
    if (colour === 'none') {
      logger.warn({ key }, 'no colour for a tap; keeping what it had')
      return []
    }
    const cause = { object: key, revision: item.revision, rule: 'tap of a zone' }
    return table.set(key, [wanted({ kind: 'toy-tap', name: id, owner: host, value: colour }, cause)])
  }

  renderZone(topic: Topic): readonly string[] {
    const { view, table, host } = this.context
    const item = view.item(topic, 'zone')
    if (item === undefined) return table.drop(topic)
    if (item.body === undefined) return []
    const { id, size } = item.body as z.infer<typeof zoneItem>
    const cause = { object: topic, revision: item.revision, rule: 'zone of a tap' }
    return table.set(topic, [wanted({ kind: 'toy-zone', name: id, owner: host, value: String(size) }, cause)])
  }
}

export const wanted = (state: ToyState, cause: Desired['cause']): Desired => ({ state, cause })
export const idOf = (key: string): string => key.slice(key.indexOf('/') + 1)

/** What a broken one does in another way. */
export interface ToyRoleOptions {
  readonly description?: Partial<RoleDescription>
  /** What it stands on, seen through its flaw. */
  readonly context?: (context: RoleContext) => RoleContext
  readonly role?: (context: RoleContext) => AgentRole
}

export const PASSWORD = 'kit-secret-of-a-tap'

function toyObject(index: number, host: string, colour = 'red'): RoleObject {
  const id = `t${String(index)}-${host}`
  const zone = `z${String(index)}-${host}`
  const tap = (shade: string): RoleObject['changed'] => ({
    ...{ topic: rootOf(host), key: `tap/${id}` },
    body: { id, zone, colour: shade, password: PASSWORD },
  })
  return {
    items: [
      tap(colour === 'none' ? colour : `${colour}${String(index)}`),
      { topic: zoneTopic(zone), key: 'zone', body: { id: zone, size: index } },
    ],
    ids: [id],
    links: [id],
    changed: tap(`blue${String(index)}`),
  }
}

export function toyRoleFixture(options: ToyRoleOptions = {}): AgentRoleFixture {
  return {
    role: {
      agentType: 'Toy agent',
      binary: 'toy-agent',
      configurations: {},
      payload,
      create: (given) => {
        const context = options.context?.(given) ?? given
        return options.role?.(context) ?? new ToyRole(context)
      },
      ...options.description,
    },
    kinds: [toyKind('toy-zone'), toyKind('toy-tap')],
    entity: 'TOY',
    object: (index, host) => toyObject(index, host),
    poison: (host) => toyObject(99, host, 'none'),
    isMarked: (state) => (state as ToyState).owner !== '',
    secrets: [PASSWORD],
  }
}
