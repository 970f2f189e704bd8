import { expect } from 'vitest'
import {
  RandomWorkload,
  problemsOf,
  readStore,
  storeProblems,
  type SimulatedFleet,
  type SimulatedFleetOptions,
} from '../../src/index.ts'
import { linuxBridgeFleet } from './linux-bridge-fleet.ts'

const DEEDS = 25
/** Where much dies, what memories have gone wrong goes with them; so some lives are quieter. */
const TROUBLES = [0.4, 0.15, 0.03]
const RESPONDERS = ['auto', 'proxy', 'suppress'] as const
const HEARTBEAT = 30_000
const BAD = { lose: 0.3, double: 0.3, reorder: 0.3 }

export interface RunOptions {
  /** `feed`: snapshots and changes suffer while things happen. `everything`: all frames, both ways, and for ever. */
  readonly bad: 'feed' | 'everything'
  readonly more?: Partial<SimulatedFleetOptions>
}

/** What one life came to: everything that is wrong at its end, and a fingerprint of the way there. */
export interface Outcome {
  readonly problems: readonly string[]
  readonly log: readonly string[]
  readonly activity: number
}

/** 4 to 6 hosts, 25 deeds at random; then everything runs again, and as much time passes as healing may take. */
export async function randomRun(seed: number, { bad, more }: RunOptions): Promise<Outcome> {
  const fleet = await linuxBridgeFleet({
    seed,
    hosts: 4 + (seed % 3),
    arpResponder: RESPONDERS[seed % RESPONDERS.length] ?? 'auto',
    faults: { feed: BAD, ...(bad === 'everything' && { others: BAD }) },
    hostFaults: { fail: 0.05, loseEvent: 0.1 },
    ...more,
  })
  const life = new RandomWorkload(fleet, TROUBLES[seed % TROUBLES.length] ?? 0)
  try {
    await life.live(DEEDS)
    await fleet.recover()
    if (bad === 'feed') fleet.faults = {}
    await fleet.settle()
    const problems = bad === 'feed' ? await problemsAfter(fleet, life) : await lastProblems(fleet, life)
    return { problems, log: life.log, activity: fleet.activityCount }
  } finally {
    await fleet.close()
  }
}

export async function expectToConverge(seed: number, options: RunOptions): Promise<void> {
  const { problems, log } = await randomRun(seed, options)
  expect(problems, `SEED=${String(seed)} runs this one again\n${log.join('\n')}`).toEqual([])
}

/** Nothing is lost or dies, but feed messages come twice and late: that must need neither heartbeat nor audit. */
export async function shuffledRun(seed: number): Promise<readonly string[]> {
  const fleet = await linuxBridgeFleet({
    seed,
    hosts: 4,
    ml2: { projectNetworkTypes: ['vxlan'], reportInterval: 1e6, agentDownTime: 1e7 },
    faults: { feed: { double: 0.5, reorder: 0.5 } },
    auditInterval: 0,
  })
  const life = new RandomWorkload(fleet, 0)
  try {
    await life.live(DEEDS)
    await fleet.advance(2_000)
    return await problemsAfter(fleet, life)
  } finally {
    await fleet.close()
  }
}

/** A heartbeat may be lost, and so may what answers it: one in four comes through. */
async function lastProblems(fleet: SimulatedFleet, life: RandomWorkload): Promise<readonly string[]> {
  let problems = await problemsAfter(fleet, life)
  for (let beats = 0; problems.length > 0 && beats < 40; beats += 1) {
    await fleet.advance(HEARTBEAT)
    problems = await problemsAfter(fleet, life)
  }
  return problems
}

async function problemsAfter(fleet: SimulatedFleet, life: RandomWorkload): Promise<readonly string[]> {
  const unanswered = life.unanswered === 0 ? [] : [`${String(life.unanswered)} requests were never answered`]
  return [
    ...life.oddities,
    ...unanswered,
    ...problemsOf(await fleet.observe()),
    ...storeProblems(await readStore(fleet.controller.store)),
  ]
}
