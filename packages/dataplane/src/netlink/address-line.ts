import { attribute } from './attributes.ts'
import type { KernelLine } from './kernel-line.ts'
import { ACK, bytesOf, CREATE, FAMILY, message, REPLACE, REQUEST } from './messages.ts'

/** linux/rtnetlink.h, linux/if_addr.h */
const [RTM_NEWADDR, RTM_DELADDR] = [20, 21]
const [IFA_ADDRESS, IFA_LOCAL] = [1, 2]
const IFA_F_NODAD = 2

const LINE = /^addr (replace|del) ([0-9a-f.:]+)\/(\d{1,3}) dev (\S{1,15})(?: nodad)?$/

/** undefined = a line that says something else. Pure. */
export function addressLine(line: string): KernelLine | undefined {
  const [, verb, address = '', prefixLength = '', device = ''] = LINE.exec(line) ?? []
  if (verb === undefined) return undefined
  const isDel = verb === 'del'
  return {
    device,
    // What is gone already, or there already, is as it should be.
    done: [isDel ? 'EADDRNOTAVAIL' : 'EEXIST'],
    message: ({ index }) => {
      const bytes = bytesOf(address)
      const is6 = bytes.length === 16
      const head = Buffer.alloc(8)
      head[0] = FAMILY[is6 ? 6 : 4]
      head[1] = Number(prefixLength)
      head[2] = is6 ? IFA_F_NODAD : 0
      head.writeUInt32LE(index, 4)
      const body = Buffer.concat([head, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes)])
      const flags = REQUEST | ACK | (isDel ? 0 : CREATE | REPLACE)
      return message(isDel ? RTM_DELADDR : RTM_NEWADDR, flags, body)
    },
  }
}
