import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'

type Place = Pick<LabState, 'directory'>

/** Where a lab's mount namespaces are kept, a file each; a mount of its own, which the kernel asks for. */
const mountsDirectory = ({ directory }: Place): string => join(directory, 'mounts')

/** The mount namespace of a host (or VM) of the lab, for `nsenter --mount=`. */
export const mountsOf = (state: Place, name: string): string => join(mountsDirectory(state), name)

/** Arguments that run `command` with the mounts of a place. The command takes the place of `nsenter`, and of its pid. */
export const withMounts = (file: string, command: readonly [string, ...string[]]): readonly [string, ...string[]] => [
  'nsenter',
  `--mount=${file}`,
  '--',
  ...command,
]

/**
 * What `ip netns` shows on a host: at first its own namespace, under the name that the machine knows it by. What is made there
 * is seen by nobody else, so that several hosts may serve one network. Shared, as `ip netns add` would make it: an agent's pipes
 * that were there before (`ip -n` has mounts of its own) would not see what is made later.
 */
const PRIVATE_NAMESPACES = `
while umount -l "$2" 2>/dev/null; do :; done
mount -t tmpfs -o mode=0755 netns "$2"
mount --make-shared "$2"
: >"$2/$1"
mount --bind /proc/self/ns/net "$2/$1"
mount -t sysfs sysfs /sys || :
`

/** Makes what the mount namespaces of a lab stand on. */
export async function prepareMounts(state: Place): Promise<void> {
  const directory = mountsDirectory(state)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await run('mount', ['--bind', directory, directory])
  await run('mount', ['--make-private', directory])
}

/** Gives a host its mount namespace. Its network namespace is there. */
export async function makeHostMounts(state: Place, host: LabHost): Promise<void> {
  const namespaces = await realpath('/var/run/netns')
  await makeMounts(state, host.name, host.netns, [PRIVATE_NAMESPACES, host.netns, namespaces])
}

/** The VM's `/etc/resolv.conf`, where the machine has one that it can lie over. */
const OWN_RESOLV_CONF = `
[ ! -e /etc/resolv.conf ] || mount --bind "$3" /etc/resolv.conf
`

/** Gives a VM mounts in which names are looked up as `resolvConf` says. */
export async function makeGuestMounts(state: Place, name: string, netns: string, resolvConf: string): Promise<void> {
  const namespaces = await realpath('/var/run/netns')
  await makeMounts(state, name, netns, [`${PRIVATE_NAMESPACES}${OWN_RESOLV_CONF}`, netns, namespaces, resolvConf])
}

/** Gives a place a mount namespace, arranged by a shell script that runs in it and in the place's network namespace. */
async function makeMounts(
  state: Place,
  name: string,
  netns: string,
  [script, ...args]: readonly [string, ...string[]],
): Promise<void> {
  const file = mountsOf(state, name)
  await writeFile(file, '', { mode: 0o600 })
  const shell = ['sh', '-ec', script, 'sh', ...args]
  const mounts = ['unshare', `--mount=${file}`, '--propagation', 'private', ...shell]
  await run('nsenter', [`--net=/var/run/netns/${netns}`, '--', ...mounts])
}

/** Takes one mount namespace away; it goes for good with the last process in it. Harmless when there is none. */
export async function removeMounts(file: string): Promise<void> {
  await execa('umount', ['-l', file], { reject: false, stdin: 'ignore' })
}

/** The mount namespaces of a lab that the kernel knows, whatever has become of the lab's state. */
export async function listMounts(directory: string): Promise<readonly string[]> {
  const base = await realBase(directory)
  return (await mountPoints()).filter((point) => point.startsWith(`${base}/`))
}

/** Takes away all mounts of a lab, the newest first. */
export async function removeAllMounts(directory: string): Promise<void> {
  const base = await realBase(directory)
  const ours = (await mountPoints()).filter((point) => point === base || point.startsWith(`${base}/`))
  for (const point of ours.reverse()) await removeMounts(point)
}

/** As the kernel names it. */
async function realBase(directory: string): Promise<string> {
  const base = mountsDirectory({ directory })
  return realpath(base).catch(() => base)
}

async function mountPoints(): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8')
  return table.split('\n').flatMap((line) => {
    const point = line.split(' ')[4]
    return point === undefined ? [] : [plain(point)]
  })
}

/** Blanks and the like are written as octal numbers. */
const plain = (path: string): string =>
  path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

async function run(tool: string, args: readonly string[]): Promise<void> {
  const { exitCode, code, stderr, shortMessage } = await execa(tool, args, { reject: false, stdin: 'ignore' })
  if (exitCode === 0) return
  if (code === 'ENOENT') throw new Failure(`${tool}: no such command; install the Debian package util-linux`)
  throw new Failure(`${tool} ${args[0] ?? ''}: ${stderr.split('\n')[0] ?? shortMessage ?? ''}`)
}
