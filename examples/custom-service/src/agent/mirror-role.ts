import { createHash } from 'node:crypto'
import {
  type AgentRole,
  type Desired,
  payloadsOf,
  type RoleContext,
  type RoleDescription,
  type Synced,
} from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import { MIRROR_AGENT, MIRROR_ENTITY, type MirrorItem, mirrorsTopic, mirrorTopics } from '../mirror-topics.ts'
import type { MirrorState } from './mirror-state.ts'
import { tapName } from './tap-name.ts'

/** First bytes of the cookies of one agent's filters. */
export const ownerOf = (agent: string): string => createHash('sha256').update(agent).digest('hex').slice(0, 8)

/** The agent of one host: the mirrors that the controller has put there, each as one or two filters. */
export const mirrorRole = (owner: string): RoleDescription => ({
  agentType: MIRROR_AGENT,
  binary: 'netloom-mirror-agent',
  configurations: {},
  payload: payloadsOf(mirrorTopics),
  create: (context) => new MirrorRole(context, owner),
})

type State = PortReport['state']

class MirrorRole implements AgentRole {
  readonly root: Topic
  readonly entity: string = MIRROR_ENTITY
  /** What the controller has been told of each mirror. */
  private readonly told = new Map<string, string>()

  constructor(
    private readonly context: RoleContext,
    private readonly owner: string,
  ) {
    this.root = mirrorsTopic(context.host)
  }

  base(): readonly string[] {
    return []
  }

  topics(): readonly Topic[] {
    return []
  }

  includes(): boolean {
    return false
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const keys = new Set<string>()
    const ids = new Set<string>()
    for (const itemKey of items.get(this.root) ?? []) {
      ids.add(idOf(itemKey))
      for (const key of this.render(itemKey)) keys.add(key)
    }
    return { keys, ports: ids, changedPorts: ids, begin: [], end: [] }
  }

  *portsOf(keys: ReadonlySet<string>): Iterable<string> {
    for (const unit of new Set([...keys].flatMap((key) => this.context.table.unitsOf(key)))) yield idOf(unit)
  }

  portOfDevice(): undefined {
    return undefined
  }

  changedReports(ids: Iterable<string>, changedPorts: ReadonlySet<string> = new Set()): readonly PortReport[] {
    const news: PortReport[] = []
    for (const id of new Set(ids)) {
      const report = this.report(id)
      const text = JSON.stringify(report)
      if (report === undefined) this.told.delete(id)
      else if (changedPorts.has(id) || this.told.get(id) !== text) {
        this.told.set(id, text)
        news.push(report)
      }
    }
    return news
  }

  readyPorts(): readonly string[] {
    return this.allReports().flatMap(({ portId, state }) => (state === 'up' ? [portId] : []))
  }

  allReports(): readonly PortReport[] {
    return this.context.view.keys(this.root).flatMap((key) => this.report(idOf(key)) ?? [])
  }

  /** Undefined = there is no such mirror here (any more). */
  private report(id: string): PortReport | undefined {
    const { view, table, failure } = this.context
    const unit = `mirror/${id}`
    if (view.item(this.root, unit) === undefined) return undefined
    const keys = table.keysOf(unit)
    const error = keys.map(failure).find((text) => text !== undefined)
    if (error !== undefined) return { portId: id, state: 'down', error }
    const state: State = keys.length > 0 && keys.every((key) => table.isRight(key)) ? 'up' : 'building'
    return { portId: id, state }
  }

  private render(itemKey: string): readonly string[] {
    const item = this.context.view.item(this.root, itemKey)
    if (item === undefined) return this.context.table.drop(itemKey)
    // One that this version cannot read keeps what it has.
    if (item.body === undefined) return []
    const { id, sourcePortId, targetPortId, direction } = item.body as MirrorItem
    const cause = { object: itemKey, revision: item.revision, rule: `mirror ${direction} of port ${sourcePortId}` }
    const hooks =
      direction === 'both' ? (['ingress', 'egress'] as const) : ([direction === 'in' ? 'egress' : 'ingress'] as const)
    const desired = hooks.map((hook): Desired<MirrorState> => ({
      state: {
        kind: 'port-mirror',
        device: tapName(sourcePortId),
        target: tapName(targetPortId),
        hook,
        cookie: this.owner + id.replaceAll('-', '').slice(0, 24),
      },
      cause,
    }))
    return this.context.table.set(itemKey, desired)
  }
}

const idOf = (itemKey: string): string => itemKey.slice('mirror/'.length)
