import type { FlowAction } from '../flow/flow-action.ts'
import type { ResolvedAction } from '../openflow/resolved-flow.ts'
import type { FloodInto, OvsFloodState } from '../states/ovs-flood-state.ts'
import { portNumber } from './resolve-flow.ts'
import type { SwitchNames } from './switch-names.ts'
import { uuidOfWord, wordOfUuid } from './uuid-word.ts'

/** How many low bits of register 7 a branch writes; the others belong to where the packet came from. */
export const FLAG_BITS = 5

type IntoPort = Extract<FloodInto, { readonly flags: number }>
type IntoRemote = Extract<FloodInto, { readonly remoteId: string }>
type RemoteBranch = Branch & { readonly actions: readonly (FlowAction & ResolvedAction)[] }

/** One of the ends of a flood flow. Two branches of the same port, or of the same remote, are one. */
export interface Branch {
  readonly to: { readonly number: number } | { readonly remoteId: string }
  readonly into?: FloodInto
  readonly actions: readonly ResolvedAction[]
}

/** What tells a branch from the others of its flow. */
export const branchId = ({ to }: Branch): string => ('number' in to ? `#${String(to.number)}` : to.remoteId)

/** What tells the states of one flow from each other: name of the port, or the remote. */
export const branchName = ({ port, into }: Pick<OvsFloodState, 'port' | 'into'>): string =>
  into !== undefined && 'remoteId' in into ? into.remoteId : port

/** @throws {UnknownPortError} */
export function branchOf({ bridge, port, into }: OvsFloodState, names: SwitchNames): Branch {
  if (into !== undefined && 'remoteId' in into) return remoteBranch(into)
  return portBranch(portNumber(bridge, port, names), into)
}

/** Ports by number, then remotes: the same branches make the same flow. */
export function compareBranches({ to: a }: Branch, { to: b }: Branch): number {
  if ('number' in a) return 'number' in b ? a.number - b.number : -1
  return 'number' in b ? 1 : a.remoteId < b.remoteId ? -1 : 1
}

/** The branches at the end of a flow, and what it does before. */
export function floodParts(actions: readonly ResolvedAction[]): {
  readonly before: readonly ResolvedAction[]
  readonly branches: readonly Branch[]
} {
  const branches = new Map<string, Branch>()
  let end = actions.length
  for (let branch = lastBranch(actions, end); branch !== undefined; branch = lastBranch(actions, end)) {
    branches.set(branchId(branch), branch)
    end -= branch.actions.length
  }
  return { before: actions.slice(0, end), branches: [...branches.values()].reverse() }
}

function portBranch(number: number, into?: IntoPort): Branch {
  if (into === undefined) return { to: { number }, actions: [{ type: 'output', port: number }] }
  const actions: readonly ResolvedAction[] = [
    { type: 'load', field: 'reg5', value: number },
    { type: 'load', field: 'reg7', value: into.flags, bits: FLAG_BITS },
    { type: 'resubmit', table: into.table },
  ]
  return { to: { number }, into, actions }
}

/** A branch as it is wanted, with names for numbers. Pure. */
export function namedBranch({ port, into }: Pick<OvsFloodState, 'port' | 'into'>): readonly FlowAction[] {
  if (into === undefined) return [{ type: 'output', port }]
  if ('remoteId' in into) return remoteBranch(into).actions
  return [
    { type: 'load', field: 'reg5', value: { port } },
    { type: 'load', field: 'reg7', value: into.flags, bits: FLAG_BITS },
    { type: 'resubmit', table: into.table },
  ]
}

function remoteBranch(into: IntoRemote): RemoteBranch {
  const { remoteId, table } = into
  const actions = [
    { type: 'set-field', field: 'xxreg2', value: wordOfUuid(remoteId) },
    { type: 'resubmit', table },
  ] as const
  return { to: { remoteId }, into, actions }
}

function lastBranch(actions: readonly ResolvedAction[], end: number): Branch | undefined {
  const [last, second, third] = [actions[end - 1], actions[end - 2], actions[end - 3]]
  if (last?.type === 'output') return portBranch(last.port)
  if (last?.type !== 'resubmit' || second === undefined) return undefined
  const { table } = last
  if (second.type === 'set-field' && second.field === 'xxreg2')
    return remoteBranch({ table, remoteId: uuidOfWord(String(second.value)) })
  if (second.type !== 'load' || second.field !== 'reg7' || second.bits !== FLAG_BITS || second.at !== undefined)
    return undefined
  if (third?.type !== 'load' || third.field !== 'reg5' || third.bits !== undefined) return undefined
  return portBranch(third.value, { table, flags: second.value })
}
