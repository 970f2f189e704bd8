import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probeFeatures } from '@netloom/dataplane'
import { startCapture, whyNoUserModeKernel } from '@netloom/testing/lab'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { labDown } from '../../src/lab/lab-down.ts'
import { labExec } from '../../src/lab/lab-exec.ts'
import { logFile, type LabState } from '../../src/lab/state/lab-state.ts'
import { vmNetns } from '../../src/lab/state/names.ts'
import { newLabName, reapDeadLabs, useTestState } from '../support/lab-names.ts'
import type { Ask } from './ask.ts'
import { closeCell, openCell, type CellCloud } from './cell-cloud.ts'
import { cells, isTunnel, type Cell } from './cells.ts'
import { eventually } from './eventually.ts'
import { expectVlanSeen } from './expect-vlan-seen.ts'
import { hostStates } from './host-state.ts'
import { FAR_IP, HOSTS, NEAR_IP, bystander, matrixUp } from './matrix-lab.ts'
import { printOutcomes, type Outcome } from './outcome.ts'
import { pingOnce } from './ping-cell.ts'
import { plannedLines, plannedTags } from './planned.ts'
import { expectedRows, isBridge, rowsOf, taught } from './rows.ts'
import { segmentName } from './switch-rows.ts'
import { watchTags } from './tags.ts'
import { PATIENCE_MS, seeVlanPackets } from './vlan-packets.ts'
import { watchWire } from './wire.ts'

useTestState()
const vlan = (await probeFeatures(['802.1Q'])).every(({ ok }) => ok)
const whyNoUserMode = vlan ? undefined : await whyNoUserModeKernel()
const run = cells({ vlan, whyNoUserMode })
const DEAF = 'one floods to a group, one to endpoints: needs population'
const outcomes: Outcome[] = []
afterAll(() => {
  const isIn = (cell: Cell, population: boolean): boolean =>
    outcomes.some((one) => one.type === cell.type && one.switches === cell.switches && one.population === population)
  const missing = [true, false].flatMap((population) =>
    run.filter((cell) => !isIn(cell, population)).map((cell): Outcome => ({ ...cell, population, how: 'failed' })),
  )
  process.stdout.write(`\n${printOutcomes([...outcomes, ...missing])}\n`)
})
let vlanSeen: ReturnType<typeof seeVlanPackets> | undefined
beforeAll(() => {
  if (!run.some(({ how }) => how === 'user-mode kernel')) return
  // It takes most of a minute, in a kernel and in namespaces of its own: side by side with the labs.
  vlanSeen = seeVlanPackets()
  // Told by the tests that wait for it.
  vlanSeen.catch(() => undefined)
})

