import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, type ProcessRef, replaceFile } from '@netloom/core/files'
import { apiClient } from '../api/api-client.ts'
import { Failure } from '../base/failure.ts'
import { nextLook } from '../base/next-look.ts'
import { driverBases, PACKAGES_FROM } from '../compose/driver-bases.ts'
import { PACKAGE_ROOT } from '../base/package-root.ts'
import { hostDefaults, hostIdentity } from './host-ini.ts'
import { agentFiles, type LabRole } from './state/lab-role.ts'
import { LAB_MARK } from './state/lab-mark.ts'
import { lastLines } from './processes/last-lines.ts'
import { apiEndpoint } from './state/api-endpoint.ts'
import {
  agentTokenFile,
  inspectionSocket,
  logFile,
  tokensFile,
  type LabHost,
  type LabState,
} from './state/lab-state.ts'
import { mountsOf, withMounts } from './mounts/host-mounts.ts'
import { spawnDetached } from './processes/process-ref.ts'

const NETLOOM = join(PACKAGE_ROOT, 'bin', 'netloom.mjs')
const START_PATIENCE_MS = 90_000

/** Starts the lab's controller; the store lives in the lab's folder, so that a restart finds everything. */
export async function startController(state: LabState): Promise<ProcessRef> {
  const store = join(state.directory, 'store.sqlite')
  // What judges files knows every driver: it is loaded only by what starts a controller.
  const { requireConfiguration } = await import('../compose/require-configuration.ts')
  const { server: ini } = await requireConfiguration(state.configFiles, undefined, {
    hostHalves: false,
    bases: driverBases(state.packagesFrom),
  })
  const command = netloom([
    'server',
    ...configArguments(state.configFiles),
    ...['--listen', `127.0.0.1:${String(state.port)}`, '--store', store],
    // A laptop that starts a whole cloud at once is slow, and its one client waits gladly.
    ...['--max-event-loop-delay', '0'],
    // The lab's own commands have a token of the lab, whomever clients ask for theirs.
    ...(ini.authStrategy === 'keystone' ? ['--auth', 'keystone', '--local-tokens'] : ['--auth', 'token']),
    ...['--token-file', tokensFile(state), '--agent-token-file', agentTokenFile(state)],
  ])
  return spawnMarked(state, 'controller', command)
}

/**
 * Starts an agent of one host, acting in the host's network namespace and with its mounts; it is not in that network itself,
 * as it reaches the controller over the machine's loopback.
 */
export async function startAgent(state: LabState, host: LabHost, role: LabRole): Promise<ProcessRef> {
  const files = agentFiles(role, host.name)
  const defaults = join(state.directory, `host-${files}.ini`)
  const identity = join(state.directory, `${files}.ini`)
  const mechanisms = new Set(state.hosts.map(({ mechanism }) => mechanism))
  // As above: what is installed for hosts is loaded only by what starts an agent.
  const [{ loadLabSwitch }, { findHostPackages }] = await Promise.all([
    import('./mechanisms.ts'),
    import('../compose/host-packages.ts'),
  ])
  const lab = await loadLabSwitch(host.mechanism, await findHostPackages(driverBases(state.packagesFrom)))
  await Promise.all([
    replaceFile(defaults, hostDefaults(state, host, lab, mechanisms)),
    replaceFile(identity, hostIdentity(state, host, lab, role)),
  ])
  const command = netloom([
    'agent',
    ...configArguments([defaults, ...state.configFiles, identity]),
    ...['--role', role.name, '--mechanism', host.mechanism, '--host', host.name, '--netns', host.netns],
    ...['--controller', `ws://127.0.0.1:${String(state.port)}/agent`],
    ...['--state-dir', join(state.directory, files), '--inspection-socket', inspectionSocket(state, host.name, role)],
    ...['--token-file', agentTokenFile(state)],
  ])
  return spawnMarked(state, files, withMounts(mountsOf(state, host.name), command))
}

/** Resolves when the lab's controller answers. @throws {Failure} with its last words when it died */
export async function awaitController(state: LabState): Promise<void> {
  const start = performance.now()
  for (;;) {
    const client = apiClient(await apiEndpoint(state))
    try {
      await client.ping()
      return
    } catch (error) {
      if (performance.now() - start > START_PATIENCE_MS) throw error
      if (!(await isAlive(state.controller))) {
        throw new Failure(`the controller ended: ${await lastLines(logFile(state, 'controller'))}`)
      }
      await nextLook(start)
    } finally {
      client.close()
    }
  }
}

function configArguments(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => ['--config-file', file])
}

// As in the first line of bin/netloom.mjs.
const SMALL_NURSERY = '--max-semi-space-size=8'

const netloom = (args: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  SMALL_NURSERY,
  NETLOOM,
  ...args,
]

async function spawnMarked(
  state: LabState,
  name: string,
  [file, ...args]: readonly [string, ...string[]],
): Promise<ProcessRef> {
  await rm(logFile(state, name), { force: true })
  return spawnDetached(file, args, logFile(state, name), {
    [LAB_MARK]: state.name,
    // A process with mounts of its own is in no working directory of ours.
    ...(state.packagesFrom !== undefined && { [PACKAGES_FROM]: state.packagesFrom }),
  })
}
