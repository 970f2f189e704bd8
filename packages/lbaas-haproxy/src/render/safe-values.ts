import { isIP } from 'node:net'
import { UnsafeValueError } from './unsafe-value-error.ts'

/*
 * The second of two walls (the first is the API's): what a value may be, said by what is allowed, at the place where it becomes
 * a word of the configuration. Two injections in Octavia in 2026 (Launchpad 2162101, 2162103) came through values that
 * somebody else was said to have judged.
 */

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** RFC 9110: a token, without what samples of haproxy (`req.hdr(…)`) read in their own way. */
const TOKEN = /^[A-Za-z0-9!&*+.^_|~-]{1,255}$/
/** RFC 3986. */
const URL_PATH = /^\/(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2}){0,4095}$/
const URL_TEXT = /^https?:\/\/(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[0-9A-Fa-f]{2}){1,4096}$/i
const CIPHERS = /^[A-Za-z0-9:+!@=_-]{1,2048}$/
const CODES = /^[1-5]\d\d(?:-[1-5]\d\d)?(?:\s*,\s*[1-5]\d\d(?:-[1-5]\d\d)?)*$/
const DOMAIN =
  /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.?$/
/** Printable, no blank, no control, nothing that a reader of lines takes for an end. */
const RULE_VALUE = /^[\u0021-\u007e\u00a1-\u1fff\u2030-\ud7ff\ue000-\ufdcf\ufdf0-\ufef0]{1,255}$/
const METHOD = /^[A-Z]{3,7}$/
const ACCOUNT = /^[\w][\w.-]{0,31}$/
const PATH = /^\/[\w/.:@+-]{1,1024}$/

const matching =
  (what: string, pattern: RegExp) =>
  (value: string): string => {
    if (!pattern.test(value)) throw new UnsafeValueError(what, value)
    return value
  }

export const safeId: (value: string) => string = matching('an id', ID)
export const safeToken: (value: string) => string = matching('the name of a header or cookie', TOKEN)
export const safeUrlPath: (value: string) => string = matching('a path of a URL', URL_PATH)
export const safeUrl: (value: string) => string = matching('a URL', URL_TEXT)
export const safeCiphers: (value: string) => string = matching('a list of ciphers', CIPHERS)
export const safeDomain: (value: string) => string = matching('a domain name', DOMAIN)
export const safeRuleValue: (value: string) => string = matching('the value of a rule', RULE_VALUE)
export const safeMethod: (value: string) => string = matching('a method', METHOD)
export const safeAccount: (value: string) => string = matching('a user or group', ACCOUNT)
export const safePath: (value: string) => string = matching('a path', PATH)

/** `200`, `200,202`, `200-204` → as haproxy has them, without blanks. */
export const safeCodes = (value: string): string =>
  matching('a list of status codes', CODES)(value).replaceAll(/\s/g, '')

export function safeAddress(value: string): string {
  // A zone (`fe80::1%eth0`) names a device of this host, which is nobody's to choose.
  if (isIP(value) === 0 || value.includes('%')) throw new UnsafeValueError('an address', value)
  return value
}

export function safePrefix(value: string): string {
  const [address = '', length, ...rest] = value.split('/')
  const most = safeAddress(address).includes(':') ? 128 : 32
  const isLength = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most)
  if (!isLength || rest.length > 0) throw new UnsafeValueError('a prefix', value)
  return value
}

/** An integer within bounds, as a word. */
export function safeInteger(what: string, value: number, least: number, most: number): string {
  if (!Number.isInteger(value) || value < least || value > most) throw new UnsafeValueError(what, String(value))
  return String(value)
}

export const safePort = (value: number): string => safeInteger('a port', value, 1, 65_535)

/** `10.0.0.1:80`, `[fd00::1]:80`. */
export const safeEndpoint = (address: string, port: number): string =>
  `${safeAddress(address).includes(':') ? `[${address}]` : address}:${safePort(port)}`

/** For a word in which haproxy expands samples: `%` stands for itself. */
export const plainFormat = (text: string): string => text.replaceAll('%', '%%')
