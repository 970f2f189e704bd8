import { getSystemErrorName } from 'node:util'
import { insideNamespace } from './inside-namespace.ts'
import type { Libc } from './libc.ts'
import { attribute } from './attributes.ts'
import { ACK, bytesOf, CREATE, message, REPLACE, REQUEST } from './messages.ts'
import { AT_ONCE, openNetlink, ROUTE } from './netlink-socket.ts'

/** linux/rtnetlink.h, linux/if_addr.h */
const [RTM_NEWADDR, RTM_DELADDR] = [20, 21]
const [IFA_ADDRESS, IFA_LOCAL] = [1, 2]
const IFA_F_NODAD = 2
const FAMILY = { 4: 2, 6: 10 } as const

/** What is gone already, or there already, is as it should be. */
const DONE = { replace: 'EEXIST', del: 'EADDRNOTAVAIL' } as const

/** One address of a device, as a line for `ip` says it. */
export interface AddressChange {
  readonly verb: 'replace' | 'del'
  readonly address: string
  readonly prefixLength: number
  readonly device: string
}

const LINE = /^addr (replace|del) ([0-9a-f.:]+)\/(\d{1,3}) dev (\S{1,15})(?: nodad)?$/

/** undefined = a line that says something else. */
export function parseAddressLine(line: string): AddressChange | undefined {
  const [, verb, address = '', prefixLength = '', device = ''] = LINE.exec(line) ?? []
  if (verb === undefined) return undefined
  return { verb: verb as AddressChange['verb'], address, prefixLength: Number(prefixLength), device }
}

/** One message of rtnetlink. Pure. @throws {Error} for what is no address */
export function addressMessage(change: AddressChange, index: number): Buffer {
  const { verb, address, prefixLength } = change
  const bytes = bytesOf(address)
  const is6 = bytes.length === 16
  const head = Buffer.alloc(8)
  head[0] = FAMILY[is6 ? 6 : 4]
  head[1] = prefixLength
  head[2] = is6 ? IFA_F_NODAD : 0
  head.writeUInt32LE(index, 4)
  const body = Buffer.concat([head, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes)])
  const flags = REQUEST | ACK | (verb === 'del' ? 0 : CREATE | REPLACE)
  return message(verb === 'del' ? RTM_DELADDR : RTM_NEWADDR, flags, body)
}

/** One result per change; undefined = it is as wanted. @throws {Error} when there is no such namespace */
export async function changeAddresses(
  libc: Libc,
  netns: string,
  changes: readonly (AddressChange | undefined)[],
): Promise<readonly (string | undefined)[]> {
  const devices = new Set(changes.flatMap((change) => change?.device ?? []))
  const indices = insideNamespace(libc, netns, () => new Map([...devices].map((name) => [name, libc.indexOf(name)])))
  const results: (string | undefined)[] = changes.map((change) =>
    change !== undefined && (indices.get(change.device) ?? 0) > 0
      ? undefined
      : `Cannot find device "${change?.device ?? ''}"`,
  )
  const due = changes.flatMap((change, at) =>
    change === undefined || results[at] !== undefined ? [] : [{ change, at }],
  )
  if (due.length === 0) return results
  const socket = openNetlink(libc, ROUTE, netns)
  try {
    const messages = due.map(({ change }) => addressMessage(change, indices.get(change.device) ?? 0))
    const answers = messages.length <= AT_ONCE ? socket.askNow(messages) : await socket.ask(messages)
    due.forEach(({ change, at }, position) => {
      const errno = answers[position]?.errno ?? 0
      const name = errno === 0 ? undefined : getSystemErrorName(-errno)
      if (name !== undefined && name !== DONE[change.verb]) results[at] = `${change.verb} ${change.address}: ${name}`
    })
  } finally {
    socket.close()
  }
  return results
}
