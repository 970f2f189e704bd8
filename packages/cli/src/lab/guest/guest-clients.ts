import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'
import { listPids } from '../kernel/ip-tool.ts'
import { LAB_MARK } from '../state/lab-mark.ts'
import type { LabState, LabVm } from '../state/lab-state.ts'
import { mountsOf, withMounts } from '../mounts/host-mounts.ts'
import { type ProcessRef, processStartTime } from '@netloom/core/files'
import { endProcess, spawnDetached } from '../processes/process-ref.ts'
import type { GuestFamily } from '../state/guest-families.ts'
import { guestDirectory, guestMounts, leaseBase, LEASE_SCRIPT } from './guest-files.ts'

/** Asked for beyond what the client asks for by itself. */
const OPTIONS = ['staticroutes', 'search', 'mtu', 'hostname', 'ntpsrv']

/** Has a VM lease its addresses with the clients that real guests have; ends those that ran before. Does not wait for a lease. */
export async function startClients(state: LabState, vm: LabVm): Promise<void> {
  await endClients(state, vm)
  const directory = guestDirectory(state, vm.name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (const family of vm.families ?? []) {
    await rm(`${leaseBase(state, vm.name)}.${String(family.version)}`, { force: true })
    if (family.client) await startClient(state, vm, family)
  }
}

/** DHCP clients of a VM that run. */
export async function clientsOf(state: LabState, vm: LabVm): Promise<readonly ProcessRef[]> {
  const found: ProcessRef[] = []
  for (const pid of await listPids(vm.netns)) {
    const command = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')
    const startTime = await processStartTime(pid)
    if (command.includes(`${guestDirectory(state, vm.name)}/`) && startTime !== undefined)
      found.push({ pid, startTime })
  }
  return found
}

export async function endClients(state: LabState, vm: LabVm): Promise<void> {
  await Promise.all((await clientsOf(state, vm)).map((client) => endProcess(client)))
}

/** A guest's interface takes its link-local address at once: nobody else is on its cable. */
export async function skipDuplicateDetection({ netns }: LabVm): Promise<void> {
  const setting = 'net.ipv6.conf.eth0.accept_dad=0'
  const { exitCode, stderr } = await execa('ip', ['netns', 'exec', netns, 'sysctl', '-qw', setting], { reject: false })
  // An interface without IPv6 has no such setting, and no such address.
  if (exitCode !== 0 && !/cannot stat|No such file/i.test(stderr))
    throw new Failure(`sysctl -w ${setting}: ${stderr.split('\n')[0] ?? ''}`)
}

export const clientLog = (state: LabState, vm: string, version: 4 | 6): string =>
  join(guestDirectory(state, vm), `client${String(version)}.log`)

async function startClient(state: LabState, vm: LabVm, family: GuestFamily): Promise<void> {
  const { version } = family
  const log = clientLog(state, vm.name, version)
  await writeFile(log, '', { mode: 0o600 })
  const command = version === 4 ? udhcpc(state, vm) : dhclient(state, vm, family)
  const [file, ...args] = withMounts(mountsOf(state, guestMounts(vm.name)), [
    'nsenter',
    `--net=/var/run/netns/${vm.netns}`,
    '--',
    ...command,
  ])
  const env = { [LAB_MARK]: state.name, LEASE: leaseBase(state, vm.name) }
  await spawnDetached(file, args, log, env)
}

function udhcpc(state: LabState, vm: LabVm): readonly string[] {
  const pid = join(guestDirectory(state, vm.name), 'client4.pid')
  // Asks once a second, for ever: a VM has all the time there is.
  const patience = ['-t', '0', '-T', '1']
  const wanted = OPTIONS.flatMap((option) => ['-O', option])
  return [
    'udhcpc',
    '-f',
    '-i',
    'eth0',
    '-s',
    LEASE_SCRIPT,
    '-p',
    pid,
    ...patience,
    ...wanted,
    '-x',
    `hostname:${vm.name}`,
  ]
}

function dhclient(state: LabState, vm: LabVm, { by, prefix }: GuestFamily): readonly string[] {
  const directory = guestDirectory(state, vm.name)
  // It gives its script an environment of its own.
  const env = { LEASE: leaseBase(state, vm.name), PREFIX6: String(prefix) }
  const files = ['-lf', join(directory, 'client6.leases'), '-pf', join(directory, 'client6.pid'), '-cf', '/dev/null']
  return [
    ...['dhclient', '-6', '-d', ...(by === 'lease' ? [] : ['-S']), '-D', 'LL'],
    ...['-sf', LEASE_SCRIPT, ...files],
    ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    'eth0',
  ]
}
