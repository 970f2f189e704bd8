import type { HostAccess, ReadScope, SpoofCount, Step, StepResult } from '@netloom/core'
import { GROUPS_DEVICE, guardKey, REASONS, type BridgeGuardState } from './guard-state.ts'
import { cutConnections } from './cut-connections.ts'
import { cutElements } from './cut-elements.ts'
import { lossesOf } from './losses.ts'
import { OldTable } from './old-table.ts'
import { OwnTransactions } from './own-transactions.ts'
import { parseListing, type Listing } from '@netloom/dataplane'
import { readModel } from './read-model.ts'
import { TableModel } from './table-model.ts'
import { OLD_TABLE, tableName } from './table-names.ts'
import { transactionLines } from './transaction.ts'
import { maximalPrefixes } from './maximal-prefixes.ts'
import { plainAddress } from './nft-words.ts'

type GuardStep = Step<BridgeGuardState>

/** What the tables of an agent hold, as they were last listed and as we changed them since. One thing is done at a time. */
export class GuardTables {
  private model: TableModel | undefined
  /** The tables are not as the model says: the next transaction makes them anew. */
  private whole = true
  private has = { bridge: false, inet: false }
  private name: string | undefined
  private readonly old = new OldTable()
  private readonly own = new OwnTransactions()
  private turn: Promise<unknown> = Promise.resolve()

  read(host: HostAccess, scope?: ReadScope): Promise<readonly BridgeGuardState[]> {
    return this.inTurn(async () => {
      const { devices } = scope ?? {}
      if (devices === undefined || devices.has(GROUPS_DEVICE) || this.model === undefined) await this.list(host)
      if (devices === undefined) return this.states()
      return this.states().filter((state) => devices.has(state.part === 'port' ? state.device : GROUPS_DEVICE))
    })
  }

  apply(steps: readonly GuardStep[], host: HostAccess): Promise<readonly StepResult[]> {
    return this.inTurn(async () => {
      if (this.model === undefined) await this.list(host)
      if ((await this.attempt(steps, host)) === undefined) return steps.map(({ key }) => ({ key }))
      // Somebody may have changed what we believed to be there.
      await this.list(host)
      return this.bisect(steps, host)
    })
  }

  async spoofs(host: HostAccess): Promise<readonly SpoofCount[]> {
    const bridge = await listTable(host, 'bridge', tableName(host.agent), [])
    const owners = new Map(
      [...(this.model?.states.all().values() ?? [])].flatMap((state) =>
        state.part === 'port' ? [[`"${state.device}"`, state.owner]] : [],
      ),
    )
    return REASONS.flatMap((reason) =>
      (bridge?.sets.get(`spoofs-${reason}`) ?? []).flatMap(({ key, packets = 0 }) => {
        const portId = owners.get(key)?.slice('port/'.length)
        return portId === undefined || packets === 0 ? [] : [{ portId, what: reason, packets }]
      }),
    )
  }

  /** Whether a table, `bridge x`, is one of these. */
  isOurs(table: string): boolean {
    return this.name !== undefined && table.endsWith(` ${this.name}`)
  }

  /** Whether an event of nftables comes from a transaction of ours. */
  isOwn(event: string): boolean {
    return this.own.isOwn(event)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work)
    this.turn = result.catch(() => undefined)
    return result
  }

  private states(): readonly BridgeGuardState[] {
    const known = [...(this.model?.states.all().values() ?? [])]
    const keys = new Set(known.map(guardKey))
    return [...known, ...this.old.states().filter((state) => !keys.has(guardKey(state)))]
  }

  private async list(host: HostAccess): Promise<void> {
    const table = tableName(host.agent)
    this.name = table
    const [bridge, inet, old] = await Promise.all([
      listTable(host, 'bridge', table),
      listTable(host, 'inet', table),
      listTable(host, 'bridge', OLD_TABLE),
    ])
    const before = this.model
    const { model, whole } = readModel({ bridge, inet }, host.agent)
    if (before !== undefined) keepCovered(before, model)
    this.model = model
    this.whole = whole
    this.has = { bridge: bridge !== undefined, inet: inet !== undefined }
    this.old.replace(old, host.agent)
  }

  /** If the kernel refuses all, halves of it: one that cannot be does not keep the others out. */
  private async bisect(steps: readonly GuardStep[], host: HostAccess): Promise<readonly StepResult[]> {
    const error = await this.attempt(steps, host)
    if (error === undefined) return steps.map(({ key }) => ({ key }))
    const [only] = steps
    if (steps.length === 1 && only !== undefined) return [{ key: only.key, error }]
    const middle = Math.ceil(steps.length / 2)
    return [...(await this.bisect(steps.slice(0, middle), host)), ...(await this.bisect(steps.slice(middle), host))]
  }

  /** All in one transaction of the kernel. Returns what is wrong with it. */
  private async attempt(steps: readonly GuardStep[], host: HostAccess): Promise<string | undefined> {
    const model = (this.model ??= new TableModel(host.agent))
    try {
      for (const { op, state } of steps) {
        if (op === 'remove') model.remove(state)
        else model.put(state)
      }
      const devices = steps.flatMap(({ state }) => (state.part === 'port' ? [state.device] : []))
      const losses = lossesOf(model)
      const lines = [
        ...transactionLines(model, { agent: host.agent, whole: this.whole, has: this.has }),
        ...cutElements(model, losses).map(
          ([set, element]) => `add element inet ${tableName(host.agent)} ${set} { ${element} }`,
        ),
        ...this.old.lines(devices),
      ]
      const cuts = cutConnections(model, losses)
      if (lines.length > 0) await host.nft(`${[...lines, ...this.own.lines(tableName(host.agent))].join('\n')}\n`)
      model.settle()
      // Nobody waits for it: the next port is wired meanwhile.
      for (const filter of cuts) void host.forgetConnections(filter).catch(() => undefined)
      if (lines.length > 0) this.has = { bridge: true, inet: model.hasGroups || (this.has.inet && !this.whole) }
      this.whole = false
      this.old.forget(devices)
      return undefined
    } catch (error) {
      model.undo()
      return error instanceof Error ? error.message : String(error)
    }
  }
}

/** A prefix that another one covers is in no listing: it is there as long as the other one is. */
function keepCovered(before: TableModel, now: TableModel): void {
  for (const state of before.states.all().values()) {
    if (state.part !== 'address' || now.states.get(guardKey(state)) !== undefined) continue
    const plain = plainAddress(state.address)
    if (plain?.text.includes('/') !== true) continue
    const set = now.prefixes.get(`prefixes${String(plain.family)}.${state.group}`)
    if (set !== undefined && !maximalPrefixes(new Set([...set, plain.text])).has(plain.text)) now.put(state)
  }
  now.settle()
}

/** undefined = there is no such table. */
async function listTable(
  host: HostAccess,
  family: string,
  table: string,
  flags: readonly string[] = ['-s'],
): Promise<Listing | undefined> {
  try {
    return parseListing(await host.run({ argv: ['nft', ...flags, '-n', 'list', 'table', family, table] }))
  } catch (error) {
    const said = String(error)
    if (said.includes('No such file or directory') && !said.includes('command')) return undefined
    throw error
  }
}
