import type { HostEvent, Logger } from '@netloom/core'
import type { KernelAccess } from '../kernel/kernel-access.ts'
import { deviceRows, inner, number, strings, text, type Row } from '../kinds/device-rows.ts'
import type { EchoFilter } from './echo-filter.ts'
import { LinkTable } from './link-table.ts'
import { linkSignature, parseMonitorLine, type MonitorLine } from './monitor-line.ts'
import { MonitorProcess } from './monitor-process.ts'

const RESTART_MS = 100

export interface KernelMonitorOptions {
  readonly access: KernelAccess
  readonly netns?: string
  readonly echo: EchoFilter
  readonly logger: Logger
}

/** Turns what the kernel tells about links, neighbours and forwarding entries into host events. Runs while somebody listens. */
export class KernelMonitor {
  private readonly listeners = new Set<(event: HostEvent) => void>()
  private table = this.newTable()
  private process: MonitorProcess | undefined
  private readonly touched = new Set<string>()
  private restart: NodeJS.Timeout | undefined

  constructor(private readonly options: KernelMonitorOptions) {}

  get listening(): boolean {
    return this.listeners.size > 0
  }

  listen(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    if (this.process === undefined && this.restart === undefined) this.start(false)
    return () => {
      this.listeners.delete(listener)
      if (!this.listening) void this.close()
    }
  }

  /** Lets events wait until `release`: what we write comes back to us, and is not news. */
  hold(): void {
    this.process?.hold()
  }

  release(): void {
    this.process?.release()
  }

  tell(event: HostEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  async close(): Promise<void> {
    this.listeners.clear()
    clearTimeout(this.restart)
    this.restart = undefined
    const process = this.process
    this.process = undefined
    this.table = this.newTable()
    await process?.close()
  }

  private newTable(): LinkTable {
    return new LinkTable(() => {
      this.options.access.forgetNames()
    })
  }

  private start(again: boolean): void {
    const process = new MonitorProcess(this.options.netns, {
      onReady: () => {
        if (this.process === process) void this.resync(again)
      },
      onLine: (line) => {
        const event = parseMonitorLine(line)
        if (event !== undefined && this.process === process) this.take(event)
      },
      onLost: () => {
        if (this.process === process) void this.resync(true)
      },
      onEnd: (reason) => {
        if (this.process !== process) return
        this.process = undefined
        this.options.logger.warn(
          { host: this.options.access.name, reason },
          'the event monitor ended; starting it again',
        )
        this.restart = setTimeout(() => {
          this.restart = undefined
          if (this.listening) this.start(true)
        }, RESTART_MS)
        this.restart.unref()
      },
    })
    this.process = process
  }

  /** What happened before the monitor listened, or while it did not. */
  private async resync(lost: boolean): Promise<void> {
    try {
      const rows = await deviceRows(this.options.access, 'ip', ['-d', 'link', 'show'], 'ifname')
      const links = rows.map(({ device, row }) => ({
        index: number(row, 'ifindex') ?? 0,
        device,
        signature: linkSignature({
          up: strings(row, 'flags').includes('UP'),
          mtu: number(row, 'mtu')?.toString(),
          master: text(row, 'master'),
          calls: callsOf(row),
        }),
      }))
      for (const event of this.table.resync(links)) this.tell(event)
    } catch (error) {
      this.options.logger.warn({ host: this.options.access.name, error: String(error) }, 'cannot list links')
      this.tell({ type: 'overrun' })
      return
    }
    if (lost) this.tell({ type: 'overrun' })
  }

  private take(event: MonitorLine): void {
    const echo = this.options.echo.isEcho(event)
    if (event.type === 'link') {
      for (const told of this.table.see(event, echo)) {
        if (told.type === 'touched') this.touch(told.device)
        else this.tell(told)
      }
    } else if (!echo) {
      this.touch(event.device)
    }
  }

  /** A device that goes takes thousands of entries along: one event is enough. */
  private touch(device: string): void {
    if (this.touched.size === 0) {
      setImmediate(() => {
        const devices = [...this.touched]
        this.touched.clear()
        for (const each of devices) this.tell({ type: 'touched', device: each })
      })
    }
    this.touched.add(device)
  }
}

function callsOf(row: Row): readonly (string | undefined)[] {
  const data = inner(inner(row, 'linkinfo'), 'info_data')
  return ['nf_call_iptables', 'nf_call_ip6tables'].map((name) => number(data, name)?.toString())
}
