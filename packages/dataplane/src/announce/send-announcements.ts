import { insideNamespace } from '../netlink/inside-namespace.ts'
import type { Libc } from '../netlink/libc.ts'
import { announcementFrames } from './announcement-frames.ts'

const [AF_PACKET, SOCK_RAW] = [17, 3]

/** An address that is new on a device in a namespace. */
export interface Announcement {
  readonly namespace: string
  readonly device: string
  readonly macAddress: string
  readonly address: string
}

/** All of one namespace. Those of a device that is gone are left out. @throws {Error} when there is no such namespace */
export function sendAnnouncements(libc: Libc, netns: string, all: readonly Announcement[]): void {
  insideNamespace(libc, netns, () => {
    const fd = libc.socket(AF_PACKET, SOCK_RAW, 0)
    if (fd < 0) throw new Error('no socket for frames')
    try {
      for (const one of all) send(libc, fd, one)
    } finally {
      // It is gone once no processor can still deliver to it: the kernel waits for all of them.
      libc.closeLater(fd)
    }
  })
}

function send(libc: Libc, fd: number, { device, macAddress, address }: Announcement): void {
  const index = libc.indexOf(device)
  if (index <= 0) return
  // sockaddr_ll of linux/if_packet.h
  const target = Buffer.alloc(20)
  target.writeUInt16LE(AF_PACKET, 0)
  target.writeInt32LE(index, 4)
  target[11] = 6
  const mac = Buffer.from(macAddress.replaceAll(':', ''), 'hex')
  for (const frame of announcementFrames(mac, address)) libc.sendto(fd, frame, frame.length, 0, target, target.length)
}
