/** One line of `ip -d -o monitor link neigh`, as far as we need it. (iproute2 6.1 prints text here even when asked for JSON.) */
export type MonitorLine =
  | {
      readonly type: 'link'
      readonly index: number
      readonly device: string
      readonly deleted: boolean
      /** Administrative state, MTU, master, and whether a bridge asks the tables of IP: what a change is judged by. */
      readonly signature: string
    }
  /** A bridge tells about one of its ports: flags may have changed. */
  | { readonly type: 'bridge-port'; readonly device: string; readonly deleted: boolean }
  /** A neighbour, or an entry of a VXLAN device's forwarding database: the kernel reports both alike. */
  | {
      readonly type: 'entry'
      readonly device: string
      readonly ip: string
      readonly mac: string | undefined
      readonly deleted: boolean
    }

const LINK = /^(\d+): ([^:@ ]+)(?:@[^ ]*)?: <([^>]*)> (.*)$/
const DELETED = 'Deleted '

/** undefined = nothing to act on: learned entries come and go, and a bridge's own entries are not ours. Pure. */
export function parseMonitorLine(line: string): MonitorLine | undefined {
  const deleted = line.startsWith(DELETED)
  const rest = deleted ? line.slice(DELETED.length) : line
  const first = rest.charCodeAt(0)
  // Digits begin both an interface index and an IPv4 address; only the first is followed by `: `.
  const colon = rest.indexOf(': ')
  if (first >= 48 && first <= 57 && colon > 0 && colon < 12 && !rest.slice(0, colon).includes('.'))
    return parseLink(rest, deleted)
  return parseEntry(rest, deleted)
}

function parseLink(rest: string, deleted: boolean): MonitorLine | undefined {
  const match = LINK.exec(rest)
  if (match === null) return undefined
  const [, index = '', device = '', flags = '', words = ''] = match
  if (!words.includes(' group ')) return { type: 'bridge-port', device, deleted }
  const signature = linkSignature({
    up: flags.split(',').includes('UP'),
    mtu: after(words, 'mtu '),
    master: after(words, ' master '),
    calls: [after(words, ' nf_call_iptables '), after(words, ' nf_call_ip6tables ')],
  })
  return { type: 'link', index: Number(index), device, deleted, signature }
}

/** What a link is judged by, in one text. */
export const linkSignature = (link: {
  readonly up: boolean
  readonly mtu: string | undefined
  readonly master: string | undefined
  /** Of a bridge: `nf_call_iptables` and `nf_call_ip6tables`. */
  readonly calls: readonly (string | undefined)[]
}): string => [link.up ? 'up' : 'down', link.mtu ?? '', link.master ?? '', ...link.calls.filter(Boolean)].join(' ')

function parseEntry(rest: string, deleted: boolean): MonitorLine | undefined {
  if (rest.startsWith('dev ')) return undefined
  const device = after(rest, ' dev ')
  const ip = rest.slice(0, rest.indexOf(' '))
  if (device === undefined || ip === '') return undefined
  const permanent = rest.includes(' PERMANENT') || rest.includes(' NOARP')
  // A neighbour that is deleted is reported as FAILED first and without its MAC.
  if (!permanent && !(deleted && rest.includes(' FAILED'))) return undefined
  return { type: 'entry', device, ip, mac: after(rest, ' lladdr '), deleted }
}

function after(words: string, word: string): string | undefined {
  const at = words.indexOf(word)
  if (at < 0) return undefined
  const start = at + word.length
  const end = words.indexOf(' ', start)
  return end < 0 ? words.slice(start) : words.slice(start, end)
}
