import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const BIN = fileURLToPath(new URL('../../bin/netloom.mjs', import.meta.url))

/** As a freshly installed one: folders of its own, no netloom files, `netloom` as a command, and a systemd that only takes notes. */
const SETUP = `set -e
mount -t sysfs sys /sys
mount -t tmpfs none /run
mkdir /run/netns /run/etc /run/bin
cp -a /etc/. /run/etc/
mount --bind /run/etc /etc
mkdir -p /etc/netloom
mount -t tmpfs none /var/lib
mkdir /var/lib/misc
mount -t tmpfs none /root
printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' "$NODE" "$BIN" > /run/bin/netloom
printf '#!/bin/sh\\necho "$@" >> /run/systemctl\\n' > /run/bin/systemctl
chmod +x /run/bin/netloom /run/bin/systemctl
ip link set lo up
echo ready
exec cat > /dev/null`

/** A machine as far as netloom sees one: network, mounts and processes are its own, and end with it. */
export class Machine {
  private readonly services: string[] = []

  private constructor(
    private readonly keeper: ChildProcess,
    /** Of its first process, as seen from outside. */
    readonly pid: number,
  ) {}

  static async start(): Promise<Machine> {
    const own = ['--net', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc']
    const keeper = spawn('unshare', [...own, 'sh', '-c', SETUP], {
      // It ends with its input, so with this process, however that ends.
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE: process.execPath, BIN },
    })
    await once(createInterface({ input: keeper.stdout }), 'line')
    const outer = String(keeper.pid)
    const children = await readFile(`/proc/${outer}/task/${outer}/children`, 'utf8')
    return new Machine(keeper, Number(children.trim()))
  }

  /** A path of its own, as seen from outside. */
  path(path: string): string {
    return join(`/proc/${String(this.pid)}/root`, path)
  }

  /** Types a line into a shell of root's. @throws with what it said */
  async type(line: string): Promise<string> {
    const { stdout } = await execa('nsenter', this.enter(['sh', '-c', `cd /root; ${line}`]), {
      env: { PATH: `/run/bin:${process.env['PATH'] ?? ''}` },
      stdin: 'ignore',
    })
    return stdout
  }

  /** Does what systemd would do for the units that were enabled: their folders, their umask, their command. */
  async startEnabled(): Promise<void> {
    const notes = await readFile(this.path('/run/systemctl'), 'utf8')
    for (const line of notes.split('\n').filter((note) => note.startsWith('enable --now '))) {
      for (const unit of line.split(' ').slice(2)) await this.startUnit(unit)
    }
    await writeFile(this.path('/run/systemctl'), '')
  }

  /** What its services said: for the message of a failure. */
  async said(): Promise<string> {
    const logs = this.services.map((unit) => readFile(this.path(`/run/${unit}.log`), 'utf8').catch(() => ''))
    return (await Promise.all(logs)).join('\n').slice(-4_000)
  }

  async end(): Promise<void> {
    const gone = once(this.keeper, 'exit')
    this.keeper.kill('SIGKILL')
    await gone
  }

  private async startUnit(unit: string): Promise<void> {
    const text = await readFile(this.path(`/etc/systemd/system/${unit}.service`), 'utf8')
    const value = (option: string): string => new RegExp(`^${option}=(.*)$`, 'm').exec(text)?.[1] ?? ''
    const runtime = value('RuntimeDirectory')
    this.services.push(unit)
    await this.type(
      [
        `mkdir -p -m ${value('StateDirectoryMode')} /var/lib/${value('StateDirectory')}`,
        ...(runtime === '' ? [] : [`mkdir -p -m ${value('RuntimeDirectoryMode')} /run/${runtime}`]),
        `umask ${value('UMask') || '0022'}`,
        `cd / && setsid ${value('ExecStart')} > /run/${unit}.log 2>&1 < /dev/null &`,
      ].join('; '),
    )
  }

  private enter(command: readonly string[]): readonly string[] {
    return ['--target', String(this.pid), '--net', '--mount', '--pid', '--', ...command]
  }
}

/** A cable between two machines. */
export async function connect(one: Machine, other: Machine, addresses: readonly [string, string]): Promise<void> {
  const [pid, peer] = [String(one.pid), String(other.pid)]
  await execa('nsenter', [
    ...['--target', pid, '--net', 'ip', 'link', 'add', 'eth0', 'type', 'veth'],
    ...['peer', 'name', 'eth0', 'netns', peer],
  ])
  await one.type(`ip addr add ${addresses[0]} dev eth0; ip link set eth0 up`)
  await other.type(`ip addr add ${addresses[1]} dev eth0; ip link set eth0 up`)
}
