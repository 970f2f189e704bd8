import type { Command, DeviceKind, DeviceState, HostEvent, Step } from '@netloom/core'

/**
 * Tables of one simulated host. What needs what comes from the pure half of the kinds: parents, the link a state waits for,
 * and the links that its commands add and delete.
 */
export class SimulatedKernel {
  readonly links: Set<string> = new Set(['lo'])
  private readonly states = new Map<string, DeviceState>()
  /** Whose each state is; one that was planted by hand is whoever's asks. */
  private readonly agents = new Map<string, string>()
  /** Kinds that have had children here: only their removal needs a look at everything. */
  private readonly parentKinds = new Set<string>()

  constructor(private kinds: ReadonlyMap<string, DeviceKind>) {}

  /** An agent with these kinds works here, too. */
  admit(kinds: ReadonlyMap<string, DeviceKind>): void {
    if (kinds !== this.kinds) this.kinds = new Map([...this.kinds, ...kinds])
  }

  /** What bears the mark of the agent, or of none. */
  list(agent: string, devices?: ReadonlySet<string>): readonly DeviceState[] {
    const own = [...this.states].filter(([key]) => (this.agents.get(key) ?? agent) === agent)
    return own.filter(([key]) => devices?.has(deviceOf(key)) ?? true).map(([, state]) => state)
  }

  /** Events that the step causes, or why it fails. */
  apply(step: Step, agent: string): readonly HostEvent[] | string {
    const other = this.agents.get(step.key)
    if (other !== undefined && other !== agent)
      return step.op === 'remove' ? [] : `${deviceOf(step.key)} belongs to somebody else: it has the mark of ${other}`
    const kind = this.kinds.get(step.state.kind)
    if (kind === undefined) return `no kind of device called ${step.state.kind}`
    let commands: readonly Command[]
    try {
      commands = kind.commands(step)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    if (step.op === 'remove') return this.drop(step.key, commands)
    const problem = this.problem(kind, step.state)
    if (problem !== undefined) return problem
    const recreated = linkOf(commands, 'del')
    const events: HostEvent[] = []
    if (recreated !== undefined) events.push(...this.drop(step.key, commands), { type: 'touched', device: recreated })
    const added = linkOf(commands, 'add')
    if (added !== undefined) events.push(...this.addLink(added))
    for (const parent of kind.parents(step.state)) this.parentKinds.add(kindOf(parent))
    this.states.set(step.key, step.state)
    this.agents.set(step.key, agent)
    return events
  }

  addLink(device: string): readonly HostEvent[] {
    if (this.links.has(device)) return []
    this.links.add(device)
    return [{ type: 'link-added', device }]
  }

  removeLink(device: string): readonly HostEvent[] {
    if (!this.links.delete(device)) return []
    for (const [key, state] of this.states) {
      const kind = this.kinds.get(state.kind)
      const made = kind === undefined ? undefined : linkOf(commandsOf(kind, key, state), 'del')
      if (kind?.waitsFor?.(state) === device || made === device) this.forget(key)
    }
    return [
      { type: 'link-removed', device },
      { type: 'touched', device },
    ]
  }

  steal(key: string): readonly HostEvent[] {
    const state = this.states.get(key)
    const kind = state === undefined ? undefined : this.kinds.get(state.kind)
    if (state === undefined || kind === undefined) return []
    return [...this.drop(key, commandsOf(kind, key, state)), { type: 'touched', device: deviceOf(key) }]
  }

  plant(state: DeviceState): readonly HostEvent[] {
    const kind = this.kinds.get(state.kind)
    if (kind === undefined) return []
    const key = kind.key(state)
    for (const parent of kind.parents(state)) this.parentKinds.add(kindOf(parent))
    this.states.set(key, state)
    return [{ type: 'touched', device: deviceOf(key) }]
  }

  private problem(kind: DeviceKind, state: DeviceState): string | undefined {
    const link = kind.waitsFor?.(state)
    if (link !== undefined && !this.links.has(link)) return `Cannot find device "${link}"`
    const parents = kind.parents(state)
    if (parents.length === 0 || parents.some((parent) => this.states.has(parent))) return undefined
    return `Cannot find device of ${kind.key(state)}: none of ${parents.join(', ')}`
  }

  private drop(key: string, commands: readonly Command[]): readonly HostEvent[] {
    this.forget(key)
    const device = linkOf(commands, 'del')
    if (device === undefined || !this.links.delete(device)) return []
    return [{ type: 'link-removed', device }]
  }

  /** Forgets a state and all that goes with it. Parents go rarely, so an index of children would cost more than it saves. */
  private forget(key: string): void {
    this.agents.delete(key)
    if (!this.states.delete(key) || !this.parentKinds.has(kindOf(key))) return
    for (const [child, state] of this.states) {
      if (this.kinds.get(state.kind)?.parents(state).includes(key) === true) this.forget(child)
    }
  }
}

/** By convention of the kinds a key is `<kind> <device> …`. */
const deviceOf = (key: string): string => key.split(' ')[1] ?? ''

const kindOf = (key: string): string => key.slice(0, key.indexOf(' '))

const CAUSE = { object: 'hand', revision: 0, rule: 'by hand' }

function commandsOf(kind: DeviceKind, key: string, state: DeviceState): readonly Command[] {
  try {
    return kind.commands({ op: 'remove', key, state, cause: CAUSE })
  } catch {
    return []
  }
}

/** The link that `ip link add` or `ip link del` among the commands is about. */
function linkOf(commands: readonly Command[], verb: 'add' | 'del'): string | undefined {
  const found = commands.find(({ tool, args }) => tool === 'ip' && args[0] === 'link' && args[1] === verb)
  return found?.args[3]
}
