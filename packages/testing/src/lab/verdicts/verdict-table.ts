import type { VerdictCase } from './cases/verdict-case.ts'
import { DHCP, GROUPS_OF_LINK, NEIGHBOURS } from './table/always.ts'
import { DEFAULTS, PROTOCOLS } from './table/defaults.ts'
import { MULTICASTS, SPOOFS, TAGS, UNFILTERED } from './table/frames.ts'
import { ICMP, PORTS } from './table/ports.ts'
import { ADDRESS_GROUPS, PREFIXES, REMOTE_GROUPS, UNIONS } from './table/remotes.ts'
import { EXTENSIONS, FRAGMENTS, INVALIDS, RELATED, REPLIES, STATELESS_ROWS } from './table/states.ts'

/** What becomes of which frame, whatever filters: rules and frames → verdicts. */
export const VERDICT_TABLE: readonly VerdictCase[] = [
  ...DEFAULTS,
  ...PROTOCOLS,
  ...PORTS,
  ...ICMP,
  ...DHCP,
  ...NEIGHBOURS,
  ...GROUPS_OF_LINK,
  ...PREFIXES,
  ...REMOTE_GROUPS,
  ...ADDRESS_GROUPS,
  ...UNIONS,
  ...REPLIES,
  ...RELATED,
  ...INVALIDS,
  ...STATELESS_ROWS,
  ...FRAGMENTS,
  ...EXTENSIONS,
  ...MULTICASTS,
  ...TAGS,
  ...SPOOFS,
  ...UNFILTERED,
]
