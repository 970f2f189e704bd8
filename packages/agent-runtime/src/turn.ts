import { type Drift, driftSize } from './desired/drift.ts'
import type { Plan } from './desired/plan.ts'
import type { StepResult } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import type { AgentState } from './agent-state.ts'
import type { Work } from './inbox.ts'

/** What a turn leads to outside. */
export interface TurnResult {
  readonly begin: readonly Topic[]
  readonly end: readonly Topic[]
  readonly news: readonly PortReport[]
  /** The host could not be read; what was to be read is still to be read. */
  readonly unread: boolean
}

interface Look {
  readonly drift: Drift
  readonly keys: readonly string[]
  readonly links: readonly string[]
  readonly failed: boolean
}

interface FailedKey {
  readonly key: string
  readonly error: string
}

const NOTHING: Look = { drift: { missing: [], extra: [], changed: [] }, keys: [], links: [], failed: false }

/** One turn: follow the view, look at the host where it was touched, plan, apply, judge the ports. */
export async function runTurn(parts: AgentState, work: Work, confirmed: boolean): Promise<TurnResult> {
  const { table, links, role } = parts
  const synced = role.sync(work.items)
  const seen = await look(parts, work.read)
  const drifted = noteUndone(parts, seen.drift)
  const keys = table.withGuards([...work.keys, ...synced.keys, ...seen.keys.filter((key) => !isHeld(parts, key))])
  const plan = table.plan(keys, { present: (link) => links.has(link), confirmed })
  links.await(plan.waiting)
  const failed = await carryOut(parts, plan)
  settleRetries(parts, keys, failed)
  noteRepairs(parts, plan, failed, drifted)
  noteDrift(parts, work, seen.drift, plan, failed)
  const judged = new Set([
    ...work.ports,
    ...synced.ports,
    ...role.portsOf(new Set([...keys, ...seen.keys])),
    ...portsOfLinks(parts, seen.links),
  ])
  return {
    begin: synced.begin,
    end: synced.end,
    news: role.changedReports(judged, synced.changedPorts),
    unread: seen.failed,
  }
}

async function look({ host, table, links, logger }: AgentState, read: Work['read']): Promise<Look> {
  if (read !== 'all' && read.size === 0) return NOTHING
  try {
    const changed = read === 'all' ? links.replace(await host.links()) : []
    const actual = await host.read(read === 'all' ? undefined : { devices: read })
    return { ...table.observe(actual, read === 'all' ? undefined : read), links: changed, failed: false }
  } catch (error) {
    logger.error({ err: error, host: host.name }, 'the host cannot be read; trying again')
    return { ...NOTHING, failed: true }
  }
}

async function carryOut({ host, table, logger }: AgentState, plan: Plan): Promise<readonly FailedKey[]> {
  if (plan.steps.length === 0) return []
  let results: readonly StepResult[]
  try {
    results = await host.apply(plan.steps)
  } catch (error) {
    results = plan.steps.map(({ key }) => ({ key, error: String(error) }))
  }
  const failed = table.settle(plan, results).map(({ step, error }) => ({ key: step.key, error, cause: step.cause }))
  if (failed.length > 0) {
    const fields = { failed: failed.length, steps: plan.steps.length, first: failed.slice(0, 5) }
    logger.warn(fields, 'steps failed; they will be tried again')
  }
  return failed
}

/** What drifted, and whose repairs do not last. Returns the keys. */
function noteUndone({ table, damper }: AgentState, { missing, changed, extra }: Drift): ReadonlySet<string> {
  const drifted = new Set([...missing, ...changed, ...extra].map(({ key }) => key))
  for (const [device, keys] of byDevice(table, drifted)) damper.drifted(device, keys)
  return drifted
}

function isHeld({ table, damper }: AgentState, key: string): boolean {
  const device = table.deviceOf(key)
  return device !== undefined && damper.holds(device)
}

function noteRepairs(
  { table, damper }: AgentState,
  { steps }: Plan,
  failed: readonly FailedKey[],
  drifted: ReadonlySet<string>,
): void {
  const broken = new Set(failed.map(({ key }) => key))
  const done = steps.flatMap(({ key }) => (broken.has(key) ? [] : [key]))
  for (const [device, keys] of byDevice(table, done)) {
    const repairs = keys.filter((key) => drifted.has(key) || damper.knows(device, key))
    if (repairs.length > 0) damper.repaired(device, repairs)
  }
}

function byDevice(table: AgentState['table'], keys: Iterable<string>): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const device = table.deviceOf(key) ?? secondWord(key)
    const group = groups.get(device)
    if (group === undefined) groups.set(device, [key])
    else group.push(key)
  }
  return groups
}

/** Of what is gone only the key is left; by convention its device stands second. */
const secondWord = (key: string): string => key.split(' ')[1] ?? key

function settleRetries(
  { table, retries, logger }: AgentState,
  keys: ReadonlySet<string>,
  failed: readonly FailedKey[],
): void {
  for (const key of keys) {
    if (table.isRight(key)) retries.succeeded(key)
    if (table.isContested(key))
      logger.warn({ key, units: table.unitsOf(key) }, 'conflicting desired states for one device')
  }
  for (const { key, error } of failed) retries.failed(key, error)
}

function noteDrift(
  { audits, clock, logger, damper, table }: AgentState,
  work: Work,
  drift: Drift,
  plan: Plan,
  failed: readonly FailedKey[],
): void {
  // A port whose link was taken away by its owner is unplugged, not damaged.
  const real = { ...drift, missing: drift.missing.filter(({ key }) => !plan.waiting.has(key)) }
  if (driftSize(real) === 0) return
  const found = new Set([...real.missing, ...real.changed, ...real.extra].map(({ key }) => key))
  const broken = failed.filter(({ key }) => found.has(key))
  const repaired = plan.steps.filter(({ key }) => found.has(key)).length - broken.length
  const scope = work.read === 'all' ? ('all' as const) : [...work.read]
  audits.add({ at: clock.date().toISOString(), scope, drift: real, repaired, failed: broken })
  // Of a device whose repairs do not last it has been said so, once.
  const isNews = [...found].some((key) => !damper.isTold(table.deviceOf(key) ?? secondWord(key)))
  if (!isNews) return
  const { missing, changed, extra } = real
  logger.warn(
    { missing: missing.length, changed: changed.length, extra: extra.length, repaired, first: [...found].slice(0, 5) },
    'drift detected and repaired',
  )
}

function* portsOfLinks({ role }: AgentState, links: readonly string[]): Iterable<string> {
  for (const link of links) {
    const port = role.portOfDevice(link)
    if (port !== undefined) yield port
  }
}
