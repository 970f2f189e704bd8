import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent } from '@netloom/core'
import { execFileSync } from 'node:child_process'
import { LabHost, isRoot, until } from './lab-host.ts'
import { bridge, fdb, flood, neighbour, port, vxlan } from './sample-states.ts'

describe.runIf(isRoot)('monitor', () => {
  let lab: LabHost
  let events: HostEvent[]
  let stop: () => void

  const seen = (type: HostEvent['type'], device?: string): Promise<HostEvent> =>
    until(`${type} ${device ?? ''}`, () =>
      events.find((event) => event.type === type && (event.type === 'overrun' || event.device === device)),
    )

  /** Everything the kernel had to tell before this has arrived. */
  const settled = async (): Promise<void> => {
    lab.ip('link add name probe0 type veth peer name probe1')
    await seen('link-added', 'probe0')
    lab.ip('link del probe0')
    await seen('link-removed', 'probe0')
  }

  beforeEach(async () => {
    lab = await LabHost.create('monitor')
    lab.tap('tap1')
    events = []
    stop = lab.host.monitor((event) => events.push(event))
    await seen('link-added', 'tap1')
  })
  afterEach(async () => {
    stop()
    await lab.close()
  })

  it('tells of links that were there before it, and of new ones', async () => {
    expect(events).toContainEqual({ type: 'link-added', device: 'eth0' })
    lab.tap('tap2')
    await seen('link-added', 'tap2')
    lab.ip('link del tap2')
    expect(await seen('link-removed', 'tap2')).toBeDefined()
  })

  it('tells of a renamed link', async () => {
    lab.ip('link set gtap1 down')
    lab.ip('link set gtap1 name tap5')
    await seen('link-removed', 'gtap1')
    expect(await seen('link-added', 'tap5')).toBeDefined()
  })

  // What a busy machine's kernel tells later than 30 ms after is told on, and costs a look: once in a while, and not each time.
  it('does not tell us what we do ourselves', { retry: 2 }, async () => {
    const all = [bridge, vxlan, port, fdb, flood('192.0.2.2'), neighbour]
    await lab.create(...all)
    await lab.replace(fdb, { ...fdb, dst: '192.0.2.3' })
    await lab.remove(neighbour, flood('192.0.2.2'), { ...fdb, dst: '192.0.2.3' })
    await settled()
    const ours = new Set(['vxlan-100', 'tap1'])
    expect(events.filter((event) => event.type === 'touched' && ours.has(event.device))).toEqual([])
  })

  it.each([
    ['an fdb entry is deleted', 'bridge fdb del fa:16:3e:00:00:02 dev vxlan-100 dst 192.0.2.2', 'vxlan-100'],
    [
      'an fdb entry is pointed elsewhere',
      'bridge fdb replace fa:16:3e:00:00:02 dev vxlan-100 dst 192.0.2.66',
      'vxlan-100',
    ],
    ['a flood entry is deleted', 'bridge fdb del 00:00:00:00:00:00 dev vxlan-100 dst 192.0.2.2', 'vxlan-100'],
    ['a neighbour is deleted', 'ip neigh del 10.0.0.2 dev vxlan-100', 'vxlan-100'],
    ['a port leaves its bridge', 'ip link set tap1 nomaster', 'tap1'],
    ['a device is set down', 'ip link set vxlan-100 down', 'vxlan-100'],
    ['a device is deleted', 'ip link del vxlan-100', 'vxlan-100'],
    ['bridge port flags change', 'bridge link set dev vxlan-100 neigh_suppress on', 'vxlan-100'],
  ])('tells when %s by hand', async (_, command, device) => {
    await lab.create(bridge, vxlan, port, fdb, flood('192.0.2.2'), neighbour)
    await settled()
    await new Promise((resolve) => setTimeout(resolve, 40))
    events.length = 0
    const [tool = '', ...args] = command.split(' ')
    execFileSync(tool, ['-n', lab.netns, ...args])
    expect(await seen('touched', device)).toBeDefined()
  })

  it('tells of what a device made anew has lost', async () => {
    await lab.create(bridge, vxlan, fdb)
    await settled()
    events.length = 0
    await lab.replace(vxlan, { ...vxlan, proxy: false })
    expect(events).toContainEqual({ type: 'touched', device: 'vxlan-100' })
  })

  it('starts again when it is killed, and says that events were lost', async () => {
    const pids = execFileSync('sh', ['-c', `cat /proc/${String(process.pid)}/task/*/children`], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    // Some end while we look.
    const commandOf = (pid: string): string =>
      execFileSync('sh', ['-c', `cat /proc/${pid}/cmdline 2>&1 || true`], { encoding: 'utf8' })
    const monitor = pids.find((pid) => commandOf(pid).includes(`${lab.netns}\0-d\0-o`))
    process.kill(Number(monitor), 'SIGKILL')
    lab.tap('tap3')
    await seen('overrun')
    expect(await seen('link-added', 'tap3')).toBeDefined()
  })
})
