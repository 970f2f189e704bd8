import { sameSpelling } from '../kinds/argument-words.ts'
import type { MonitorLine } from './monitor-line.ts'

/** How long after a batch its events may still be under way. */
const LINK_ECHO_MS = 30
const ENTRY_ECHO_MS = 2_000

/**
 * Tells events of our own lines from those of others. Entries are known by what they say, so somebody else's removal is
 * reported even while we write; a link is ours for as long as we write and a moment after.
 */
export class EchoFilter {
  private entries = new Set<string>()
  private older = new Set<string>()
  private turned = 0
  private readonly links = new Map<string, number>()
  private active = new Set<string>()

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Called before steps are applied; the result is called after. */
  begin(): () => void {
    this.active = new Set()
    for (const [device, until] of this.links) if (until < this.now()) this.links.delete(device)
    return () => {
      const until = this.now() + LINK_ECHO_MS
      for (const device of this.active) this.links.set(device, until)
      this.active = new Set()
    }
  }

  expect(tool: 'ip' | 'bridge' | 'sysctl', lines: readonly string[]): void {
    if (tool === 'sysctl') return
    this.turn()
    for (const line of lines) {
      const words = line.split(' ')
      const [object, verb = '', what = ''] = words
      const device = word(words, 'dev') ?? word(words, 'name') ?? ''
      if (object === 'link') this.active.add(verb === 'add' ? (word(words, 'name') ?? device) : device)
      else if (object === 'fdb')
        this.entries.add(entryOf(verb === 'del', device, sameSpelling(word(words, 'dst') ?? ''), what))
      else if (object === 'neigh')
        this.entries.add(entryOf(verb === 'del', device, sameSpelling(what), word(words, 'lladdr')))
    }
  }

  isEcho(event: MonitorLine): boolean {
    if (event.type !== 'entry') {
      if (this.active.has(event.device)) return true
      const until = this.links.get(event.device)
      if (until === undefined) return false
      if (until >= this.now()) return true
      this.links.delete(event.device)
      return false
    }
    this.turn()
    const full = entryOf(event.deleted, event.device, event.ip, event.mac)
    if (this.entries.has(full) || this.older.has(full)) return true
    if (!event.deleted) return false
    const short = entryOf(event.deleted, event.device, event.ip, undefined)
    return this.entries.has(short) || this.older.has(short)
  }

  /** Two generations instead of a time for each of many thousand entries. */
  private turn(): void {
    const now = this.now()
    if (now - this.turned < ENTRY_ECHO_MS) return
    this.older = now - this.turned < 2 * ENTRY_ECHO_MS ? this.entries : new Set()
    this.entries = new Set()
    this.turned = now
  }
}

const entryOf = (deleted: boolean, device: string, ip: string, mac: string | undefined): string =>
  `${deleted ? '-' : '+'} ${device} ${ip} ${mac ?? ''}`

function word(words: readonly string[], before: string): string | undefined {
  const at = words.indexOf(before)
  return at < 0 ? undefined : words[at + 1]
}
