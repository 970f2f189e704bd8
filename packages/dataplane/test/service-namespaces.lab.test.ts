import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listNamespaces, runInNamespace } from '../src/index.ts'
import type { NamespaceState } from '../src/service.ts'
import { isRoot } from './lab-host.ts'
import { change, create, found, isRight, namespaceOf, removeFrom, ServiceHost } from './service-host.ts'

const named = (name: string): NamespaceState => ({ kind: 'service-namespace', name })

describe.runIf(isRoot)('namespaces of a service', () => {
  let service: ServiceHost
  beforeAll(async () => {
    service = await ServiceHost.create('svcns')
  })
  afterAll(() => service.close())

  const aliasOf = async (name: string): Promise<unknown> => {
    const [row] = JSON.parse(await runInNamespace(name, ['ip', '-j', 'link', 'show', 'dev', 'lo'])) as object[]
    return (row as { readonly ifalias?: string }).ifalias
  }

  it('bear agent and API object in the alias of lo, and are read back by a later agent', async () => {
    const id = service.newId()
    expect(await create(service.agent(), service.namespace(id))).toEqual([undefined])
    expect(await aliasOf(namespaceOf(id))).toBe(`netloom@echo.host1:echo/${id}`)
    expect(await isRight(service.agent(), service.namespace(id))).toBe(true)
    expect(await removeFrom(service.agent(), service.namespace(id))).toEqual([undefined])
    expect(await listNamespaces(namespaceOf(id))).toEqual([])
  })

  it('replace a file of their name that no namespace is mounted on', async () => {
    const id = service.newId()
    await writeFile(join('/run/netns', namespaceOf(id)), '')
    expect(await create(service.agent(), service.namespace(id))).toEqual([undefined])
    expect(await listNamespaces(namespaceOf(id))).toEqual([namespaceOf(id)])
  })

  it('refuse a name that is no namespace of the service, and nothing is made', async () => {
    const before = await readdir('/run/netns')
    for (const name of [`qdhcp-${service.newId()}`, 'qecho-1', `qecho-x\nnetns add y`]) {
      const [error] = await create(service.agent(), named(name))
      expect(error).toContain('is no namespace of this service')
    }
    expect(await readdir('/run/netns')).toEqual(before)
  })

  it('of another agent are neither read, entered nor removed', async () => {
    const id = service.newId()
    const [owner, rival] = [service.agent(), service.agent('echo.host2')]
    await create(owner, service.namespace(id), service.port(id), service.process(id, 'mine'))
    const [namespace, port, server] = await create(
      rival,
      service.namespace(id),
      service.port(id, { device: `ext${id.slice(0, 8)}`, inner: `qx-${id.slice(0, 8)}` }),
      service.process(id, 'theirs'),
    )
    expect(namespace).toContain('belongs to agent echo.host1; take the echo from one of the two agents')
    expect([port, server]).toEqual(Array(2).fill(`namespace ${namespaceOf(id)} belongs to another agent`))
    expect((await rival.read()).filter((state) => JSON.stringify(state).includes(id))).toEqual([])
    expect(await service.ask(id, 7)).toBe('mine')
    await removeFrom(owner, service.process(id, 'mine'))
  })
})

describe.runIf(isRoot)('a pair into a namespace of a service', () => {
  let service: ServiceHost
  beforeAll(async () => {
    service = await ServiceHost.create('svcport')
  })
  afterAll(() => service.close())

  const reach = async (device: string, own: string, address: string): Promise<string> => {
    service.lab.ip(`addr replace ${own} dev ${device}`)
    return runInNamespace(service.lab.netns, ['ping', '-c', '1', '-W', '2', address])
  }

  it('carries packets between host and namespace, through each of the two kinds of its names', async () => {
    const id = service.newId()
    const host = service.agent()
    const end = id.slice(0, 8)
    const second = { device: `ext${end}`, inner: `qx-${end}`, macAddress: 'fa:16:3e:00:00:02' }
    const ports = [service.port(id), service.port(id, { ...second, addresses: ['10.2.0.1/24', 'fd00:2::1/64'] })]
    expect(await create(host, service.namespace(id), ...ports)).toEqual([undefined, undefined, undefined])
    expect(await reach(`tap${end}`, '10.1.0.2/24', '10.1.0.1')).toContain('1 received')
    expect(await reach(`ext${end}`, '10.2.0.2/24', '10.2.0.1')).toContain('1 received')
    for (const port of ports) expect(await isRight(host, port)).toBe(true)
    expect(await removeFrom(host, ...ports, service.namespace(id))).toEqual([undefined, undefined, undefined])
    expect(service.lab.ip('link show')).not.toContain(end)
  })

  it('keeps its device when addresses change', async () => {
    const id = service.newId()
    const host = service.agent()
    await create(host, service.namespace(id), service.port(id))
    const indexOf = (): Promise<string> =>
      runInNamespace(namespaceOf(id), ['cat', `/sys/class/net/qe-${id.slice(0, 8)}/ifindex`])
    const before = await indexOf()
    const moved = service.port(id, { addresses: ['10.3.0.1/24', 'fd00:3::1/64'] })
    expect(await change(host, moved)).toBeUndefined()
    expect(await indexOf()).toBe(before)
    expect(await isRight(host, moved)).toBe(true)
    expect(await reach(`tap${id.slice(0, 8)}`, '10.3.0.2/24', '10.3.0.1')).toContain('1 received')
  })

  it('is refused alone when a word of it is none, and the others of the batch are made', async () => {
    const [good, bad] = [service.newId(), service.newId()]
    const host = service.agent()
    await create(host, service.namespace(good), service.namespace(bad))
    const wrong = [
      { addresses: ['10.1.0.1/24\nlink del dev lo'] },
      { addresses: ['10.1.0.1'] },
      { macAddress: 'fa:16:3e:00:00:01 mtu 1' },
      { mtu: Number.NaN },
      { inner: `ns-${bad.slice(0, 8)}` },
      { namespace: 'qdhcp-1' },
    ]
    for (const one of wrong) {
      const results = await create(host, service.port(bad, one), service.port(good))
      expect(results, JSON.stringify(one)).toEqual([expect.any(String), undefined])
      expect(await found(host, service.port(bad))).toBeUndefined()
    }
    expect(await isRight(host, service.port(good))).toBe(true)
  })
})
