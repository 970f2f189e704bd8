import type { AgentRole, FeedItem, Logger, Synced } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import { canonical, deepFreeze } from '../support/same.ts'
import { isThenable } from '../support/within-budget.ts'
import type { AgentRoleFixture, RoleItem, RoleObject } from './agent-role-fixture.ts'
import { CountingView, WatchedTable } from './watched-role-parts.ts'

const EPOCH = 'kit'

/** What one pass led to. */
export interface Pass {
  readonly keys: ReadonlySet<string>
  readonly reports: readonly PortReport[]
}

interface Published {
  rev: number
  readonly items: Map<string, FeedItem>
}

/** A role with a controller before it and a host behind it, both without failures of their own. */
export class RoleStand {
  readonly role: AgentRole
  readonly view: CountingView
  readonly table: WatchedTable
  readonly links: Set<string> = new Set<string>()
  /** Keys whose steps fail, and what the tool says. */
  readonly failing: Map<string, string> = new Map<string, string>()
  /** What the role has logged. */
  readonly lines: string[] = []
  /** What it did against its contract. */
  readonly breaches: string[] = []
  private readonly failed = new Map<string, string>()
  private readonly published = new Map<Topic, Published>()
  private readonly followed = new Set<Topic>()

  constructor(
    fixture: AgentRoleFixture,
    readonly host = 'host1',
  ) {
    const { role, kinds } = fixture
    this.view = new CountingView((topic, key) => role.payload(topic, key))
    this.table = new WatchedTable(new Map(kinds.map((kind) => [kind.kind, kind])))
    const line = (fields: object, message: string): void => {
      this.lines.push(`${message} ${shownFields(fields)}`)
    }
    const logger: Logger = { debug: line, info: line, warn: line, error: line }
    const { view, table, links } = this
    const failure = (key: string): string | undefined => this.failed.get(key)
    this.role = role.create({ host, view, table, links, failure, logger })
  }

  get effort(): number {
    return this.view.effort.calls + this.table.effort.calls
  }

  /** Topics that the controller sends. */
  get topics(): readonly Topic[] {
    return [...this.followed].sort()
  }

  /** As an agent starts: with what its journal has kept, and then with what the controller says. */
  start(journal: readonly RoleItem[] = []): Pass {
    for (const item of journal) this.store(item)
    for (const topic of this.published.keys()) this.tell(topic)
    this.role.base()
    const remembered = new Map([...this.published].map(([topic, { items }]) => [topic, new Set(items.keys())] as const))
    for (const topic of [this.role.root, ...this.role.topics()]) this.followed.add(topic)
    const first = this.sync(new Map([[this.role.root, new Set<string>()], ...remembered]))
    // Of topics that it has never been told of a controller says at least that they are empty.
    for (const topic of this.followed) if (!remembered.has(topic)) this.tell(topic)
    this.checkTopics()
    return first
  }

  /** One commit of the controller. */
  publish(items: readonly RoleItem[]): Pass {
    const touched = new Map<Topic, Set<string>>()
    for (const item of items) {
      const { previous } = this.store(item)
      if (!this.followed.has(item.topic)) continue
      const keys = touched.get(item.topic) ?? new Set()
      touched.set(item.topic, keys)
      const change = { key: item.key, revision: item.revision ?? 1, body: structuredClone(item.body) }
      const cursor = { epoch: EPOCH, rev: this.topic(item.topic).rev }
      const outcome = this.view.apply({ type: 'change', topic: item.topic, previous, cursor, changes: [change] })
      if (outcome.type === 'applied') for (const key of outcome.keys) keys.add(key)
      this.freeze(item.topic)
    }
    const pass = this.sync(touched)
    this.checkTopics()
    return pass
  }

  publishObjects(objects: readonly RoleObject[]): Pass {
    return this.publish(objects.flatMap(({ items }) => items))
  }

  /** Takes objects back, the last item first. */
  withdraw(objects: readonly RoleObject[]): Pass {
    const items = objects.flatMap((object) => object.items.map((item) => ({ ...item, body: null })))
    return this.publish(items.reverse())
  }

  /** The host does what is asked for, but what is `failing`; then ports are judged. */
  settle(keys: Iterable<string> = []): readonly PortReport[] {
    const plan = this.table.plan('all', { present: (link) => this.links.has(link), confirmed: true })
    const results = plan.steps.map(({ key }) => {
      const error = this.failing.get(key)
      return error === undefined ? { key } : { key, error }
    })
    this.failed.clear()
    for (const { step, error } of this.table.settle(plan, results)) this.failed.set(step.key, error)
    return this.report(this.role.portsOf(new Set([...plan.steps.map(({ key }) => key), ...keys])))
  }

