import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIniFiles, writeIni } from '../../src/kit.ts'
import { problemsOf } from './problems-of.ts'

const special = fc.constantFrom(
  '$',
  '\\',
  '"',
  "'",
  '#',
  ';',
  '=',
  ':',
  '[',
  ']',
  ' ',
  '\t',
  '.',
  ',',
  'true',
  '__proto__',
  '\u2028',
  'é',
)
const line = fc
  .array(fc.oneof(special, fc.string({ unit: 'grapheme', maxLength: 3 }), fc.string({ unit: 'binary', maxLength: 2 })))
  .map((parts) =>
    parts
      .join('')
      .replace(/[\r\n]/g, '')
      .replace(/\\+\$/g, '$'),
  )
const further = line.map((text) => `x${text}x`)
const value = fc.tuple(line, fc.array(further, { maxLength: 2 })).map(([first, rest]) => [first, ...rest].join('\n'))
const option = line.map((text) => `o${text.replace(/[=:]/g, '')}o`)
// Section names are read in lower case.
const section = line.map((text) => `${text}s`.toLowerCase())
const options = fc.array(fc.tuple(option, fc.array(value, { minLength: 1, maxLength: 3 })), { maxLength: 4 })
const file = fc.array(fc.tuple(section, options), { maxLength: 4 }).map((entries) => {
  return new Map(entries.map(([name, content]) => [name, new Map(content)]))
})

test('what is written is read back, value by value', () => {
  fc.assert(
    fc.property(file, (sections) => {
      expect(readIniFiles([{ path: 'x', text: writeIni(sections) }]).sections).toEqual(sections)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['s', 'o', 'a\n\nb'],
  ['s', 'o', 'a\n b'],
  ['s', 'o', 'a\\$b'],
  ['s', 'o', 'a\rb'],
  ['s', 'a=b', 'x'],
  ['s', '# a', 'x'],
  ['s', ' a', 'x'],
  ['', 'a', 'x'],
  ['s\nt', 'a', 'x'],
])('what no file can say is refused: [%j] %j = %j', (section, option, value) => {
  const problems = problemsOf(() => writeIni(new Map([[section, new Map([[option, [value]]])]])))
  expect(problems).toHaveLength(1)
})
