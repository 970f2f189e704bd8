import { ALWAYS, CALLER_KEYS, NEVER, type CallerKey, type Check, type Operand } from './check.ts'

/** One word of a check string. @throws {SyntaxError} when it cannot be judged here */
export function parseLeaf(word: string): Check {
  if (word === '@') return ALWAYS
  if (word === '!') return NEVER
  const [, kind, match] = /^("[^"]*"|'[^']*'|[^:]+):(.*)$/s.exec(word) ?? []
  if (kind === undefined || match === undefined)
    throw new SyntaxError(`'${word}' is no check: write KIND:VALUE, @ or !`)
  switch (kind) {
    case 'rule':
      return { kind: 'rule', name: match }
    case 'role':
      if (match.includes('%(')) throw new SyntaxError(`'${word}': a role that depends on the object is not supported`)
      return { kind: 'role', name: match.toLowerCase() }
    case 'field':
      return fieldCheck(word, match)
    case 'http':
    case 'https':
      throw new SyntaxError(`'${word}': no other server is asked`)
    default:
      return { kind: 'compare', left: leftOf(word, kind), right: rightOf(word, match) }
  }
}

function fieldCheck(word: string, match: string): Check {
  const [, resource, field, isPattern, value] = /^([^:]+):([^=]+)=(~?)(.*)$/s.exec(match) ?? []
  if (resource === undefined || field === undefined || value === undefined)
    throw new SyntaxError(`'${word}': write field:RESOURCES:ATTRIBUTE=VALUE`)
  if (isPattern === '~') {
    try {
      new RegExp(value, 'u')
    } catch {
      throw new SyntaxError(`'${word}': ${value} is no regular expression`)
    }
  }
  return { kind: 'field', resource, field, value, isPattern: isPattern === '~' }
}

function leftOf(word: string, text: string): Operand {
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? []
  if (quoted !== undefined) return { of: 'literal', text: quoted }
  if (/^(True|False|None|\d+)$/.test(text)) return { of: 'literal', text }
  const key = CALLER_KEYS.find((one): one is CallerKey => one === text)
  if (key === undefined)
    throw new SyntaxError(`'${word}': '${text}' is not known of callers; they have ${CALLER_KEYS.join(', ')}`)
  return { of: 'caller', key }
}

function rightOf(word: string, text: string): Operand {
  const [, key] = /^%\(([^)]+)\)s$/.exec(text) ?? []
  if (key !== undefined) return { of: 'target', key }
  if (text.includes('%(')) throw new SyntaxError(`'${word}': write %(NAME)s alone, without text around it`)
  return { of: 'literal', text }
}