  /** Nobody knows any more what failed; what is right is known. */
  forgetFailures(): void {
    this.failed.clear()
  }

  plug(objects: readonly RoleObject[]): void {
    for (const { links = [] } of objects) for (const link of links) this.links.add(link)
  }

  /** The link goes, as an agent follows it. */
  unplug(link: string): readonly PortReport[] {
    const port = this.role.portOfDevice(link)
    this.links.delete(link)
    const keys = this.table.forget(link)
    return this.report([...(port === undefined ? [] : [port]), ...this.role.portsOf(new Set(keys))])
  }

  /** What is wanted of the host: key → state and cause, as text. */
  wanted(): ReadonlyMap<string, string> {
    const all = [...this.table.keys()].flatMap((key) => {
      const explained = this.table.explain(key)
      return explained?.desired === undefined ? [] : [[key, canonical([explained.desired, explained.cause])] as const]
    })
    return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  private sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Pass {
    const before = this.wanted()
    const synced: Synced = this.role.sync(items)
    if (isThenable(synced)) this.breaches.push('sync() returns a promise')
    this.checkKeys(before, synced.keys)
    const reports = this.report([...synced.ports, ...this.role.portsOf(synced.keys)], synced.changedPorts)
    const keys = new Set(synced.keys)
    for (const topic of synced.end) {
      if (!this.followed.delete(topic)) this.breaches.push(`it ends to follow ${topic}, which it did not follow`)
      if (this.view.keys(topic).length > 0)
        this.breaches.push(`it keeps the items of ${topic}, which it follows no more`)
    }
    const more: Pass[] = []
    for (const topic of synced.begin) {
      if (this.followed.has(topic)) this.breaches.push(`it begins to follow ${topic} a second time`)
      this.followed.add(topic)
      more.push(this.sync(new Map([[topic, this.tell(topic)]])))
    }
    for (const one of more) for (const key of one.keys) keys.add(key)
    return { keys, reports: [...reports, ...more.flatMap((one) => one.reports)] }
  }

  private report(ports: Iterable<string>, changedPorts?: ReadonlySet<string>): readonly PortReport[] {
    return this.role.changedReports(new Set(ports), changedPorts)
  }

  private checkKeys(before: ReadonlyMap<string, string>, keys: ReadonlySet<string>): void {
    const after = this.wanted()
    const stateOf = (text: string | undefined): string => (text === undefined ? '' : canonical(firstOf(text)))
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      if (stateOf(before.get(key)) !== stateOf(after.get(key)) && !keys.has(key))
        this.breaches.push(`it does not say that ${key} has changed: nobody will make it so`)
    }
  }

  private checkTopics(): void {
    const said = new Set([this.role.root, ...this.role.topics()])
    for (const topic of this.followed) {
      if (!said.has(topic)) this.breaches.push(`topics() lacks ${topic}, which it has begun to follow`)
      if (topic !== this.role.root && !this.role.includes(topic)) this.breaches.push(`includes() denies ${topic}`)
    }
    for (const topic of said) if (!this.followed.has(topic)) this.breaches.push(`topics() has ${topic}, never begun`)
  }

  /** The whole topic, as a controller tells it first. Returns the keys that changed. */
  private tell(topic: Topic): ReadonlySet<string> {
    const { rev, items } = this.topic(topic)
    const outcome = this.view.apply({
      ...{ type: 'snapshot', topic, cursor: { epoch: EPOCH, rev } },
      items: [...items.values()].map((item) => structuredClone(item)),
    })
    this.freeze(topic)
    return new Set(outcome.type === 'applied' ? outcome.keys : [])
  }

  private store({ topic, key, body, revision = 1 }: RoleItem): { readonly previous: number } {
    const known = this.topic(topic)
    const previous = known.rev
    known.rev += 1
    if (body === null) known.items.delete(key)
    else known.items.set(key, { key, revision, body })
    return { previous }
  }

  private topic(topic: Topic): Published {
    const known = this.published.get(topic) ?? { rev: 1, items: new Map<string, FeedItem>() }
    this.published.set(topic, known)
    return known
  }

  /** A role that writes into an item changes what its agent knows. */
  private freeze(topic: Topic): void {
    const calls = this.view.effort.calls
    for (const key of this.view.keys(topic)) deepFreeze(this.view.item(topic, key)?.body)
    this.view.effort.calls = calls
  }
}

const firstOf = (text: string): unknown => (JSON.parse(text) as readonly unknown[])[0]

function shownFields(fields: object): string {
  const shown = Object.values(fields).map((value: unknown) =>
    value instanceof Error ? `${value.message} ${String(value.stack)}` : JSON.stringify(value),
  )
  return shown.join(' ')
}
