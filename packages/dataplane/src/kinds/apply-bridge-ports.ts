import type { Command, HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../steps/run-steps.ts'
import { bridgePortCommands, type BridgePortState } from './bridge-port-state.ts'
import { dropCommands, keepMac, readHostAddresses, takeCommands, type HostAddresses } from './host-addresses.ts'
import { readLinks } from './link.ts'

type PortStep = Step<BridgePortState>

/**
 * A port that has moved to a bridge of somebody else is not ours to take out of it. Addresses of an interface go along in two
 * turns: it loses its own only when the other end has them all.
 */
export async function applyBridgePorts(steps: readonly PortStep[], host: HostAccess): Promise<readonly StepResult[]> {
  const masters = await mastersOf(steps, host)
  const held = await heldAddresses(steps, host)
  const of = ({ key }: PortStep): readonly HostAddresses[] => held.get(key) ?? []
  const first = await runSteps(steps, (step) => firstTurn(step, masters, of(step), host.agent), host)
  const failed = new Set(first.flatMap(({ key, error }) => (error === undefined ? [] : [key])))
  const moving = steps.filter((step) => !failed.has(step.key) && of(step).some(({ addresses }) => addresses.length > 0))
  if (moving.length === 0) return first
  const dropped = await runSteps(moving, (step) => of(step).flatMap(dropCommands), host)
  const errors = new Map(dropped.map((result) => [result.key, result]))
  return first.map((result) => errors.get(result.key) ?? result)
}

function firstTurn(
  step: PortStep,
  masters: ReadonlyMap<string, string | undefined>,
  held: readonly HostAddresses[],
  agent: string | undefined,
): readonly Command[] {
  const { op, state } = step
  const commands = bridgePortCommands(step, agent)
  if (op !== 'remove') {
    const macs = held.filter(({ device }) => device === state.device).flatMap((one) => keepMac(one, state.bridge))
    return [...commands, ...macs, ...held.flatMap((one) => takeCommands(one, state.bridge))]
  }
  if (!masters.has(state.device)) return []
  // Before it leaves the bridge: what is sent in between waits for an answer, and is not lost.
  const back = held.flatMap((one) => takeCommands(one, state.device))
  return [...back, ...(masters.get(state.device) === state.bridge ? commands : commands.slice(1))]
}

async function mastersOf(
  steps: readonly PortStep[],
  host: HostAccess,
): Promise<ReadonlyMap<string, string | undefined>> {
  const leaving = steps.filter(({ op }) => op === 'remove').map(({ state }) => state.device)
  if (leaving.length === 0) return new Map()
  const links = await readLinks(host, { devices: new Set(leaving) })
  return new Map(links.map(({ name, master }) => [name, master]))
}

/** By step, what has to go to the bridge, or from it back to the interface. */
async function heldAddresses(
  steps: readonly PortStep[],
  host: HostAccess,
): Promise<ReadonlyMap<string, readonly HostAddresses[]>> {
  const held = new Map<string, readonly HostAddresses[]>()
  for (const step of steps) {
    if (step.state.movesAddresses !== true) continue
    const before = step.op === 'replace' && step.actual.bridge !== step.state.bridge ? [step.actual.bridge] : []
    const from = step.op === 'remove' ? [step.state.bridge] : [step.state.device, ...before]
    held.set(step.key, await Promise.all(from.map((device) => readHostAddresses(host, device))))
  }
  return held
}
