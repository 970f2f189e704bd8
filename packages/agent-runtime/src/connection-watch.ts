import { isNearlyFull, type Clock, type ConnectionCount, type Host, type Logger } from '@netloom/core'

/** Milliseconds between looks: a file of the kernel each. */
const INTERVAL = 10_000
/** Below this share of the most that the kernel tracks it is said to have room again. */
const ROOMY = 0.7

/** Looks how full the kernel's table of connections is: when it is, packets of new ones are dropped, and nothing else says so. */
export class ConnectionWatch {
  private cancel: (() => void) | undefined
  private stopped = false
  private told = false
  private seen: ConnectionCount | undefined

  constructor(
    private readonly host: Host,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** As last seen; undefined = nothing is tracked, or nobody looks. */
  get last(): ConnectionCount | undefined {
    return this.seen
  }

  /** Of a host that filters nothing it does not matter. */
  async start(): Promise<void> {
    if ([...this.host.kinds.values()].some((kind) => kind.guards !== undefined)) await this.look()
  }

  stop(): void {
    this.stopped = true
    this.cancel?.()
  }

  private async look(): Promise<void> {
    const now = await this.host.connections?.().catch(() => undefined)
    if (this.stopped) return
    this.seen = now
    if (now !== undefined) this.judge(now)
    this.cancel = this.clock.after(INTERVAL, () => void this.look())
  }

  private judge(now: ConnectionCount): void {
    const fields = { connections: now.count, most: now.max }
    if (!this.told && isNearlyFull(now)) {
      this.told = true
      this.logger.warn(
        fields,
        'the table of connections is nearly full: packets of new ones will be dropped; raise net.netfilter.nf_conntrack_max',
      )
    } else if (this.told && now.count < ROOMY * now.max) {
      this.told = false
      this.logger.info(fields, 'the table of connections has room again')
    }
  }
}
