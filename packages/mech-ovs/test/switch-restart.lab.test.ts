import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diff } from '@netloom/agent-runtime'
import type { Desired, DeviceState, Host } from '@netloom/core'
import type { OvsFlowState } from '../src/agent/states/ovs-flow-state.ts'
import { canRun, SwitchHost, until } from './switch-host.ts'
import { bridge, cable, localVlan, macOf, patch, SEGMENT, tapName, tunnel, vif } from './switch-states.ts'

const flow = (inBridge: string, table: number, more: Partial<OvsFlowState>): OvsFlowState => ({
  kind: 'ovs-flow',
  bridge: inBridge,
  table,
  priority: 1,
  match: {},
  actions: [],
  ...more,
})

/** What an agent does with its desired states, without the rest of an agent. */
class Keeper {
  private wake: (() => void) | undefined
  private dirty = true
  private running = true
  private readonly loop: Promise<void>
  turns = 0

  constructor(
    private readonly host: Host,
    readonly desired: readonly DeviceState[],
  ) {
    host.monitor(() => {
      this.dirty = true
      this.wake?.()
    })
    this.loop = this.run()
  }

  async wrong(): Promise<readonly string[]> {
    const cause = { object: 'network/test', revision: 1, rule: 'test' }
    const wanted: readonly Desired[] = this.desired.map((state) => ({ state, cause }))
    return diff(wanted, await this.host.read(), this.host.kinds).map(({ op, key }) => `${op} ${key}`)
  }

  async stop(): Promise<void> {
    this.running = false
    this.wake?.()
    await this.loop
  }

  private async run(): Promise<void> {
    while (this.running) {
      if (!this.dirty) await new Promise<void>((resolve) => (this.wake = resolve))
      this.dirty = false
      this.turns++
      try {
        const cause = { object: 'network/test', revision: 1, rule: 'test' }
        const steps = diff(
          this.desired.map((state) => ({ state, cause })),
          await this.host.read(),
          this.host.kinds,
        )
        const results = steps.length === 0 ? [] : await this.host.apply(steps)
        if (results.some(({ error }) => error !== undefined)) this.dirty = true
      } catch {
        this.dirty = true
      }
      if (this.dirty) await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

describe.skipIf(!canRun)('a switch that an agent keeps', () => {
  let lab: SwitchHost
  let keeper: Keeper
  const count = 1_000
  const cables = [...cable, patch('br-int', 'int-br-ex', 'phy-br-ex'), patch('br-ex', 'phy-br-ex', 'int-br-ex')]
  const desired: readonly DeviceState[] = [
    bridge('br-int'),
    bridge('br-tun'),
    localVlan(),
    ...cables,
    tunnel('vxlan-1'),
    vif(1),
    flow('br-int', 0, { actions: [{ type: 'normal' }] }),
    flow('br-int', 23, {}),
    flow('br-int', 24, { match: { inPort: tapName(1), ethSrc: macOf(1) }, actions: [{ type: 'resubmit', table: 60 }] }),
    flow('br-tun', 0, { match: { inPort: 'patch-int' }, actions: [{ type: 'resubmit', table: 2 }] }),
    flow('br-ex', 0, { priority: 2, match: { inPort: 'phy-br-ex' } }),
    ...Array.from({ length: count }, (_, index) =>
      flow('br-tun', 20, {
        priority: 2,
        match: { vlan: { segmentId: SEGMENT }, ethDst: macOf(index) },
        actions: [
          { type: 'strip-vlan' },
          { type: 'set-field', field: 'tunnel_id', value: 101 },
          { type: 'output', port: 'vxlan-1' },
        ],
      }),
    ),
  ]

  beforeAll(async () => {
    lab = await SwitchHost.create()
    lab.vsctl('add-br br-ex -- set Bridge br-ex datapath_type=netdev')
    lab.tap(tapName(1))
    keeper = new Keeper(lab.open().host, desired)
    await settled()
  })
  afterAll(async () => {
    await keeper.stop()
    await lab.close()
  })

  const settled = (): Promise<void> =>
    until('the switch as it is wanted', async () => {
      const wrong = await keeper.wrong().catch(() => ['unread'])
      return wrong.length === 0 || undefined
    }).then(() => undefined)

  const flows = (name: string): readonly string[] =>
    lab
      .ofctl(`dump-flows ${name} --no-stats`)
      .split('\n')
      .filter((line) => line.includes('table=') || line.includes('actions='))
      .sort()

  it('has its flows and ports again within two seconds after the daemon that held them died and answers', async () => {
    const before = ['br-int', 'br-tun', 'br-ex'].map(flows)
    expect(before[1]!.length).toBe(count + 1)
    await lab.kill('ovs-vswitchd')
    await lab.start('ovs-vswitchd')
    await until('an answer', () => {
      try {
        lab.ofctl('show br-tun')
        return true
      } catch {
        return undefined
      }
    })
    const answered = performance.now()
    await settled()
    const took = performance.now() - answered
    process.stdout.write(
      `${String(count)} flows, 3 bridges: as before ${took.toFixed(0)} ms after ovs-vswitchd answered\n`,
    )
    expect(['br-int', 'br-tun', 'br-ex'].map(flows)).toEqual(before)
    expect(took).toBeLessThan(2_000)
  })

  it('is plugged anew, flows first, when a bridge of the operator is made anew', async () => {
    const before = flows('br-ex')
    lab.vsctl('del-br br-ex -- add-br br-ex -- set Bridge br-ex datapath_type=netdev')
    await settled()
    expect(flows('br-ex')).toEqual(before)
    expect(lab.vsctl('list-ports br-ex')).toBe('phy-br-ex')
    lab.vsctl('del-br br-int')
    await settled()
    expect(lab.vsctl(`get Port ${tapName(1)} tag`)).not.toBe('[]')
  })

  it('repairs what is deleted by hand, and rests when nothing is wrong', async () => {
    lab.vsctl('del-port vxlan-1')
    lab.vsctl(`remove Port ${tapName(1)} tag ${lab.vsctl(`get Port ${tapName(1)} tag`)}`)
    lab.ofctl('del-flows br-tun table=20')
    await settled()
    const { turns } = keeper
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(keeper.turns - turns).toBeLessThan(3)
    expect(flows('br-tun').length).toBe(count + 1)
  })
})
