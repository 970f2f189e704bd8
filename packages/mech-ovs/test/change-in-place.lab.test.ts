import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SwitchFleet, vmOf } from './switch-fleet.ts'
import { canRun } from './switch-host.ts'
import type { Shape } from './view.ts'

const PINGS = 3_000
const SHAPE: Shape = { networkType: 'vxlan' }

describe.skipIf(!canRun)('a switch whose agent starts again with other options', () => {
  let fleet: SwitchFleet
  beforeAll(async () => {
    fleet = await SwitchFleet.create(3, (n) => `192.0.2.${String(n)}`)
    await fleet.build(SHAPE, { l2Population: true, arpResponder: true })
  })
  afterAll(() => fleet.close())

  it.each([
    ['tos', { tos: 32 }],
    ['dont_fragment and tunnel_csum', { tos: 32, dontFragment: false, tunnelCsum: true }],
    ['arp_responder', { tos: 32, dontFragment: false, tunnelCsum: true, arpResponder: false }],
    ['all of them, back', {}],
  ])('loses no ping at 1 ms: %s', async (_name, options) => {
    const tap = `tap${vmOf(1).portId.slice(0, 11)}`
    const guest = `${fleet.switches.get(1)?.netns ?? ''}-${tap}`
    const flags = ['-q', '-i', '0.001', '-c', String(PINGS), '-W', '2', vmOf(2).ip]
    const ping = promisify(execFile)('ip', ['netns', 'exec', guest, 'ping', ...flags])
    const steps = await fleet.change(1, SHAPE, { l2Population: true, arpResponder: true, ...options })
    expect(steps.length).toBeGreaterThan(0)
    expect((await ping).stdout).toContain(`${String(PINGS)} packets transmitted, ${String(PINGS)} received`)
  })
})
