import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BatchPipe } from '../src/index.ts'
import { LabHost, isRoot, until } from './lab-host.ts'

const flood = (index: number): string =>
  `fdb append 00:00:00:00:00:00 dev x0 dst 198.51.${String(index >> 8)}.${String(index & 255)}`

const unicast = (index: number): string =>
  `fdb replace fa:16:3e:${index
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(..)(..)/, '$1:$2:$3')} dev x0 dst 192.0.2.9`

describe.runIf(isRoot)('batch pipe', () => {
  let lab: LabHost
  let ip: BatchPipe
  let bridge: BatchPipe

  beforeAll(async () => {
    lab = await LabHost.create('pipe')
    lab.ip('link add name x0 type vxlan id 1 dev eth0 local 192.0.2.1 dstport 4789 nolearning')
    ip = new BatchPipe({ tool: 'ip', netns: lab.netns })
    bridge = new BatchPipe({ tool: 'bridge', netns: lab.netns })
  })
  afterEach(() => {
    lab.bridge('fdb flush dev x0 self')
  })
  afterAll(async () => {
    await Promise.all([ip.close(), bridge.close()])
    await lab.close()
  })

  it('gives each failing line its own error, whatever surrounds it', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      index % 7 === 3 ? `fdb append 00:00:00:00:00:00 dev nowhere${String(index)} dst 192.0.2.9` : flood(index),
    )
    const results = await bridge.run(lines)
    expect(results.map((result) => result ?? 'done')).toEqual(
      lines.map((_, index) => (index % 7 === 3 ? `Cannot find device "nowhere${String(index)}"` : 'done')),
    )
    expect(lab.bridge('fdb show dev x0').trim().split('\n')).toHaveLength(
      lines.filter((_, index) => index % 7 !== 3).length,
    )
  })

  it('names exactly the line that ended the tool, and does all the others once', async () => {
    const before = ip.pid
    const lines = Array.from({ length: 300 }, (_, index) =>
      index === 137 || index === 201
        ? 'neigh del 10.9.9.9 dev x0'
        : `neigh replace 10.0.${String(index >> 8)}.${String(index & 255)} lladdr fa:16:3e:00:00:01 dev x0 nud permanent`,
    )
    lines[50] = 'link add name once type bridge'
    lines[140] = 'link set dev x0 mtu nonsense'
    const results = await ip.run(lines)
    const failed = results.flatMap((result, index) => (result === undefined ? [] : [[index, result]]))
    expect(failed).toEqual([
      [137, 'RTNETLINK answers: No such file or directory'],
      [140, expect.stringContaining('nonsense')],
      [201, 'RTNETLINK answers: No such file or directory'],
    ])
    expect(ip.pid).not.toBe(before)
    expect(lab.ip('neigh show nud permanent').trim().split('\n')).toHaveLength(296)
  })

  it('refuses what is not made of plain words, and runs the rest', async () => {
    const results = await ip.run([
      'link set dev x0 mtu 1400',
      'link set dev x0 alias "a b"',
      'link set dev x0 up\nlink del x0',
      'link show # x',
      '-n other link show',
    ])
    expect(results.map((result) => result?.startsWith('refused') ?? false)).toEqual([false, true, true, true, true])
    expect(lab.ip('link show dev x0')).toContain('mtu 1400')
  })

  it('fails what a killed tool had not acknowledged, and starts it again', async () => {
    await bridge.run([flood(1)])
    const pid = bridge.pid!
    const pending = bridge.run(Array.from({ length: 50_000 }, (_, index) => unicast(index)))
    await until('first entries', () => (lab.bridge('fdb show dev x0').length > 2_000 ? true : undefined))
    process.kill(pid, 'SIGKILL')
    const results = await pending
    expect(results.at(-1)).toBe('bridge was ended by SIGKILL before it acknowledged this line')
    expect(await bridge.run([flood(1)])).toEqual([undefined])
    expect(bridge.pid).not.toBe(pid)
    expect(existsSync(`/proc/${String(pid)}`)).toBe(false)
  })

  it('finds a device again that somebody deleted and made anew', async () => {
    for (let turn = 0; turn < 3; turn++) {
      lab.ip('link del x0')
      lab.ip('link add name x0 type vxlan id 1 dev eth0 local 192.0.2.1 dstport 4789 nolearning')
      expect(await bridge.run([flood(turn)])).toEqual([undefined])
      expect(
        await ip.run([
          'link set dev x0 mtu 1300',
          'neigh replace 10.1.1.1 lladdr fa:16:3e:00:00:01 dev x0 nud permanent',
        ]),
      ).toEqual([undefined, undefined])
      expect(lab.bridge('fdb show dev x0')).toContain('198.51.0.')
    }
  })

  it('reaches the right device when names change hands', async () => {
    await ip.run(['link set dev x0 mtu 1300'])
    lab.ip('link set x0 name x9')
    lab.ip('link add name x0 type vxlan id 2 dev eth0 local 192.0.2.1 dstport 4789 nolearning')
    ip.forget()
    await ip.run(['link set dev x0 mtu 1200'])
    expect(lab.ip('link show dev x9')).toContain('mtu 1300')
    expect(lab.ip('link show dev x0')).toContain('mtu 1200')
  })

  it('says so for every line when the namespace does not exist', async () => {
    const pipe = new BatchPipe({ tool: 'ip', netns: 'nlt-nowhere' })
    const results = await pipe.run(['link show', 'link show', 'link show'])
    expect(results).toEqual(Array(3).fill(expect.stringContaining('Cannot open network namespace "nlt-nowhere"')))
    await pipe.close()
  })

  it('runs batches asked for at the same time in order', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ip.run([`link set dev x0 mtu ${String(1_000 + index)}`])),
    )
    expect(results.flat()).toEqual(Array(40).fill(undefined))
    expect(lab.ip('link show dev x0')).toContain('mtu 1039')
  })

  it('leaves no process behind when we are killed', async () => {
    const script = `
      import { kernelHost } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const quiet = { debug() {}, info() {}, warn() {}, error() {} }
      const host = kernelHost({ name: 'doomed', netns: ${JSON.stringify(lab.netns)}, logger: quiet })
      host.monitor(() => {})
      const cause = { object: 'network/x', revision: 1, rule: 'test' }
      await host.apply([{ op: 'create', key: 'bridge brqd', state: { kind: 'bridge', name: 'brqd', owner: 'network/x' }, cause }])
      await host.apply([{ op: 'remove', key: 'fdb x0 fa:16:3e:00:00:99', state: { kind: 'fdb', device: 'x0', mac: 'fa:16:3e:00:00:99', dst: '192.0.2.9' }, cause }])
      console.log('ready'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const children = await until('its tools', () => {
      const pids = readFileSync(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8')
        .trim()
        .split(' ')
      return pids.length >= 4 ? pids : undefined
    })
    child.kill('SIGKILL')
    await until('their end', () => (children.some((pid) => existsSync(`/proc/${pid}`)) ? undefined : true))
    expect(
      execFileSync('ip', ['netns', 'pids', lab.netns], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .filter((pid) => children.includes(pid)),
    ).toEqual([])
  })
})
