import { randomBytes } from 'node:crypto'
import { release } from 'node:os'
import { runOnce } from '../access/run-once.ts'
import { countConnections } from '../conntrack/count-connections.ts'
import { foreignRules } from '../nft/foreign-rules.ts'
import { addNamespaces, deleteNamespaces } from '../namespaces/namespaces.ts'
import { openvswitchTrials, withOpenvswitchFolder } from './openvswitch-trials.ts'
import type { DriverVerdict, Feature, Needs, ProbeReport } from './feature.ts'
import { nftLibraryFeature } from './nft-library-feature.ts'
import { requireKernelAccess } from './requirements.ts'
import { tryOut } from './try-out.ts'
import { commandTrial, trials } from './trials.ts'

/**
 * Finds out what this kernel and the installed tools can do by doing it, in a namespace that is thrown away.
 * @param needs what it is wanted for; names that are no feature are commands, and looked for
 * @throws {HostRequirementError} without root or `ip`.
 */
export async function probe(needs: Needs = {}): Promise<ProbeReport> {
  await requireKernelAccess()
  const netns = `netloom-probe-${randomBytes(4).toString('hex')}`
  const version = await runOnce('ip', ['-V'])
  await addNamespaces([netns])
  try {
    const enter = ['ip', 'netns', 'exec', netns] as const
    const features = await tryOut(enter, trials)
    await withOpenvswitchFolder(async (directory) => {
      features.push(...(await tryOut(enter, openvswitchTrials(directory))))
    })
    features.push(await nftLibraryFeature())
    const known = new Set(features.map(({ name }) => name))
    const commands = [...new Set(Object.values(needs).flat())].filter((name) => !known.has(name))
    features.push(...(await tryOut(enter, commands.map(commandTrial))))
    const [connections, foreign] = await Promise.all([countConnections(), foreignRules()])
    return {
      kernel: release(),
      iproute2: /iproute2-([^,\s]+)/.exec(version)?.[1] ?? version.trim(),
      features,
      drivers: judge(features, needs),
      ...(connections !== undefined && { connections }),
      foreign,
    }
  } finally {
    await deleteNamespaces([netns])
  }
}

/** Which drivers are left. Pure. */
export function judge(features: readonly Feature[], needs: Needs): readonly DriverVerdict[] {
  const working = new Set(features.filter(({ ok }) => ok).map(({ name }) => name))
  return Object.entries(needs).map(([driver, needed]) => {
    const missing = needed.filter((need) => !working.has(need))
    return { driver, ok: missing.length === 0, missing }
  })
}
