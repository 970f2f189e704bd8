import { createHash } from 'node:crypto'

/** Sockets of all balancers: the kernel's limit of their paths (108 characters) leaves no room for a state path of any length. */
export const SOCKET_FOLDER = '/run/netloom-lbaas'

const nameOf = (directory: string): string => createHash('sha256').update(directory).digest('hex').slice(0, 24)

/** Name of the runtime API's socket of the balancer with this folder. */
export const socketNameOf = (directory: string): string => `${nameOf(directory)}.sock`
export const socketOf = (directory: string): string => `${SOCKET_FOLDER}/${socketNameOf(directory)}`

/** Where nobody connects: haproxy does not start without a listener. */
export const idleSocketNameOf = (directory: string): string => `${nameOf(directory)}.idle`
export const idleSocketOf = (directory: string): string => `${SOCKET_FOLDER}/${idleSocketNameOf(directory)}`