describe.each([true, false])('networks, population: %s', (population) => {
  const lab = newLabName()
  let folder = ''
  let state: LabState
  let untouched: Awaited<ReturnType<typeof hostStates>>

  beforeAll(async () => {
    await reapDeadLabs()
    folder = await mkdtemp(join(tmpdir(), 'netloom-matrix-'))
    state = await matrixUp(lab, population, folder)
    untouched = await hostStates(lab)
  })
  afterAll(async () => {
    await labDown(lab)
    await rm(folder, { recursive: true, force: true })
  })
  afterEach(() => closeCell(state))

  const those = (how: Cell['how']): readonly Cell[] => run.filter((cell) => cell.how === how)
  const note = ({ type, switches, how, why }: Cell, more: Partial<Outcome> = {}): void => {
    outcomes.push({ type, switches, population, how, why, ...more })
  }
  const ask: Ask = async (host, command) => {
    const { exitCode, stdout, stderr } = await labExec(host, command, lab)
    if (exitCode !== 0) throw new Error(`${command.join(' ')} on ${host}: ${stderr}`)
    return stdout
  }
  const settled = async (cloud: CellCloud, hosts: readonly string[]): Promise<void> => {
    for (const host of hosts) {
      const wanted = taught(expectedRows(host, cloud, state, population))
      await eventually(async () => expect(taught(await rowsOf(host, cloud, ask))).toEqual(wanted))
    }
  }

  it.each(those('packets'))('$type on $switches: packets', async (cell) => {
    let outcome: Partial<Outcome> = {}
    const cloud = await openCell(state, cell)
    await settled(cloud, cell.hosts)
    const wire = await watchWire(state)
    const tags = isTunnel(cell.type) ? undefined : await watchTags(state, cell.hosts[0])
    const asides = await Promise.all(HOSTS.map((host) => startCapture(vmNetns(lab, bystander(host)), 'arp or icmp')))
    try {
      // Linux bridges flood to a multicast group, Open vSwitch to endpoints: without population only one hears the other.
      const deaf = cell.type === 'vxlan' && cell.switches === 'mixed' && !population
      const firstPings = { near: await pingOnce('near', lab, deaf ? 1 : 2), far: await pingOnce('far', lab) }
      expect(firstPings).toEqual({ near: !deaf, far: true })
      if (deaf) expect(await pingOnce('near', lab)).toBe(true)

      const { arpRequests, pings, atOthers } = await wire.count(cloud, deaf ? FAR_IP : NEAR_IP, cell.others)
      // What nobody answered waits for an address, and is sent when there is one.
      expect(pings).toBe(deaf ? 6 : 4)
      if (tags !== undefined) expect(await tags.stop()).toEqual([segmentName(cloud)])
      const answeredHere = population && isTunnel(cell.type)
      if (deaf) expect(arpRequests).toBeGreaterThan(0)
      else expect(arpRequests).toBe(answeredHere ? 0 : copies(cell))
      expect(atOthers.pings).toBe(0)
      if (answeredHere) expect(atOthers.arp).toBe(0)
      for (const aside of asides) expect(await aside.stop()).toEqual([])

      const found: string[] = []
      for (const host of cell.hosts) {
        const rows = await rowsOf(host, cloud, ask)
        const counted = answeredHere ? taught(rows) : rows
        expect(counted).toEqual(expectedRows(host, cloud, state, population))
        found.push(...counted)
      }
      for (const host of cell.others) expect(await rowsOf(host, cloud, ask)).toEqual([])
      outcome = { seen: { firstPings, arpRequests, rows: found }, ...(deaf && { why: DEAF }) }
    } finally {
      const captures = [wire, ...asides, ...(tags === undefined ? [] : [tags])]
      await Promise.allSettled(captures.map((capture) => capture.stop()))
    }
    await closeCell(state)
    await eventually(async () => expect(await hostStates(lab)).toEqual(untouched))
    note(cell, outcome)
  })

  it.each(those('user-mode kernel'))(
    '$type on $switches: packets in a user-mode kernel',
    async (cell) => {
      const seen = (await vlanSeen)?.find((one) => one.switches === cell.switches && one.population === population)
      if (seen === undefined) throw new Error('nothing was seen of it')
      expectVlanSeen(seen)
      const { firstPings, sent, rows } = seen
      const arpRequests = sent.filter((frame) => frame.endsWith(' arp')).length
      note(cell, { seen: { firstPings, arpRequests, rows: Object.values(rows).flat() } })
    },
    PATIENCE_MS,
  )

  const bridgeCannot = [...those('refused'), ...those('plan'), ...those('user-mode kernel')]
  it.each(bridgeCannot)(
    '$type on $switches: refused by the controller of this fleet, with the reason',
    async (cell) => {
      await expect(openCell(state, cell)).rejects.toThrow(/binding failed on host lb1/)
      const log = await readFile(logFile(state, 'controller'), 'utf8')
      const said = log.split('\n').filter((line) => line.includes('no mechanism driver could bind the port'))
      const segment = cell.type === 'vlan' ? 'vlan on physnet1' : cell.type
      expect(JSON.parse(said.at(-1) ?? '{}')).toMatchObject({
        host: 'lb1',
        agents: ['Linux bridge agent (alive)'],
        segments: [segment],
      })
      if (cell.how !== 'refused') {
        expect(plannedLines(1234).join('\n')).toContain('type vlan id 1234')
        if (cell.hosts.some((host) => !isBridge(host))) expect(plannedTags(1234)).toEqual([1234])
      }
      await closeCell(state)
      await eventually(async () => expect(await hostStates(lab)).toEqual(untouched))
      if (cell.how !== 'user-mode kernel') note(cell)
    },
  )
})

/** Broadcasts of one request that leave a host without population: Open vSwitch sends one to each endpoint of the type. */
const copies = ({ type, switches }: Cell): number =>
  type === 'vxlan' && switches === 'openvswitch' ? HOSTS.length - 1 : 1
