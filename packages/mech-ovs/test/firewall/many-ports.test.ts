import type { DeviceState, Step, StepResult } from '@netloom/core'
import { expect, it } from 'vitest'
import { openvswitchFirewall } from '../../src/agent/index.ts'
import { COPY_FLOWS, FILTER } from '../../src/agent/firewall/groups/filter-tables.ts'
import { floodKind } from '../../src/agent/kinds/flood.ts'
import { flowKind } from '../../src/agent/kinds/flow.ts'
import type { SwitchNames } from '../../src/agent/kinds/switch-names.ts'
import { decodeActions } from '../../src/agent/openflow/action-codec.ts'
import type { FlowModGroup } from '../../src/agent/openflow/bundle.ts'
import type { FlowBridges } from '../../src/agent/openflow/flow-bridges.ts'
import { flowModLength, type FlowMod } from '../../src/agent/openflow/flow-mod.ts'
import type { OvsFloodState } from '../../src/agent/states/ovs-flood-state.ts'
import type { OvsFlowState } from '../../src/agent/states/ovs-flow-state.ts'
import { filteredPort, GROUP, NETWORK } from './filter-lab.ts'

const PORTS = 1_200
const ONE_MESSAGE = 0xffff

const numbers = new Map<string, number>()
const names: SwitchNames = {
  portNumber: (_bridge, port) => numbers.get(port) ?? numbers.set(port, numbers.size + 1).size,
  portName: () => undefined,
  localVlan: () => 1,
}

/** An empty switch that takes whatever it is sent. */
function emptySwitch(): { readonly bridges: FlowBridges; readonly sent: FlowMod[] } {
  const sent: FlowMod[] = []
  const bridge = {
    name: 'br-int',
    dump: () => Promise.resolve([]),
    apply: (groups: Iterable<FlowModGroup>) => {
      const all = [...groups]
      sent.push(...all.flat())
      return Promise.resolve(all.map(() => undefined))
    },
  }
  return { bridges: { names: () => Promise.resolve(['br-int']), bridge: () => bridge } as unknown as FlowBridges, sent }
}

const stepsOf = <S extends DeviceState>(states: readonly DeviceState[], kind: S['kind']): readonly Step<S>[] =>
  states
    .filter((state): state is S => state.kind === kind)
    .map((state, n) => ({
      op: 'create',
      key: `${kind} ${String(n)}`,
      state,
      cause: { object: 'o', revision: 1, rule: 'r' },
    }))

const failed = (results: readonly StepResult[] = []): readonly (string | undefined)[] =>
  results.flatMap(({ error }) => error ?? [])

it('a network with more ports on a host than one flow has room for copies broadcasts by several, none of which is long', async () => {
  const firewall = openvswitchFirewall()
  const states = Array.from({ length: PORTS }, (_, n) => firewall.port(filteredPort(n + 1, [GROUP]), NETWORK))
    .flat()
    .map(({ state }) => state)
  const { bridges, sent } = emptySwitch()
  const steps = stepsOf<OvsFloodState>(states, 'ovs-flood')
  expect(failed(await floodKind(bridges, names).apply?.(steps, {} as never))).toEqual([])
  const copies = sent.filter(({ table }) => table === FILTER.copiesOf)
  expect(copies).toHaveLength(COPY_FLOWS)
  for (const mod of copies) {
    // What one more port writes anew: a share of the ports, not all of them.
    expect(decodeActions(mod.actions).length).toBeLessThan((2 * 3 * PORTS) / COPY_FLOWS)
    expect(flowModLength(mod)).toBeLessThan(ONE_MESSAGE / 4)
  }
})

it('a flow that no message has room for fails alone', async () => {
  const { bridges, sent } = emptySwitch()
  const place = { kind: 'ovs-flow', bridge: 'br-int', table: 60, match: {} } as const
  const endless = Array.from({ length: 5_000 }, () => ({ type: 'resubmit', table: 1 }) as const)
  const states: readonly OvsFlowState[] = [
    { ...place, priority: 1, actions: [] },
    { ...place, priority: 2, actions: endless },
    { ...place, priority: 3, actions: [] },
  ]
  const results = await flowKind(bridges, names).apply?.(stepsOf<OvsFlowState>(states, 'ovs-flow'), {} as never)
  expect(results?.map(({ error }) => error?.includes('64 KiB'))).toEqual([undefined, true, undefined])
  expect(sent.map(({ priority }) => priority)).toEqual([1, 3])
})
