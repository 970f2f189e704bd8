/**
 * What may stand in a text that reaches a balancer's configuration (features 8.61): said by what is allowed. The API judges by
 * these, items are judged by them when they are published and when an agent reads them, and a renderer may ask again.
 */

/** Ids name sections and servers. */
export const ID_PATTERN: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** RFC 6265: a token. */
export const COOKIE_NAME_PATTERN: RegExp = /^[\w!#$%&'*+.^`|~-]{1,255}$/
/** RFC 9110: a token. Quotes and `%`, `$`, `\`, which configurations read in their own ways, are left out. */
export const HEADER_NAME_PATTERN: RegExp = /^[A-Za-z0-9!&*+.^_|~-]{1,255}$/
/** RFC 3986: a path with query and fragment, `/…`. */
export const URL_PATH_PATTERN: RegExp = /^\/(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2}){0,254}$/
/** RFC 3986, `http` and `https` alone. */
export const URL_PATTERN: RegExp = /^https?:\/\/(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[0-9A-Fa-f]{2}){1,247}$/i
/** OpenSSL's lists of ciphers. */
export const CIPHERS_PATTERN: RegExp = /^[A-Za-z0-9:+!@=_-]{1,2048}$/
/** `200`, `200,202`, `200-204`. */
export const EXPECTED_CODES_PATTERN: RegExp = /^\d{3}(?:-\d{3})?(?:\s*,\s*\d{3}(?:-\d{3})?)*$/
export const DOMAIN_NAME_PATTERN: RegExp =
  /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/
/** What a rule compares with: printable, without blanks and without controls. Quoting is the renderer's. */
export const RULE_VALUE_PATTERN: RegExp = /^[\u0021-\u007e\u00a1-\ud7ff\ue000-\uffef]{1,255}$/
/** A reference into a store of certificates: an id, a file's name or a URL, never a way out of the store. */
export const CONTAINER_REF_PATTERN: RegExp = /^(?!.*\.\.)[\w\-.~:/@+=]{1,255}$/
export const PROVIDER_PATTERN: RegExp = /^[A-Za-z0-9_.-]{1,64}$/
/** An address or a prefix; what it is, is judged where it is parsed. */
export const PREFIX_PATTERN: RegExp = /^[0-9a-fA-F.:]{2,45}(?:\/\d{1,3})?$/
