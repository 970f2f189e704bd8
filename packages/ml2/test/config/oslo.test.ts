import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConfigurationError } from '@netloom/core'
import { readIniFiles } from '@netloom/core/kit'
import { plain } from '../../../core/test/config/problems-of.ts'

const PYTHON = '/usr/bin/python3'
const PARSE = `
import io, json, sys
from oslo_config import cfg, iniparser
def read(text):
    sections = {}
    parser = cfg.ConfigParser('x', {})
    parser._add_normalized(sections)
    try:
        iniparser.BaseParser.parse(parser, io.StringIO(text, newline=None).readlines())
    except iniparser.ParseError:
        return None
    return sections
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`
const SUBSTITUTE = `
import json, sys, tempfile
from oslo_config import cfg
def read(text):
    with tempfile.NamedTemporaryFile('w', suffix='.ini') as file:
        file.write(text)
        file.flush()
        conf = cfg.ConfigOpts()
        for group in (None, 'g'):
            conf.register_opts([cfg.StrOpt(name) for name in 'abc'], group=group)
        conf(['--config-file', file.name])
        return {'DEFAULT': {n: [conf[n]] for n in 'abc'}, 'g': {n: [conf.g[n]] for n in 'abc'}}
def answer(text):
    try:
        return read(text)
    except (cfg.Error, RecursionError):
        return None
json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
`

function python(program: string, texts: readonly string[]): readonly unknown[] {
  const run = spawnSync(PYTHON, ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as readonly unknown[]
}

function ours(text: string): unknown {
  try {
    return plain(readIniFiles([{ path: 'x', text }]))
  } catch (error) {
    if (error instanceof ConfigurationError) return null
    throw error
  }
}

const hasOslo = spawnSync(PYTHON, ['-c', 'import oslo_config.cfg']).status === 0
if (!hasOslo) console.info('not compared with oslo.config: python3-oslo.config is not installed here')

const piece = fc.constantFrom(
  'a',
  'bc',
  '[s]',
  '[t.u]',
  '[',
  ']',
  '=',
  ':',
  ' ',
  '\t',
  '#',
  ';',
  '"',
  "'",
  '\\',
  'true',
  ',',
  '\u2028',
  '\x0c',
  '\x85',
  '\x1c',
  '\ufeff',
  '\xa0',
  'é',
)
const line = fc.oneof(
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 6 }).map((parts) => `o = ${parts.join('')}`) },
  { weight: 1, arbitrary: fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => `  ${parts.join('')}`) },
  { weight: 1, arbitrary: fc.constantFrom('[s]', '[S]', '[t.u]', '', '# x') },
)
const file = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => ['[s]', ...lines].join(end))

test.skipIf(!hasOslo)('oslo.config reads the same from any file, or refuses it too', () => {
  const texts = fc.sample(file, 2_000)
  const answers = python(PARSE, texts)
  for (const [index, text] of texts.entries()) expect([text, ours(text)]).toEqual([text, answers[index]])
})

// Not ${DEFAULT.b}: oslo.config knows no group of that name, while here the name in the file does.
const fragment = fc.constantFrom(
  '$a',
  '$b',
  '${c}',
  '${g.a}',
  '$g.c',
  '$$',
  '\\$',
  '$',
  '{',
  '}',
  'x',
  '/',
  '${a-b}',
  '\\',
)
const value = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('one', 'two words') },
  { weight: 1, arbitrary: fc.array(fragment, { maxLength: 5 }).map((parts) => parts.join('')) },
)
const references = fc
  .tuple(value, value, value, value, value, value)
  .map(([a, b, c, d, e, f]) =>
    ['[DEFAULT]', `a = ${a}`, `b = ${b}`, `c = ${c}`, '[g]', `a = ${d}`, `b = ${e}`, `c = ${f}`].join('\n'),
  )

test.skipIf(!hasOslo)(
  'oslo.config puts the same values in the place of references',
  () => {
    const texts = fc.sample(references, 1_000)
    const answers = python(SUBSTITUTE, texts)
    for (const [index, text] of texts.entries()) expect([text, ours(text)]).toEqual([text, answers[index]])
  },
  60_000,
)
