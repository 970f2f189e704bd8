import { attribute } from './attributes.ts'
import type { KernelLine, NamespaceRef } from './kernel-line.ts'
import { ACK, CREATE, EXCLUSIVE, FAMILY, message, REQUEST } from './messages.ts'

/** linux/rtnetlink.h, linux/if_link.h, linux/veth.h */
const RTM_NEWLINK = 16
const IFF_UP = 1
const IFLA = { address: 1, name: 3, mtu: 4, info: 18, pid: 19, alias: 20, families: 26, fd: 28 } as const
const [INFO_KIND, INFO_DATA, VETH_PEER] = [1, 2, 1]
const INET6_ADDR_GEN_MODE = 8
const NO_ADDRESS_OF_ITS_OWN = 1

const SET = /^link set dev (\S{1,15})(?: mtu (\d+))?( up)?$/
const SET_ADDRESS = /^link set dev (\S{1,15}) address ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/
const SET_MODE = /^link set dev (\S{1,15}) addrgenmode none$/
const SET_ALIAS = /^link set dev (\S{1,15}) alias ([\w.:/@+=,-]{1,255})$/
const PAIR =
  /^link add name (\S{1,15}) address ((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) mtu (\d+) type veth peer name (\S{1,15}) mtu (\d+) netns (\S+)$/

/** undefined = a line that says something else. Pure. */
export function linkLine(line: string): KernelLine | undefined {
  return setLine(line) ?? pairLine(line)
}

function setLine(line: string): KernelLine | undefined {
  const [, up, mtu, isUp] = SET.exec(line) ?? []
  if (up !== undefined && (mtu !== undefined || isUp !== undefined)) {
    return change(
      up,
      mtu === undefined ? [] : [attribute(IFLA.mtu, number(Number(mtu)))],
      isUp === undefined ? 0 : IFF_UP,
    )
  }
  const [, moved, mac = ''] = SET_ADDRESS.exec(line) ?? []
  if (moved !== undefined) return change(moved, [attribute(IFLA.address, macBytes(mac))])
  const [, quiet] = SET_MODE.exec(line) ?? []
  if (quiet !== undefined) {
    const mode = attribute(INET6_ADDR_GEN_MODE, Buffer.from([NO_ADDRESS_OF_ITS_OWN]))
    return change(quiet, [attribute(IFLA.families, attribute(FAMILY[6], mode))])
  }
  const [, named, alias = ''] = SET_ALIAS.exec(line) ?? []
  return named === undefined ? undefined : change(named, [attribute(IFLA.alias, Buffer.from(alias))])
}

const change = (device: string, parts: readonly Buffer[], flags = 0): KernelLine => ({
  device,
  slow: true,
  message: ({ index }) => message(RTM_NEWLINK, REQUEST | ACK, Buffer.concat([head(index, flags), ...parts])),
})

function pairLine(line: string): KernelLine | undefined {
  const [, name = '', mac = '', mtu = '', peer = '', peerMtu = '', where] = PAIR.exec(line) ?? []
  if (where === undefined) return undefined
  return {
    home: where,
    makes: true,
    slow: true,
    message: ({ home }) => {
      if (home === undefined) throw new Error(`there is no namespace ${where}`)
      const other = [
        head(0),
        attribute(IFLA.name, text(peer)),
        attribute(IFLA.mtu, number(Number(peerMtu))),
        into(home),
      ]
      const info = [
        attribute(INFO_KIND, text('veth')),
        attribute(INFO_DATA, attribute(VETH_PEER, Buffer.concat(other))),
      ]
      const parts = [
        attribute(IFLA.name, text(name)),
        attribute(IFLA.address, macBytes(mac)),
        attribute(IFLA.mtu, number(Number(mtu))),
        attribute(IFLA.info, ...info),
      ]
      return message(RTM_NEWLINK, REQUEST | ACK | CREATE | EXCLUSIVE, Buffer.concat([head(0), ...parts]))
    },
  }
}

const into = (home: NamespaceRef): Buffer =>
  'fd' in home ? attribute(IFLA.fd, number(home.fd)) : attribute(IFLA.pid, number(home.pid))

/** struct ifinfomsg; `flags` alone are changed. */
function head(index: number, flags = 0): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeInt32LE(index, 4)
  bytes.writeUInt32LE(flags, 8)
  bytes.writeUInt32LE(flags, 12)
  return bytes
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)
const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex')
