import type { DeviceKind, HostAccess, ReadScope, Step, StepResult } from '@netloom/core'
import type { MirrorState } from './mirror-state.ts'
import { filtersIn, type TcFilter } from './tc-filters.ts'

/** Place of our filters among those of a device; others have others. */
const PREF = '19785'
const HOOKS = ['ingress', 'egress'] as const
/** Of a qdisc that is there, and of a device that is gone with all that it had. */
const THERE = /Exclusivity flag on|File exists/
const GONE = /Cannot find device|No such device/

/**
 * `tc` filters that copy frames: all frames of one direction, and on to the filters behind. `owner` = the first bytes of
 * their cookies: filters of others, another agent's too, are never touched.
 */
export const mirrorKind = (owner: string): DeviceKind<MirrorState> => ({
  kind: 'port-mirror',
  order: 80,
  key: ({ device, hook, target, cookie }) => `port-mirror ${device} ${hook} ${target} ${cookie}`,
  equal: () => true,
  parents: () => [],
  // A hypervisor makes and removes the device; until it is there the mirror waits.
  waitsFor: ({ device }) => device,
  commands: () => [],
  describe: ({ op, state }) =>
    op === 'remove'
      ? [`tc filter del dev ${state.device} ${state.hook} pref ${PREF} handle … u32`]
      : [`tc qdisc add dev ${state.device} clsact`, `tc ${addWords(state).join(' ')}`],
  read: (host, scope) => read(host, owner, scope),
  apply: (steps, host) => apply(steps, host),
})

const addWords = ({ device, hook, target, cookie }: MirrorState): readonly string[] => [
  ...['filter', 'add', 'dev', device, hook, 'protocol', 'all', 'pref', PREF],
  ...['u32', 'match', 'u32', '0', '0'],
  // `continue`: what comes behind (another mirror, a rate limit) has its turn.
  ...['action', 'mirred', 'egress', 'mirror', 'dev', target, 'continue', 'cookie', cookie],
]

const tc = (host: HostAccess, words: readonly string[]): Promise<string> => host.run({ argv: ['tc', ...words] })

async function read(host: HostAccess, owner: string, scope?: ReadScope): Promise<readonly MirrorState[]> {
  const states: MirrorState[] = []
  const qdiscs = JSON.parse(await tc(host, ['-j', 'qdisc', 'show'])) as readonly { kind: string; dev?: string }[]
  for (const { kind, dev: device } of qdiscs) {
    if (kind !== 'clsact' || device === undefined || scope?.devices?.has(device) === false) continue
    for (const hook of HOOKS) {
      for (const { cookie, target } of await filters(host, device, hook)) {
        if (cookie.startsWith(owner)) states.push({ kind: 'port-mirror', device, target, hook, cookie })
      }
    }
  }
  return states
}

async function apply(steps: readonly Step<MirrorState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const { op, key, state } of steps) {
    try {
      await (op === 'remove' ? remove(host, state) : add(host, state))
      results.push({ key })
    } catch (error) {
      results.push({ key, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return results
}

async function add(host: HostAccess, state: MirrorState): Promise<void> {
  await tolerating(THERE, () => tc(host, ['qdisc', 'add', 'dev', state.device, 'clsact']))
  // One that points to a device that is gone, say.
  await remove(host, state)
  await tc(host, addWords(state))
}

async function remove(host: HostAccess, { device, hook, cookie }: MirrorState): Promise<void> {
  for (const { handle } of (await filters(host, device, hook)).filter((one) => one.cookie === cookie))
    await tc(host, ['filter', 'del', 'dev', device, hook, 'pref', PREF, 'handle', handle, 'u32'])
}

async function filters(host: HostAccess, device: string, hook: string): Promise<readonly TcFilter[]> {
  const text = await tolerating(GONE, () => tc(host, ['-j', 'filter', 'show', 'dev', device, hook, 'pref', PREF]))
  return filtersIn(text)
}

/** What a tool printed; '' when it failed for a reason that means that there is nothing to do. */
async function tolerating(reason: RegExp, run: () => Promise<string>): Promise<string> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Error && reason.test(error.message)) return ''
    throw error
  }
}
