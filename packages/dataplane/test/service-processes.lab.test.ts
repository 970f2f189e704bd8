import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host, HostEvent } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRoot, until } from './lab-host.ts'
import { change, create, found, isRight, namespaceOf, removeFrom, ServiceHost } from './service-host.ts'

describe.runIf(isRoot)('a process of a service', () => {
  let service: ServiceHost
  let host: Host
  let id: string
  beforeAll(async () => {
    service = await ServiceHost.create('svcproc')
    host = service.agent()
    id = service.newId()
    await create(host, service.namespace(id), service.port(id))
  })
  afterAll(() => service.close())

  const isAlive = (pid: number): Promise<boolean> =>
    stat(`/proc/${String(pid)}/ns/net`).then(
      () => true,
      () => false,
    )

  it('serves in its namespace from its own files, which others cannot look into', async () => {
    expect(await create(host, service.process(id, 'first'))).toEqual([undefined])
    expect(await service.ask(id, 7)).toBe('first')
    expect(await isRight(host, service.process(id, 'first'))).toBe(true)
    const folder = join(service.directory, 'echo', id)
    expect((await stat(folder)).mode & 0o777).toBe(0o750)
    expect((await stat(join(folder, 'text'))).mode & 0o777).toBe(0o640)
  })

  it('with a reload signal keeps its pid and serves the new file', async () => {
    const before = await service.pid(id)
    expect(await change(host, service.process(id, 'second'))).toBeUndefined()
    const answer = await until('new answer', async () =>
      (await service.ask(id, 7)) === 'second' ? 'second' : undefined,
    )
    expect([answer, await service.pid(id)]).toEqual(['second', before])
  })

  it('without a reload signal is started anew for a new file, and left alone for the same', async () => {
    const state = (text: string) => service.process(id, text, { kind: 'mute' })
    expect(await create(host, state('first'))).toEqual([undefined])
    const before = await service.pid(id, 'mute')
    expect(await change(host, state('first'))).toBeUndefined()
    expect(await service.pid(id, 'mute')).toBe(before)
    expect(await change(host, state('second'))).toBeUndefined()
    expect(await service.ask(id, 9)).toBe('second')
    expect([(await service.pid(id, 'mute')) === before, await isAlive(before)]).toEqual([false, false])
  })

  it('is started anew for another command line', async () => {
    const before = await service.pid(id)
    const state = service.process(id, 'second')
    const moved = { ...state, arguments: [...state.arguments.slice(0, -1), '13'] }
    expect(await isRight(host, moved)).toBe(false)
    expect(await change(host, moved)).toBeUndefined()
    expect(await service.ask(id, 13)).toBe('second')
    expect(await isAlive(before)).toBe(false)
    expect(await change(host, state)).toBeUndefined()
  })

  it('outlives its agent, and the next one finds nothing to do', async () => {
    expect(await isRight(service.agent(), service.process(id, 'second'))).toBe(true)
  })

  it('has its folder closed again without a restart', async () => {
    const before = await service.pid(id)
    const folder = join(service.directory, 'echo', id)
    await chmod(folder, 0o755)
    expect(await isRight(host, service.process(id, 'second'))).toBe(false)
    expect(await change(host, service.process(id, 'second'))).toBeUndefined()
    expect((await stat(folder)).mode & 0o777).toBe(0o750)
    expect(await service.pid(id)).toBe(before)
  })

  it('that was killed is told of within two seconds, with the links that lead to it', async () => {
    const events: HostEvent[] = []
    const stop = host.monitor((event) => events.push(event))
    process.kill(await service.pid(id), 'SIGKILL')
    const touched = (device: string) => () =>
      events.some((event) => event.type === 'touched' && event.device === device) ? true : undefined
    expect(await until('told', touched(namespaceOf(id)))).toBe(true)
    expect(await until('told', touched(`tap${id.slice(0, 8)}`))).toBe(true)
    stop()
    expect(await found(host, service.process(id, 'second'))).toMatchObject({ running: false })
    expect(await change(host, service.process(id, 'second'))).toBeUndefined()
    expect(await service.ask(id, 7)).toBe('second')
  })

  it('that could not be found again is refused, and nothing is started', async () => {
    const state = service.process(id, 'second')
    const wrong = [
      { directory: '/tmp' },
      { namespace: namespaceOf(service.newId()) },
      { arguments: ['/bin/sleep', '60'] },
      { arguments: state.arguments.slice(0, 1) },
      { files: { other: 'text' } },
    ]
    const before = await service.pid(id)
    for (const one of wrong) expect(await change(host, { ...state, ...one }), JSON.stringify(one)).toContain(`node of`)
    expect(await create(host, service.process('../1', 'text'))).toEqual([expect.stringContaining('is no id')])
    expect(await service.pid(id)).toBe(before)
  })

  it('is shown in plans as commands: changed lines, the signal, or the start', () => {
    const kind = host.kinds.get('echo')!
    const [state, actual] = [service.process(id, 'new\nsame\n'), service.process(id, 'old\nsame\n')]
    const cause = { object: 'echo/1', revision: 1, rule: 'test' }
    const file = join(state.directory, 'text')
    const pid = `$(cat ${join(state.directory, 'pid')})`
    const shown = (step: object) => kind.describe!({ key: kind.key(state), cause, state, ...step } as never)
    expect(shown({ op: 'replace', actual })).toEqual([`${file}: - old`, `${file}: + new`, `kill -HUP ${pid}`])
    expect(shown({ op: 'create' }).at(-1)).toBe(`ip netns exec ${namespaceOf(id)} ${state.arguments.join(' ')}`)
    expect(shown({ op: 'remove' })).toEqual([`kill ${pid}`, `rm -r ${state.directory}`])
  })

  it('leaves neither process nor folder behind when it is removed', async () => {
    const pids = [await service.pid(id), await service.pid(id, 'mute')]
    const states = [service.process(id, 'second'), service.process(id, 'second', { kind: 'mute' })]
    expect(await removeFrom(host, ...states)).toEqual([undefined, undefined])
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false])
    expect(await readdir(join(service.directory, 'echo'))).toEqual([])
    expect(await readdir(join(service.directory, 'mute'))).toEqual([])
  })
})
