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
    const report = await probe({
      'a bridge': ['bridge'],
      'a switch in user space': ['ovs-vswitchd', 'ovs gre'],
      'a server': ['veth', 'sh', 'no-such-command', '; echo'],
    })
    const works = new Map(report.features.map(({ name, ok }) => [name, ok]))
    for (const name of ['veth', 'bridge', 'vxlan', 'vxlan proxy', 'vxlan flood list', 'neigh_suppress'])
      expect(works.get(name), name).toBe(true)
    for (const feature of report.features) expect(feature.ok || feature.fix !== undefined).toBe(true)
    const some = ['veth', '802.1Q']
    expect(await probeFeatures(some)).toEqual(report.features.filter(({ name }) => some.includes(name)))
    expect(report.drivers[0]).toEqual({ driver: 'a bridge', ok: true, missing: [] })
    expect(works.get('ovs-vswitchd')).toBe(existsSync('/usr/sbin/ovs-vswitchd'))
    expect(report.drivers[1]?.ok).toBe(works.get('ovs-vswitchd'))
    // Names that are no feature are commands; nothing of them is run.
    expect(report.drivers[2]).toEqual({ driver: 'a server', ok: false, missing: ['no-such-command', '; echo'] })
    expect(report.features.find(({ name }) => name === 'no-such-command')?.fix).toBe('apt-get install no-such-command')
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
