import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceKind, DeviceState, Host, HostEvent, Step } from '@netloom/core'
import { silentLogger } from '@netloom/core'
import { addNamespaces, deleteNamespaces, kernelHost, listNamespaces } from '@netloom/dataplane'
import { OvsSwitch } from '../src/agent/kinds/ovs-switch.ts'

const PREFIX = 'nlt-ovs'
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'

export const canRun = process.geteuid?.() === 0 && existsSync(SCHEMA) && existsSync('/usr/sbin/ovs-vswitchd')
if (!canRun)
  process.stderr.write('tests on Open vSwitch are skipped: they need root and the package openvswitch-switch\n')

type Daemon = 'ovsdb-server' | 'ovs-vswitchd'

/** An Open vSwitch of its own, in a namespace and a folder of its own, with switching in user space. */
export class SwitchHost {
  private readonly daemons = new Map<Daemon, ChildProcess>()
  private readonly guests: string[] = []
  private readonly opened: { readonly host: Host; readonly ovs: OvsSwitch }[] = []

  private constructor(
    readonly netns: string,
    readonly directory: string,
  ) {}

  static async create(): Promise<SwitchHost> {
    await reap()
    const name = `${PREFIX}${String(process.pid)}-${randomBytes(2).toString('hex')}`
    const made = new SwitchHost(name, mkdtempSync(join(tmpdir(), `${name}-`)))
    await addNamespaces([name])
    execFileSync('ovsdb-tool', ['create', `${made.directory}/conf.db`, SCHEMA])
    await made.start('ovsdb-server')
    made.vsctl('--no-wait init')
    await made.start('ovs-vswitchd')
    return made
  }

  get ovsdb(): string {
    return `unix:${this.directory}/db.sock`
  }

  /** A host of the agent's on this switch. */
  open(
    ovsdb: string = this.ovsdb,
    more: { readonly agent?: string; readonly integrationBridge?: string } = {},
  ): { readonly host: Host; readonly ovs: OvsSwitch } {
    const { agent = 'host.h' } = more
    const ovs = new OvsSwitch({ ovsdb, runDirectory: this.directory, logger: silentLogger, ...more, agent })
    const host = kernelHost({ name: 'h', agent, netns: this.netns, kinds: ovs.kinds, logger: silentLogger })
    const opened = { host, ovs }
    this.opened.push(opened)
    return opened
  }

  async start(daemon: Daemon): Promise<void> {
    const d = this.directory
    const own =
      daemon === 'ovsdb-server'
        ? [`${d}/conf.db`, `--remote=punix:${d}/db.sock`, `--unixctl=${d}/db.ctl`]
        : [`unix:${d}/db.sock`, `--unixctl=${d}/vsw.ctl`]
    const env = { ...process.env, OVS_RUNDIR: d, OVS_LOGDIR: d, OVS_DBDIR: d, OVS_SYSCONFDIR: d }
    const rest = [`--pidfile=${d}/${daemon}.pid`, `--log-file=${d}/${daemon}.log`, '-vconsole:off', '--no-chdir']
    const child = spawn('ip', ['netns', 'exec', this.netns, daemon, ...own, ...rest], { env, stdio: 'ignore' })
    this.daemons.set(daemon, child)
    if (daemon === 'ovsdb-server') await until('ovsdb-server', () => this.answers() || undefined)
  }

  /** Of the daemon itself: `ip netns exec` becomes what it runs. */
  pid(daemon: Daemon): number {
    return this.daemons.get(daemon)?.pid ?? 0
  }

