import type { FeedWrite, PortContext } from '@netloom/core'
import { hostTopic, memberKey, networkTopic, portKey } from '@netloom/core/wire'
import { isSame } from '../support/same.ts'

/** Streams that the engine and the services own; those of others are the driver's business. */
const OWNED = /^(host|network|tunnels|dhcp|dhcp-network)\//

/** What is wrong with something that a port's hook published. */
export function writeProblems(write: FeedWrite, context: PortContext): readonly string[] {
  const { topic, key, revision, body } = write
  const what = `${topic} ${key}`
  const problems: string[] = []
  if (!Number.isSafeInteger(revision) || revision < 0) problems.push(`${what} has revision ${String(revision)}`)
  if (!isPlain(body)) problems.push(`${what} is no plain JSON`)
  if (!OWNED.test(topic)) return problems
  const hosts = [context.host, context.originalHost ?? ''].filter((host) => host !== '')
  // Its own way of saying "a host that it left": null for a key without a host says nothing.
  const isNothing = body === null && key === memberKey('')
  if (topic.startsWith('host/') && !hosts.map(hostTopic).includes(topic))
    return [...problems, `${what}: the port is not on that host`]
  if (topic.startsWith('host/')) return [...problems, `${what}: what a host is told of its ports is the engine's`]
  if (!topic.startsWith('network/')) return [...problems, `${what}: the stream is not a mechanism driver's`]
  if (topic !== networkTopic(context.current.networkId)) return [...problems, `${what}: the port is of another network`]
  const keys = [portKey(context.current.id), ...hosts.map(memberKey)]
  if (!keys.includes(key) && !isNothing) return [...problems, `${what}: is neither the port nor a host that it is on`]
  return body === null || typeof body !== 'object' ? problems : [...problems, ...itemProblems(what, body, key, context)]
}

/** Fields as population and members have them; a driver that leaves some out has agents of its own. */
function itemProblems(what: string, body: object, key: string, context: PortContext): readonly string[] {
  const { current, host, bottomBoundSegment } = context
  const item = body as Readonly<Record<string, unknown>>
  const wanted: Readonly<Record<string, unknown>> = {
    host: key.startsWith('member/') ? key.slice('member/'.length) : host,
    portId: current.id,
    macAddress: current.macAddress,
    networkType: bottomBoundSegment?.networkType,
    segmentationId: bottomBoundSegment?.segmentationId,
  }
  const wrong = Object.entries(wanted)
    .filter(([field, value]) => item[field] !== undefined && value !== undefined && item[field] !== value)
    .map(([field, value]) => `${what}: ${field} is ${String(item[field])} instead of ${String(value)}`)
  const own = current.fixedIps.map(({ ipAddress }) => ipAddress).sort()
  const told = item['ipAddresses']
  if (Array.isArray(told) && !isSame([...(told as readonly string[])].sort(), own))
    wrong.push(`${what}: ipAddresses are not the port's`)
  return wrong
}

/** What comes out of JSON as it went in. */
export function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every(isPlain)
}
