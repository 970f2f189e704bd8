import { describe, expect, it } from 'vitest'
import { ReconnectPause } from '../src/reconnect-pause.ts'

describe('the pause before the next attempt', () => {
  it('is at most 50 ms and a quarter of the time that the controller was away, and never above two seconds', () => {
    const pause = new ReconnectPause(() => 0.5)
    let away = 0
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const next = pause.next()
      expect(next).toBeLessThanOrEqual(Math.min(2_000, 50.1 + away / 4))
      away += next
    }
    expect(away).toBeGreaterThan(60_000)
  })

  it('lies half of it around its middle, by chance', () => {
    expect(new ReconnectPause(() => 0).next()).toBe(25)
    expect(new ReconnectPause(() => 1).next()).toBe(75)
  })

  it('is the longest one after a refusal, and the first one again after a success', () => {
    const pause = new ReconnectPause(() => 0.5)
    expect(pause.longest()).toBe(2_000)
    expect(pause.next()).toBe(2_000)
    pause.reset()
    expect(pause.next()).toBe(50)
  })
})