  /** As a crash would. */
  async kill(daemon: Daemon): Promise<void> {
    const child = this.daemons.get(daemon)
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  vsctl(line: string): string {
    const args = [`--db=${this.ovsdb}`, '--timeout=10', ...line.split(' ')]
    return execFileSync('ovs-vsctl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  }

  ofctl(line: string): string {
    const [command = '', bridge = '', ...rest] = line.split(' ')
    const target = `unix:${this.directory}/${bridge}.mgmt`
    return execFileSync('ovs-ofctl', ['-O', 'OpenFlow14', command, target, ...rest], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  }

  ip(line: string): string {
    return execFileSync('ip', ['-n', this.netns, ...line.split(' ')], { encoding: 'utf8' })
  }

  /** A tap as a hypervisor would make it, with the guest's end in the same namespace. */
  tap(name: string): void {
    this.ip(`link add name ${name} type veth peer name g${name.slice(1)}`)
  }

  /** A tap with a guest behind it, in a namespace of its own. Returns how the guest runs a command. */
  async guest(name: string, mac: string, address: string): Promise<(...command: readonly string[]) => string> {
    const netns = `${this.netns}-${name}`
    this.guests.push(netns)
    await addNamespaces([netns])
    this.ip(`link add name ${name} type veth peer name eth0 netns ${netns} address ${mac}`)
    execFileSync('ip', ['-n', netns, 'addr', 'add', address, 'dev', 'eth0'])
    execFileSync('ip', ['-n', netns, 'link', 'set', 'eth0', 'up'])
    return (...command) => execFileSync('ip', ['netns', 'exec', netns, ...command], { encoding: 'utf8', stdio: 'pipe' })
  }

  async close(): Promise<void> {
    for (const { host } of this.opened) await host.close()
    for (const daemon of ['ovs-vswitchd', 'ovsdb-server'] as const) await this.kill(daemon)
    await deleteNamespaces([...this.guests, this.netns])
    rmSync(this.directory, { recursive: true, force: true })
  }

  private answers(): boolean {
    try {
      this.vsctl('--no-wait list-br')
      return true
    } catch {
      return false
    }
  }
}

export function stepOf(host: Host, op: 'create' | 'remove', state: DeviceState): Step {
  const key = kindOf(host, state).key(state)
  return { op, key, state, cause: { object: 'network/test', revision: 1, rule: 'test' } }
}

const kindOf = (host: Host, state: DeviceState): DeviceKind => host.kinds.get(state.kind)!

/** Errors of the steps, in order. */
export async function apply(
  host: Host,
  op: 'create' | 'remove',
  ...states: readonly DeviceState[]
): Promise<readonly (string | undefined)[]> {
  return (await host.apply(states.map((state) => stepOf(host, op, state)))).map(({ error }) => error)
}

/** Keys of states that are missing, different or too many: what an audit would repair. */
export async function drift(host: Host, desired: readonly DeviceState[]): Promise<readonly string[]> {
  const actual = new Map((await host.read()).map((state) => [kindOf(host, state).key(state), state]))
  const drifted: string[] = []
  for (const state of desired) {
    const key = kindOf(host, state).key(state)
    const found = actual.get(key)
    if (found === undefined) drifted.push(`missing ${key}`)
    else if (!kindOf(host, state).equal(state, found)) drifted.push(`different ${key}`)
    actual.delete(key)
  }
  return [...drifted, ...[...actual.keys()].map((key) => `surplus ${key}`)]
}

/** What the switch tells from now on; the kernel tells of the same devices in its own words. */
export function events(ovs: OvsSwitch): { readonly list: HostEvent[]; next(what: HostEvent): Promise<void> } {
  const list: HostEvent[] = []
  for (const kind of ovs.kinds) kind.watch?.((event) => list.push(event))
  const same = (what: HostEvent) => (event: HostEvent) => JSON.stringify(event) === JSON.stringify(what)
  return {
    list,
    next: (what) =>
      until(`event ${JSON.stringify(what)}`, () => (list.some(same(what)) ? true : undefined)).then(() => {}),
  }
}

/** Resolves when `find` answers; fails after five seconds. */
export async function until<T>(what: string, find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 5_000
  while (performance.now() < deadline) {
    const found = await find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${what} did not happen within five seconds`)
}

/** Ends what runs that died left behind: only processes that were started with a folder of theirs. */
async function reap(): Promise<void> {
  const dead = (name: string): boolean => {
    const pid = /^nlt-ovs(\d+)-/.exec(name)?.[1]
    return pid !== undefined && !existsSync(`/proc/${pid}`)
  }
  for (const name of readdirSync(tmpdir()).filter(dead)) {
    const folder = join(tmpdir(), name)
    for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.pid'))) {
      const pid = Number(readFileSync(join(folder, file), 'utf8'))
      const started = existsSync(`/proc/${String(pid)}/cmdline`)
        ? readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
        : ''
      if (started.includes(folder)) process.kill(pid, 'SIGKILL')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  await deleteNamespaces((await listNamespaces(PREFIX)).filter(dead))
}
