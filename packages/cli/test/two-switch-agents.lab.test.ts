import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { AgentStatus } from '@netloom/agent-runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askAgent } from '../src/inspect/ask-agent.ts'
import { defaultLabIni } from '../src/lab/default-ini.ts'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labBoot, type BootedVm } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { LAB_MARK } from '../src/lab/state/lab-mark.ts'
import { agentTokenFile, logFile, type LabState } from '../src/lab/state/lab-state.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import type { ProcessRef } from '@netloom/core/files'
import { endProcess, spawnDetached } from '../src/lab/processes/process-ref.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { lostDuring } from './support/lost-pings.ts'

useTestState()
const lab = newLabName()
const file = join(tmpdir(), `${lab}.ini`)
const bridgeFile = join(tmpdir(), `${lab}-bridge.ini`)
let state: LabState
let near: BootedVm
let second: ProcessRef | undefined

beforeAll(async () => {
  await reapDeadLabs()
  const mechanisms = ['openvswitch', 'linuxbridge']
  await writeFile(file, defaultLabIni({ overlayIpVersion: 4, networkType: 'vxlan', mechanisms }))
  await writeFile(
    bridgeFile,
    '[vxlan]\nenable_vxlan = false\nl2_population = false\n\n[securitygroup]\nenable_security_group = false\n',
  )
  state = await labUp({ name: lab, hosts: 2, mechanisms: ['openvswitch'], configFiles: [file] })
  const blue = { networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }] }] }
  await applyTopology(parseTopology(JSON.stringify(blue), 'test.json'), { lab })
  near = await labBoot({ lab, name: 'near', network: 'blue', host: 'host1' })
  await labBoot({ lab, name: 'far', network: 'blue', host: 'host2' })
})
afterAll(async () => {
  if (second !== undefined) await endProcess(second)
  await labDown(lab)
  await Promise.all([rm(file, { force: true }), rm(bridgeFile, { force: true })])
})

const socket = (): string => join(state.directory, 'second.sock')

/** A Linux bridge agent beside the Open vSwitch agent of host1. */
async function startSecond(): Promise<ProcessRef> {
  const { netns } = state.hosts[0]!
  const command = [
    ...[fileURLToPath(new URL('../bin/netloom.mjs', import.meta.url)), 'agent'],
    ...['--config-file', file, '--config-file', bridgeFile, '--mechanism', 'linuxbridge'],
    ...['--host', 'host1', '--netns', netns, '--controller', `ws://127.0.0.1:${String(state.port)}/agent`],
    ...[
      '--token-file',
      agentTokenFile(state),
      '--state-dir',
      join(state.directory, 'second'),
      '--inspection-socket',
      socket(),
    ],
  ]
  return spawnDetached(process.execPath, command, logFile(state, 'second'), { [LAB_MARK]: lab })
}

const isLinked = async (): Promise<boolean> => {
  const status = await askAgent(socket(), 'status', undefined, 1_000).catch(() => undefined)
  return (status as AgentStatus | undefined)?.linked === true
}

it('a second agent that says hello takes neither ports nor packets from the first', async () => {
  const lost = await lostDuring({ from: 'near', to: 'far', lab }, async () => {
    second = await startSecond()
    while (!(await isLinked())) await sleep(50)
    // Its whole wiring and its first heartbeat follow within a second or two.
    await sleep(3_000)
  })
  expect(lost).toBe(0)
  const port = await withController(state, (client) => client.ports.get(near.portId))
  expect([port.status, port['binding:vif_type']]).toEqual(['ACTIVE', 'ovs'])
  expect(await readFile(logFile(state, 'second'), 'utf8')).not.toContain('could not take our report')
})
