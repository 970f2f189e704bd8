import { describe, expect, it } from 'vitest'
import { JsonSplitter } from '../src/agent/ovsdb/json-splitter.ts'
import { parseOvsdbEndpoint } from '../src/agent/ovsdb/ovsdb-endpoint.ts'
import { Replica } from '../src/agent/ovsdb/replica.ts'

describe('the stream of an OVSDB server', () => {
  const messages = [
    { id: 1, result: [{ rows: [] }], error: null },
    { method: 'echo', params: ['a}b', '{"', 'back\\slash\\'], id: 'echo' },
    { id: null, method: 'update2', params: ['netloom', { Port: { x: { modify: { name: 'größe {' } } } }] },
  ]

  it.each([1, 2, 3, 7, 1_000])('is cut into its objects when it comes in pieces of %i bytes', (size) => {
    const bytes = Buffer.from(messages.map((message) => JSON.stringify(message)).join(''))
    const splitter = new JsonSplitter()
    const found: unknown[] = []
    for (let at = 0; at < bytes.length; at += size) found.push(...splitter.push(bytes.subarray(at, at + size)))
    expect(found).toEqual(messages)
  })
})

describe('the address of a database', () => {
  it('is a socket, or a host and port', () => {
    expect(parseOvsdbEndpoint('unix:/run/ovs/db.sock')).toMatchObject({
      connect: { path: '/run/ovs/db.sock' },
      directory: '/run/ovs',
    })
    expect(parseOvsdbEndpoint('tcp:127.0.0.1:6640').connect).toMatchObject({ host: '127.0.0.1', port: 6640 })
    expect(parseOvsdbEndpoint('tcp:[::1]:6640').connect).toMatchObject({ host: '::1', port: 6640 })
  })

  it.each(['tcp:127.0.0.1', 'tcp:::1:6640', 'unix:db.sock', 'ssl:1.2.3.4:6640', 'tcp:a:99999'])(
    'refuses %s',
    (text) => {
      expect(() => parseOvsdbEndpoint(text)).toThrow(TypeError)
    },
  )
})

describe('the replica of a database', () => {
  const filled = (): Replica => {
    const replica = new Replica()
    replica.take({
      Open_vSwitch: { o: { initial: { cur_cfg: 3, next_cfg: 4 } } },
      Bridge: { b: { initial: { name: 'br-int', ports: ['uuid', 'p'], fail_mode: 'secure' } } },
      Port: {
        p: {
          initial: {
            name: 'x',
            interfaces: ['uuid', 'i'],
            tag: 7,
            other_config: [
              'map',
              [
                ['a', '1'],
                ['b', '2'],
              ],
            ],
          },
        },
      },
      Interface: { i: { initial: { name: 'x', ofport: 5 } } },
    })
    return replica
  }

  it('knows what is in what, and what a server leaves out', () => {
    const replica = filled()
    const port = replica.port('x')!
    expect(replica.root).toMatchObject({ cur_cfg: 3, next_cfg: 4 })
    expect(replica.bridgeOf(port)?.name).toBe('br-int')
    expect(replica.interfaceOf(port)).toMatchObject({ ofport: 5, type: '', error: undefined, options: new Map() })
    expect(replica.portOfInterface(replica.interface('x')!)).toBe(port)
  })

  it('takes changes of maps and sets as differences and of all else as values', () => {
    const replica = filled()
    replica.take({
      Port: {
        p: {
          modify: {
            tag: ['set', []],
            other_config: [
              'map',
              [
                ['a', '1'],
                ['b', '3'],
                ['c', '4'],
              ],
            ],
          },
        },
      },
      Bridge: {
        b: {
          modify: {
            ports: [
              'set',
              [
                ['uuid', 'p'],
                ['uuid', 'q'],
              ],
            ],
          },
        },
      },
      Interface: { i: { modify: { ofport: -1 } } },
    })
    const port = replica.port('x')!
    expect(port.tag).toBeUndefined()
    expect(port.other_config).toEqual(
      new Map([
        ['b', '3'],
        ['c', '4'],
      ]),
    )
    expect(replica.bridge('br-int')?.ports).toEqual(new Set(['q']))
    expect(replica.bridgeOf(port)).toBeUndefined()
    expect(replica.interface('x')?.ofport).toBe(-1)
  })

  it('keeps the name of a row that comes with the message that takes its namesake away', () => {
    const replica = filled()
    const changes = replica.take({ Port: { z: { insert: { name: 'x', tag: 9 } }, p: { delete: null } } })
    expect(changes.map(({ before, after }) => [before?.uuid, after?.uuid])).toEqual([
      ['p', undefined],
      [undefined, 'z'],
    ])
    expect(replica.port('x')?.tag).toBe(9)
  })
})
