import { expect, test } from 'vitest'
import { readIniFiles } from '../../src/kit.ts'
import { ini, plain, problemsOf } from './problems-of.ts'

test('names are looked for in the section of the value, then in DEFAULT, and braces reach other sections', () => {
  const config = ini(
    '[DEFAULT]',
    'root = /r',
    'name = default',
    'deep = ${a.b.path}/x',
    '[a.b]',
    'name = own',
    'path = $root/$name/${name}s',
    '[c]',
    'path = $root:${DEFAULT.name}',
  )
  expect(plain(config)).toMatchObject({
    DEFAULT: { deep: ['/r/own/owns/x'] },
    'a.b': { path: ['/r/own/owns'] },
    c: { path: ['/r:default'] },
  })
})

test('a reference sees the file that wins, the last of repeated values, and every value is searched', () => {
  const config = readIniFiles([
    { path: 'a.ini', text: '[DEFAULT]\nbase = /a\nout = $base/1\nout = $base/2' },
    { path: 'b.ini', text: '[DEFAULT]\nbase = /b\nbase = /c' },
  ])
  expect(config.sections.get('DEFAULT')?.get('out')).toEqual(['/c/1', '/c/2'])
})

test.each([
  ['$$name', '$name'],
  [String.raw`\$name`, '$name'],
  ['$$$name', '$x'],
  ['cost $ 5', 'cost $ 5'],
  ['${no-name} $1 $', '${no-name} $1 $'],
  ['$name$name', 'xx'],
  ['$$$$', '$$'],
])('%s becomes %s', (value, expected) => {
  expect(ini('[s]', 'name = x', `o = ${value}`).sections.get('s')?.get('o')).toEqual([expected])
})

test('state_path has the value that Neutron gives it unless a file sets it', () => {
  const text = '[DEFAULT]\ndhcp_confs = $state_path/dhcp'
  expect(ini(text).sections.get('DEFAULT')?.get('dhcp_confs')).toEqual(['/var/lib/neutron/dhcp'])
  expect(ini(text, 'state_path = /srv').sections.get('DEFAULT')?.get('dhcp_confs')).toEqual(['/srv/dhcp'])
})

test('circles and unknown names are told with their places and without values', () => {
  const problems = problemsOf(() => ini('[s]', 'a = $b', 'b = $c', 'c = secret$a', 'd = secret$e', 'f = $d'))
  expect(problems).toEqual([
    {
      where: 'test.ini:4 [s] c',
      problem: 'refers to itself: s.a -> s.b -> s.c -> s.a',
      remedy: 'write one of these values out',
    },
    {
      where: 'test.ini:5 [s] d',
      problem: 'refers to e, which no file sets',
      remedy: 'set it, or write $$ for a dollar sign',
    },
  ])
})
