import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Failure } from '../../base/failure.ts'
import { nextLook } from '../../base/next-look.ts'
import { lastLines } from '../processes/last-lines.ts'
import { LAB_MARK } from '../state/lab-mark.ts'
import { logFile, type LabHost, type LabState } from '../state/lab-state.ts'
import { isAlive, type ProcessRef } from '@netloom/core/files'
import { spawnDetached } from '../processes/process-ref.ts'
import { ovsConnection, ovsDirectory, ovsEnvironment } from './ovs-directory.ts'
import { ovsTool, ovsVsctl } from './ovs-tool.ts'

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const START_PATIENCE_MS = 20_000

/** Starts the database of one host's switch, made at the first start; resolves when it answers. */
export async function startOvsDatabase(state: LabState, host: LabHost): Promise<ProcessRef> {
  const directory = ovsDirectory(state, host.name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'conf.db')
  const isNew = !existsSync(file)
  if (isNew) await ovsTool(directory, 'ovsdb-tool', ['create', file, SCHEMA])
  const socket = join(directory, 'db.sock')
  const database = await startDaemon(state, host, 'ovsdb', ['ovsdb-server', file, `--remote=punix:${socket}`])
  await answering(socket, database, logFile(state, `ovsdb-${host.name}`))
  if (isNew) await ovsVsctl(directory, ['--no-wait', 'init'])
  return database
}

/** Starts the switch itself. It can be told things when this resolves, and has done nothing yet. */
export async function startVswitchd(state: LabState, host: LabHost): Promise<ProcessRef> {
  const directory = ovsDirectory(state, host.name)
  const vswitchd = await startDaemon(state, host, 'vswitchd', ['ovs-vswitchd', ovsConnection(directory)])
  await answering(vswitchdControl(directory, vswitchd), vswitchd, logFile(state, `vswitchd-${host.name}`))
  return vswitchd
}

/** Control socket of the switch. */
export const vswitchdControl = (directory: string, { pid }: ProcessRef): string =>
  join(directory, `ovs-vswitchd.${String(pid)}.ctl`)

/** In the foreground, inside the host's namespace: `ip netns exec` becomes the daemon, so that its pid is the one we know. */
function startDaemon(state: LabState, host: LabHost, name: string, command: readonly string[]): Promise<ProcessRef> {
  // A pid file in the run directory, which is where `ovs-appctl` looks for it.
  const options = ['--pidfile', '--no-chdir', '-vconsole:info', '-vsyslog:off', '-vfile:off']
  return spawnDetached(
    'ip',
    ['netns', 'exec', host.netns, ...command, ...options],
    logFile(state, `${name}-${host.name}`),
    { ...ovsEnvironment(ovsDirectory(state, host.name)), [LAB_MARK]: state.name },
  )
}

async function answering(socket: string, process: ProcessRef, log: string): Promise<void> {
  const start = performance.now()
  while (!(await connects(socket))) {
    if (!(await isAlive(process))) throw new Failure(`Open vSwitch ended: ${await lastLines(log)}`)
    if (performance.now() - start > START_PATIENCE_MS)
      throw new Failure(`Open vSwitch does not answer at ${socket} (${log})`)
    await nextLook(start)
  }
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const done = (answers: boolean): void => {
      socket.destroy()
      resolve(answers)
    }
    socket.once('connect', () => {
      done(true)
    })
    socket.once('error', () => {
      done(false)
    })
  })
}
