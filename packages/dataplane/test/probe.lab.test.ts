import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  CommandError,
  addNamespaces,
  deleteNamespaces,
  listNamespaces,
  probe,
  probeFeatures,
  runInNamespace,
} from '../src/index.ts'
import { isRoot } from './lab-host.ts'

describe.runIf(isRoot)('probe', () => {
  it('finds what this kernel can do and leaves nothing behind', async () => {
    const report = await probe()
    const works = new Map(report.features.map(({ name, ok }) => [name, ok]))
    for (const name of ['veth', 'bridge', 'vxlan', 'vxlan proxy', 'vxlan flood list', 'neigh_suppress'])
      expect(works.get(name), name).toBe(true)
    for (const feature of report.features) expect(feature.ok || feature.fix !== undefined).toBe(true)
    const some = ['veth', '802.1Q']
    expect(await probeFeatures(some)).toEqual(report.features.filter(({ name }) => some.includes(name)))
    expect(report.drivers.find(({ driver }) => driver === 'mechanism linuxbridge (vxlan)')).toEqual({
      driver: 'mechanism linuxbridge (vxlan)',
      ok: true,
      missing: [],
    })
    expect(works.get('ovs-vswitchd')).toBe(existsSync('/usr/sbin/ovs-vswitchd'))
    const overOvs = report.drivers.find(({ driver }) => driver === 'mechanism openvswitch (gre)')
    expect(overOvs?.ok).toBe(works.get('ovs-vswitchd'))
    for (const tool of ['dnsmasq', 'dhcp_release', 'haproxy', 'conntrack']) {
      const feature = report.features.find(({ name }) => name === tool)
      expect({
        tool,
        known: feature !== undefined,
        fix: feature?.ok === false ? feature.fix : undefined,
      }).toMatchObject({
        tool,
        known: true,
      })
    }
    const served = report.drivers.find(({ driver }) => driver === 'dhcp dnsmasq')
    expect(served?.missing).toEqual(
      ['dnsmasq', 'dhcp_release', 'dhcp_release6'].filter((tool) => works.get(tool) !== true),
    )
    expect(report.drivers.map(({ driver }) => driver)).toEqual(
      expect.arrayContaining(['dhcp metadata proxy', 'port security (linuxbridge)', 'port security (openvswitch)']),
    )
    expect(await listNamespaces('netloom-probe-')).toEqual([])
  })
})

describe.runIf(isRoot)('namespaces', () => {
  it('come and go in batches, with their devices', async () => {
    const names = [1, 2, 3].map((index) => `nlt-dp${String(process.pid)}-ns${String(index)}`)
    await addNamespaces(names)
    try {
      expect(await listNamespaces(`nlt-dp${String(process.pid)}-ns`)).toEqual(names)
      await runInNamespace(names[0]!, [
        'ip',
        'link',
        'add',
        'name',
        'a',
        'type',
        'veth',
        'peer',
        'name',
        'b',
        'netns',
        names[1]!,
      ])
      expect(await runInNamespace(names[1]!, ['ip', 'link', 'show'])).toContain('b@')
      await expect(runInNamespace(names[0]!, ['ip', 'link', 'show', 'dev', 'zz'])).rejects.toThrow(CommandError)
      await expect(runInNamespace(names[0]!, ['ip', 'link', 'show', 'dev', 'zz'])).rejects.toThrow(
        'ip link show dev zz: Device "zz" does not exist.',
      )
    } finally {
      await deleteNamespaces([...names, 'nlt-never'])
    }
    expect(await listNamespaces(`nlt-dp${String(process.pid)}-ns`)).toEqual([])
  })
})
