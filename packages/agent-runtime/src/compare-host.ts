import type { Drift } from './desired/drift.ts'
import type { DeviceState } from '@netloom/core'
import type { AgentState } from './agent-state.ts'

/** What of the host is not as the agent made it. Changes nothing, and remembers nothing. @throws when the host cannot be read */
export async function compareHost({ host, table }: AgentState): Promise<Drift> {
  const [links, actual] = await Promise.all([host.links(), host.read()])
  const there = new Set(links)
  // A port whose link was taken away by its owner is unplugged, not damaged.
  const isUnplugged = (state: DeviceState | undefined): boolean => {
    const link = state === undefined ? undefined : host.kinds.get(state.kind)?.waitsFor?.(state)
    return link !== undefined && !there.has(link)
  }
  const { missing, changed, extra } = table.compare(actual)
  return { missing: missing.filter(({ desired }) => !isUnplugged(desired)), changed, extra }
}
