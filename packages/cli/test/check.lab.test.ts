import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addNamespaces, deleteNamespaces, runInNamespace, type ProbeReport } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PartVerdict } from '../src/compose/judge-packages.ts'
import { netloom } from './support/netloom.ts'

interface Checked extends ProbeReport {
  readonly parts: readonly PartVerdict[]
}

let folder: string

async function install(name: string, field: object, source: string): Promise<void> {
  const place = join(folder, 'node_modules', name)
  await mkdir(place, { recursive: true })
  const manifest = { name, type: 'module', exports: { './agent': './agent.js' }, netloom: field }
  await writeFile(join(place, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(place, 'agent.js'), source)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-check-'))
  await mkdir(join(folder, 'node_modules'))
  await cp(new URL('fixtures/netloom-beacon', import.meta.url), join(folder, 'node_modules/netloom-beacon'), {
    recursive: true,
  })
  const half = { switches: { torn: './agent#switchPackage' }, needs: { 'mechanism torn': 'bridge' } }
  await install('netloom-mech-torn', half, "throw new Error('no libfoo here')\n")
})
afterAll(() => rm(folder, { recursive: true }))

describe.runIf(process.geteuid?.() === 0)('netloom check', () => {
  it('names what strangers’ packages bring, what they need and why one cannot be loaded', async () => {
    const { stdout } = await netloom(['check', '--json', '--dir', folder], { cwd: folder })
    const { drivers, parts } = JSON.parse(stdout) as Checked
    expect(drivers).toContainEqual({ driver: 'role beacon (netloom-beacon)', ok: false, missing: ['beacon-horn'] })
    expect(parts).toContainEqual({ part: 'role beacon', package: 'netloom-beacon', ok: true })
    expect(parts).toContainEqual({
      ...{ part: 'switch torn', package: 'netloom-mech-torn', ok: false },
      problem: expect.stringContaining('no libfoo here') as string,
    })
    expect(parts).toContainEqual({
      ...{ part: 'needs of mechanism torn', package: 'netloom-mech-torn', ok: false },
      problem: 'is no list of names; correct netloom.needs in its package.json',
    })
    expect(parts.map((one) => one.package)).not.toContain('@netloom/mech-ovs')
  })

  it('judges what the command’s own packages say that they need', async () => {
    const { stdout } = await netloom(['check', '--json', '--dir', folder], { cwd: folder })
    const { drivers, features } = JSON.parse(stdout) as Checked
    const works = new Set(features.filter(({ ok }) => ok).map(({ name }) => name))
    expect(drivers).toContainEqual({ driver: 'mechanism linuxbridge (vxlan)', ok: true, missing: [] })
    expect(drivers.find(({ driver }) => driver === 'dhcp dnsmasq')?.missing).toEqual(
      ['dnsmasq', 'dhcp_release', 'dhcp_release6'].filter((name) => !works.has(name)),
    )
    expect(drivers.map(({ driver }) => driver)).toEqual(
      expect.arrayContaining(['dhcp metadata proxy', 'port security (linuxbridge)', 'port security (openvswitch)']),
    )
  })

  it('shows them as tables to people', async () => {
    const { stdout } = await netloom(['check', '--dir', folder], { cwd: folder })
    expect(stdout).toMatch(/role beacon \(netloom-beacon\) +no +beacon-horn/)
    expect(stdout).toMatch(/switch torn +netloom-mech-torn +no .*no libfoo here/)
  })

  it('tells of chains of others that VMs come through, and how many connections are tracked', async () => {
    const netns = `nlt-check-${String(process.pid)}`
    await addNamespaces([netns])
    try {
      const rules = `table ip filter {
        chain FORWARD {
          type filter hook forward priority filter; policy drop;
          ct state related,established accept
        }
      }
      `
      await runInNamespace(netns, ['nft', '-f', '-'], { input: rules })
      // Loopback, so that something is tracked at all.
      const track = [
        'sh',
        '-c',
        'ip link set lo up; conntrack -I -s 10.0.0.1 -d 10.0.0.2 -p udp --sport 1 --dport 2 -t 60',
      ]
      await runInNamespace(netns, track)
      const { stdout } = await netloom(['check', '--dir', folder], { cwd: folder, netns })
      expect(stdout).toMatch(/^1 of [\d,]+ connections tracked$/m)
      expect(stdout).toContain(
        "warning: ip filter FORWARD (forward) drops packets of ports with security groups on Linux bridges: policy drop; to keep them out of it: nft insert rule ip filter FORWARD iifname 'brq*' accept",
      )
    } finally {
      await deleteNamespaces([netns])
    }
  })
})
