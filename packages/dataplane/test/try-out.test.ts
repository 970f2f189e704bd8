import { expect, it } from 'vitest'
import type { Trial } from '../src/probe/feature.ts'
import { tryOut } from '../src/probe/try-out.ts'

const trial = (name: string, ...commands: readonly (readonly string[])[]): Trial => ({ name, commands, fix: 'mend it' })
/** No namespace: nothing here touches one. */
const HERE = ['env'] as const

it('says of each feature what its first failing command said first, and goes on with the next feature', async () => {
  const says = (text: string, status: string): readonly string[] => [
    'sh',
    '-c',
    'printf "%s" "$1" >&2; exit "$2"',
    'sh',
    text,
    status,
  ]
  expect(
    await tryOut(HERE, [
      trial('works', says('a warning', '0'), ['true']),
      trial('fails', ['true'], says("it's\nlong", '3'), says('never run', '4')),
      trial('is silent', ['false']),
      trial('works too', ['sh', '-c', 'echo "some output"']),
    ]),
  ).toEqual([
    { name: 'works', ok: true },
    { name: 'fails', ok: false, said: "it's", fix: 'mend it' },
    { name: 'is silent', ok: false, said: '', fix: 'mend it' },
    { name: 'works too', ok: true },
  ])
})

it('takes words as they are, whatever a shell would make of them', async () => {
  const word = `$HOME \`id\` "a" 'b' ; exit 9`
  expect(await tryOut(HERE, [trial('word', ['test', word, '=', word]), trial('next', ['true'])])).toEqual([
    { name: 'word', ok: true },
    { name: 'next', ok: true },
  ])
})

it('names a command that is not there', async () => {
  expect(await tryOut(HERE, [trial('tool', ['no-such-tool', '-V'])])).toMatchObject([
    { ok: false, said: 'no such command: no-such-tool' },
  ])
})

it('says that a command hung, and tries what follows', async () => {
  expect(await tryOut(HERE, [trial('hangs', ['sleep', '60']), trial('works', ['true'])])).toMatchObject([
    { ok: false, said: 'no answer after 5 s' },
    { ok: true },
  ])
}, 30_000)

it('says why nothing could be tried at all', async () => {
  expect(await tryOut(['sh', '-c', 'echo no namespace >&2; exit 1'], [trial('any', ['true'])])).toMatchObject([
    { ok: false, said: 'no namespace' },
  ])
})
