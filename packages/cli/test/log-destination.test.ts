import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LogDestination } from '../src/logs/log-destination.ts'

/** A disk with this much room, which tells what it holds; `trouble` is what it says when it is full. */
class SmallDisk {
  text = ''
  constructor(
    public room: number,
    private readonly trouble = 'ENOSPC',
  ) {}

  write(bytes: Buffer): number {
    if (this.room === 0) throw Object.assign(new Error('no'), { code: this.trouble })
    const taken = bytes.subarray(0, this.room)
    this.room -= taken.length
    this.text += taken.toString()
    return taken.length
  }

  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1)
  }
}

describe('a log destination', () => {
  it('counts lines that a full disk does not take, and says how many once there is room', () => {
    const disk = new SmallDisk(12)
    const log = new LogDestination(disk)
    for (let n = 0; n < 5; n += 1) log.write(`{"line":${String(n)}}\n`)
    expect(disk.text).toBe('{"line":0}\n{')
    disk.room = 1_000
    log.write('{"line":5}\n')
    const [first, torn, told, last] = disk.lines
    expect([first, torn, last]).toEqual(['{"line":0}', '{', '{"line":5}'])
    expect(JSON.parse(told ?? '')).toMatchObject({ level: 40, lost: 4, reason: 'ENOSPC' })
  })

  it('says how many lines are missing although nothing new is logged', async () => {
    const disk = new SmallDisk(0)
    const log = new LogDestination(disk)
    log.write('one\n')
    disk.room = 1_000
    await expect.poll(() => disk.text, { timeout: 5_000 }).toContain('"lost":1,')
  })

  it('keeps the count when there is too little room to tell it', () => {
    const disk = new SmallDisk(0)
    const log = new LogDestination(disk)
    log.write('one\n')
    disk.room = 10
    log.write('two\n')
    disk.room = 1_000
    log.write('three\n')
    expect(JSON.parse(disk.lines[1] ?? '')).toMatchObject({ lost: 2 })
    expect(disk.lines.at(-1)).toBe('three')
  })

  it('loses nothing to a reader that is slow', async () => {
    const pipe = new SmallDisk(5, 'EAGAIN')
    const log = new LogDestination(pipe)
    const lines = ['first', 'second', 'third']
    for (const line of lines) log.write(`${line}\n`)
    expect(pipe.text).toBe('first')
    pipe.room = 3
    await sleep(50)
    pipe.room = 1_000
    await expect.poll(() => pipe.lines).toEqual(lines)
  })

  it('keeps a bounded number of lines for a reader that reads no more', () => {
    const pipe = new SmallDisk(0, 'EAGAIN')
    const log = new LogDestination(pipe)
    const line = `${'x'.repeat(1_023)}\n`
    for (let n = 0; n < 3_000; n += 1) log.write(line)
    pipe.room = 10_000_000
    log.write('last\n')
    const { lost } = JSON.parse(pipe.lines[0] ?? '') as { readonly lost: number }
    expect(lost).toBeGreaterThan(1_000)
    expect(lost + pipe.lines.length - 1).toBe(3_001)
  })
})
