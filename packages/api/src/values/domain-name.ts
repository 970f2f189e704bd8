import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { value } from './value.ts'

/** The domain of all hosts where nothing else is configured (Neutron: `dns_domain`). */
export const DNS_DOMAIN = 'openstacklocal.'
const LONGEST = 255
const LABEL = /^[a-z0-9-]{1,63}$/

/** A fully qualified domain name, dot at its end, in lower case; '' = none (RFC 1035, 2.3.1). */
export const domainName: z.ZodType<string> = value(
  (given) => {
    const name = lowerCase(given)
    if (name === '') return name
    if (!name.endsWith('.') || name.length > LONGEST) throw new InvalidValue(`'${name}' is not a FQDN`)
    requireLabels(name)
    return name
  },
  { type: 'string', maxLength: LONGEST },
)

/** A host's name, with or without the domain (dot at its end); '' = none. */
export const hostName = (domain: string): z.ZodType<string> =>
  value(
    (given) => {
      const name = lowerCase(given)
      if (name === '') return name
      if (name.length > LONGEST) throw notAName(name, `'${name}' exceeds the ${String(LONGEST)} character FQDN limit`)
      requireLabels(name)
      if (name.endsWith('.') && !name.endsWith(`.${domain}`)) {
        throw new InvalidValue(
          'The dns_name passed is a FQDN. Its higher level labels must be equal to the dns_domain option in neutron.conf, ' +
            `that has been set to '${domain}'. It must also include one or more valid DNS labels to the left of '${domain}'`,
        )
      }
      return name
    },
    { type: 'string', maxLength: LONGEST },
  )

/** As Neutron shows it, whatever way it is written in the configuration. */
export const absoluteDomain = (domain: string): string =>
  domain === '' || domain.endsWith('.') ? domain : `${domain}.`

function lowerCase(given: unknown): string {
  if (typeof given !== 'string') throw new InvalidInputError(`Input value ${pythonText(given)} must be string type`)
  return given.toLowerCase()
}

function requireLabels(name: string): void {
  const problem = labelProblem(name.endsWith('.') ? name.slice(0, -1) : name)
  if (problem !== undefined) throw notAName(name, problem)
}

const notAName = (name: string, problem: string): InvalidValue =>
  new InvalidValue(`'${name}' not a valid PQDN or FQDN. Reason: ${problem}`)

function labelProblem(name: string): string | undefined {
  const labels = name.split('.')
  for (const label of labels) {
    if (label === '') return 'Encountered an empty component'
    if (label.startsWith('-') || label.endsWith('-')) return `Name '${label}' must not start or end with a hyphen`
    if (!LABEL.test(label)) {
      return `Name '${label}' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen`
    }
  }
  const top = labels.at(-1) ?? ''
  return labels.length > 1 && /^\d+$/.test(top) ? `TLD '${top}' must not be all numeric` : undefined
}
