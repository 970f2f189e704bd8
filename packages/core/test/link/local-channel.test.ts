import { describe, expect, it } from 'vitest'
import { channelPair } from '../../src/wire.ts'

describe('channelPair', () => {
  it('delivers in order, after the sender has gone on, also what was sent before anybody listened', async () => {
    const [left, right] = channelPair<string, number>()
    const seen: string[] = []
    left.send('a')
    left.sendText('"b"', 'b')
    right.onFrame((frame) => seen.push(frame))
    expect(seen).toEqual([])
    await Promise.resolve()
    left.send('c')
    expect(seen).toEqual(['a', 'b'])
    await Promise.resolve()
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  it('counts what waits', async () => {
    const [left, right] = channelPair<string, string>()
    left.sendText('x'.repeat(1_000), 'x')
    expect(left.backlog).toBe(1_000)
    right.onFrame(() => undefined)
    await Promise.resolve()
    expect(left.backlog).toBe(0)
  })

  it('closes both ends once, after what was sent before, and carries nothing more', async () => {
    const [left, right] = channelPair<string, string>()
    const seen: string[] = []
    for (const [name, end] of [
      ['left', left],
      ['right', right],
    ] as const) {
      end.onFrame((frame) => seen.push(`${name} got ${frame}`))
      end.onClose((reason) => seen.push(`${name} closed: ${reason}`))
    }
    left.send('last')
    left.close('enough')
    right.close('too')
    left.send('late')
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.sort()).toEqual(['left closed: enough', 'right closed: enough', 'right got last'])
  })
})
