import type { ConntrackHelperItem } from '../wire/router-items.ts'
import type { RouterChain } from './states.ts'

/** What the kernel calls the helpers of Neutron, where it calls them otherwise. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { 'h323 tcp': 'Q.931', 'h323 udp': 'RAS' }

const NAME = /^[a-z0-9-]{1,15}$/

/** Texts of the API become words of commands. */
const isPlain = ({ helper, protocol }: ConntrackHelperItem): boolean =>
  NAME.test(helper) && (protocol === 'tcp' || protocol === 'udp')

const objectOf = ({ helper, protocol }: ConntrackHelperItem): string => `${helper}-${protocol}`

/** Helpers as objects of the table: name → what it is. Pure. */
export const helperObjects = (helpers: readonly ConntrackHelperItem[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    helpers
      .filter(isPlain)
      .map((one) => [
        objectOf(one),
        `type "${KERNEL_NAMES[`${one.helper} ${one.protocol}`] ?? one.helper}" protocol ${one.protocol};`,
      ]),
  )

/** Which connections they look into: new ones, as soon as they are tracked. Nothing without helpers. Pure. */
export function helperChains(helpers: readonly ConntrackHelperItem[]): readonly RouterChain[] {
  const rules = helpers
    .filter(isPlain)
    .map((one) => ({
      name: objectOf(one),
      text: `${one.protocol} dport ${String(one.port)} ct helper set "${objectOf(one)}"`,
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
  if (rules.length === 0) return []
  return [{ name: 'helpers', hook: 'type filter hook prerouting priority -150; policy accept;', rules }]
}
