import { ALWAYS, NEVER, type Check } from './check.ts'
import { parseLeaf } from './parse-leaf.ts'

/** Nested deeper, it is no rule that anybody reads. */
const DEEPEST = 50

/**
 * Reads a check string: `role:member and (project_id:%(project_id)s or rule:shared)`. `not` binds tighter than `and`, `and` than `or`; nothing
 * is always true.
 * @throws {SyntaxError}
 */
export function parseCheck(text: string): Check {
  const words = wordsOf(text)
  if (words.length === 0) return ALWAYS
  const reader = new CheckReader(words)
  const check = reader.either(0)
  reader.requireEnd()
  return check
}

/** The older language: a list of lists, any of whose lists must hold whole. @throws {SyntaxError} */
export function parseCheckList(list: readonly unknown[]): Check {
  if (list.length === 0) return ALWAYS
  const parts = list.map((one) => allOf(Array.isArray(one) ? (one as readonly unknown[]) : [one]))
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
}

function allOf(words: readonly unknown[]): Check {
  if (words.length === 0) return NEVER
  const parts = words.map((word) => {
    if (typeof word !== 'string') throw new SyntaxError(`${JSON.stringify(word)} is no check`)
    return parseLeaf(word)
  })
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }
}

/** Parentheses stand at the edges of words; those of `%(name)s` are inside. */
function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).flatMap((word) => {
    const open = /^\(*/.exec(word)?.[0].length ?? 0
    const rest = word.slice(open)
    const close = /\)*$/.exec(rest)?.[0].length ?? 0
    const middle = rest.slice(0, rest.length - close)
    return [...times(open, '('), ...(middle === '' ? [] : [middle]), ...times(close, ')')]
  })
}

const times = (count: number, word: string): readonly string[] => Array.from({ length: count }, () => word)

class CheckReader {
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  either(depth: number): Check {
    return this.chain('or', () => this.chain('and', () => this.single(depth)))
  }

  requireEnd(): void {
    const word = this.words[this.at]
    if (word !== undefined) throw new SyntaxError(`'${word}' is not expected; write 'and' or 'or' before it`)
  }

  private chain(kind: 'and' | 'or', next: () => Check): Check {
    const first = next()
    const parts = [first]
    while (this.words[this.at]?.toLowerCase() === kind) {
      this.at += 1
      parts.push(next())
    }
    return parts.length === 1 ? first : { kind, parts }
  }

  private single(depth: number): Check {
    const word = this.words[this.at]
    if (word === undefined) throw new SyntaxError('it ends where a check is expected')
    if (depth > DEEPEST) throw new SyntaxError(`it is nested deeper than ${String(DEEPEST)}`)
    this.at += 1
    if (word.toLowerCase() === 'not') return { kind: 'not', part: this.single(depth + 1) }
    if (word !== '(') return parseLeaf(word)
    const inner = this.either(depth + 1)
    if (this.words[this.at] !== ')') throw new SyntaxError("a ')' is missing")
    this.at += 1
    return inner
  }
}
