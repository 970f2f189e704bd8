import {
  adminContext,
  type Agent,
  type Clock,
  type DriverModule,
  type FeedItem,
  type Logger,
  type MechanismDriver,
  type Ml2Options,
  type Netloom,
  type RequestContext,
  type ServiceModule,
} from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom, type HookDeadlines } from '../../src/index.ts'
import { TEST_AGENT, mechanismModule, switchDriver, typeModule } from './fake-drivers.ts'
import { testStore } from './test-store.ts'

/** A clock that stands still until told otherwise. */
export class TestClock implements Clock {
  private passed = 0
  private midnight = Date.UTC(2026, 0, 1)
  now(): number {
    return this.passed
  }
  date(): Date {
    return new Date(this.midnight + this.passed)
  }
  after(): () => void {
    return () => undefined
  }
  pass(seconds: number): void {
    this.passed += seconds * 1000
  }
  /** Somebody sets the time of day. */
  step(hours: number): void {
    this.midnight += hours * 3_600_000
  }
}

/** Remembers what was logged. */
export class TestLogger implements Logger {
  readonly lines: string[] = []
  debug(): void {
    return undefined
  }
  info(): void {
    return undefined
  }
  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`)
  }
  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`)
  }
}

export interface TestCloud {
  readonly netloom: Netloom
  readonly store: Store
  readonly clock: TestClock
  readonly logger: TestLogger
  readonly admin: RequestContext
  hello(host: string, configurations?: Readonly<Record<string, unknown>>): Promise<Agent>
  items(topic: string): Promise<readonly FeedItem[]>
}

export interface TestCloudOptions {
  readonly drivers?: readonly MechanismDriver[]
  readonly types?: readonly DriverModule[]
  readonly modules?: readonly (DriverModule | ServiceModule)[]
  readonly ml2?: Partial<Ml2Options>
  readonly store?: Store
  readonly hookDeadlines?: Partial<HookDeadlines>
}

export async function testCloud(options: TestCloudOptions = {}): Promise<TestCloud> {
  const store = options.store ?? (await testStore())
  const clock = new TestClock()
  const logger = new TestLogger()
  const netloom = await createNetloom({
    store,
    clock,
    logger,
    modules: [
      ...(options.types ?? [typeModule()]),
      ...(options.drivers ?? [switchDriver()]).map(mechanismModule),
      ...(options.modules ?? []),
    ],
    ...(options.hookDeadlines !== undefined && { hookDeadlines: options.hookDeadlines }),
    ml2: { projectNetworkTypes: ['vxlan'], ...options.ml2 },
  })
  // Each host ends tunnels at an address of its own.
  const vteps = new Map<string, string>()
  const vtepOf = (host: string): string => {
    const vtep = vteps.get(host) ?? `192.0.2.${String(vteps.size + 1)}`
    vteps.set(host, vtep)
    return vtep
  }
  return {
    netloom,
    store,
    clock,
    logger,
    admin: adminContext('p1'),
    hello: async (host, configurations = {}) =>
      (
        await netloom.agents.hello({
          agentType: TEST_AGENT,
          binary: 'test',
          host,
          configurations: { tunnelingIp: vtepOf(host), tunnelTypes: ['vxlan'], ...configurations },
          start: true,
        })
      ).agent,
    items: async (topic) => (await store.log.snapshot(topic)).items,
  }
}
