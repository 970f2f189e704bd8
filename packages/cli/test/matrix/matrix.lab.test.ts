import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probeFeatures } from '@netloom/dataplane'
import { startCapture } from '@netloom/testing/lab'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { labDown } from '../../src/lab/lab-down.ts'
import { logFile, type LabState } from '../../src/lab/lab-state.ts'
import { vmNetns } from '../../src/lab/names.ts'
import { newLabName, reapDeadLabs, useTestState } from '../support/lab-names.ts'
import { closeCell, openCell, type CellCloud } from './cell-cloud.ts'
import { cells, isTunnel, type Cell } from './cells.ts'
import { eventually } from './eventually.ts'
import { hostStates } from './host-state.ts'
import { FAR_IP, HOSTS, NEAR_IP, bystander, matrixUp } from './matrix-lab.ts'
import { printOutcomes, type Outcome } from './outcome.ts'
import { pingOnce } from './ping-cell.ts'
import { plannedLines, plannedTags } from './planned.ts'
import { expectedRows, isBridge, rowsOf, taught } from './rows.ts'
import { segmentName } from './switch-rows.ts'
import { watchTags } from './tags.ts'
import { watchWire } from './wire.ts'

useTestState()
const vlan = (await probeFeatures(['802.1Q'])).every(({ ok }) => ok)
const outcomes: Outcome[] = []
afterAll(() => {
  process.stdout.write(`\n${printOutcomes(outcomes)}\n`)
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

  const run = cells({ vlan })
  const those = (how: Cell['how']): readonly Cell[] => run.filter((cell) => cell.how === how)
  const note = ({ type, switches, how, why }: Cell, more: Partial<Outcome> = {}): void => {
    outcomes.push({ type, switches, population, how, why, ...more })
  }
  const settled = async (cloud: CellCloud, hosts: readonly string[]): Promise<void> => {
    for (const host of hosts) {
      const wanted = taught(expectedRows(host, cloud, state, population))
      await eventually(async () => expect(taught(await rowsOf(host, cloud, lab))).toEqual(wanted))
    }
  }

  it.each(those('packets'))('$type on $switches: packets', async (cell) => {
    const cloud = await openCell(state, cell)
    await settled(cloud, cell.hosts)
    const wire = await watchWire(state)
    const tags = isTunnel(cell.type) ? undefined : await watchTags(state, cell.hosts[0])
    const asides = await Promise.all(HOSTS.map((host) => startCapture(vmNetns(lab, bystander(host)), 'arp or icmp')))
    try {
      // Linux bridges flood to a multicast group, Open vSwitch to endpoints: without population only one hears the other.
      const deaf = cell.type === 'vxlan' && cell.switches === 'mixed' && !population
      expect(await pingOnce('near', lab, deaf ? 1 : 2)).toBe(!deaf)
      expect(await pingOnce('far', lab)).toBe(true)
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

      for (const host of cell.hosts) {
        const wanted = expectedRows(host, cloud, state, population)
        const rows = await rowsOf(host, cloud, lab)
        expect(answeredHere ? taught(rows) : rows).toEqual(wanted)
      }
      for (const host of cell.others) expect(await rowsOf(host, cloud, lab)).toEqual([])
      const firstPing = deaf ? 'answered from openvswitch only' : 'answered both ways'
      note(cell, {
        firstPing,
        arpRequests,
        ...(deaf && { why: 'one floods to a group, one to endpoints: needs population' }),
      })
    } finally {
      const captures = [wire, ...asides, ...(tags === undefined ? [] : [tags])]
      await Promise.allSettled(captures.map((capture) => capture.stop()))
    }
    await closeCell(state)
    await eventually(async () => expect(await hostStates(lab)).toEqual(untouched))
  })

  it.each([...those('refused'), ...those('plan')])('$type on $switches: $how', async (cell) => {
    await expect(openCell(state, cell)).rejects.toThrow(/binding failed on host lb1/)
    const log = await readFile(logFile(state, 'controller'), 'utf8')
    const said = log.split('\n').filter((line) => line.includes('no mechanism driver could bind the port'))
    const segment = cell.type === 'vlan' ? 'vlan on physnet1' : cell.type
    expect(JSON.parse(said.at(-1) ?? '{}')).toMatchObject({
      host: 'lb1',
      agents: ['Linux bridge agent (alive)'],
      segments: [segment],
    })
    if (cell.how === 'plan') {
      expect(plannedLines(1234).join('\n')).toContain('type vlan id 1234')
      if (cell.hosts.some((host) => !isBridge(host))) expect(plannedTags(1234)).toEqual([1234])
    }
    note(cell)
    await closeCell(state)
    await eventually(async () => expect(await hostStates(lab)).toEqual(untouched))
  })
})

/** Broadcasts of one request that leave a host without population: Open vSwitch sends one to each endpoint of the type. */
const copies = ({ type, switches }: Cell): number =>
  type === 'vxlan' && switches === 'openvswitch' ? HOSTS.length - 1 : 1
