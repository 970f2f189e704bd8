import { type DeviceKind, type DeviceState, type HostEvent, silentLogger } from '@netloom/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kernelHost } from '../src/index.ts'
import { LabHost, isRoot } from './lab-host.ts'

/** A kind with a connection of its own, as a switch in user space has one. */
class Lamp implements DeviceKind {
  readonly kind = 'lamp'
  readonly order = 5
  listener: ((event: HostEvent) => void) | undefined
  closed = 0

  key(): string {
    return 'lamp desk'
  }
  equal(): boolean {
    return true
  }
  parents(): readonly string[] {
    return []
  }
  commands(): readonly [] {
    return []
  }
  read(): Promise<readonly DeviceState[]> {
    return Promise.resolve([{ kind: 'lamp' }])
  }
  watch(listener: (event: HostEvent) => void): () => void {
    this.listener = listener
    return () => {
      this.listener = undefined
    }
  }
  links(): Promise<readonly string[]> {
    return Promise.resolve(['tap-by-another-name'])
  }
  close(): Promise<void> {
    this.closed += 1
    return Promise.resolve()
  }
}

describe.runIf(isRoot)('a host with a kind that a driver brings', () => {
  let lab: LabHost
  beforeEach(async () => {
    lab = await LabHost.create('ownkind')
  })
  afterEach(() => lab.close())

  it('reads it, lists its links beside those of the kernel, hears what it tells, and closes it once', async () => {
    const lamp = new Lamp()
    const host = kernelHost({ name: 'host1', netns: lab.netns, kinds: [lamp], logger: silentLogger })
    expect(await host.read()).toContainEqual({ kind: 'lamp' })
    const links = await host.links()
    expect([links.has('eth0'), links.has('tap-by-another-name')]).toEqual([true, true])
    const events: HostEvent[] = []
    const stop = host.monitor((event) => events.push(event))
    lamp.listener?.({ type: 'touched', device: 'desk' })
    expect(events).toContainEqual({ type: 'touched', device: 'desk' })
    stop()
    expect(lamp.listener).toBeUndefined()
    await host.close()
    expect(lamp.closed).toBe(1)
  })
})
