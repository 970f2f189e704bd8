import { expect, test } from 'vitest'
import { readIniFiles } from '../../src/kit.ts'
import { ini, plain, problemsOf } from './problems-of.ts'

test.each<[string, string, readonly string[]]>([
  [
    'hash and semicolon belong to the value',
    'o = mysql://u:p#ss;w@db # not a comment',
    ['mysql://u:p#ss;w@db # not a comment'],
  ],
  ['words stay words', 'o = true\no = True\no = null\no = false', ['true', 'True', 'null', 'false']],
  ['a repeated option keeps every value', 'o = one\no = two', ['one', 'two']],
  [
    'indented lines continue a value',
    'o = openvswitch,\n    linuxbridge,\n\tl2population',
    ['openvswitch,\nlinuxbridge,\nl2population'],
  ],
  ['an indented hash continues the value too', 'o = a\n  # b', ['a\n# b']],
  ['a blank line ends a value', 'o = a\n\n[t]', ['a']],
  ['a colon assigns', 'o: value', ['value']],
  ['the first of both signs assigns', 'o = physnet1:eth1', ['physnet1:eth1']],
  ['outer quotes are dropped', 'o = "a" "b"', ['a" "b']],
  ['single quotes as well', "o = '  a  '", ['  a  ']],
  ['quotes that do not match stay', `o = "a'`, [`"a'`]],
  ['backslashes are literal', String.raw`o = a\;b\#c\\n`, [String.raw`a\;b\#c\\n`]],
  ['an empty value is a value', 'o =', ['']],
  ['carriage returns are no part of it', 'o = a\r\n  b\r', ['a\nb']],
  ['JSON is text', 'o = ["x", {"y": 1}]', ['["x", {"y": 1}]']],
  ['a line separator of Unicode is no line end', 'o = a\u2028b\u2029c', ['a\u2028b\u2029c']],
])('%s', (_, text, values) => {
  expect(plain(ini('[s]', text))['s']?.['o']).toEqual(values)
})

test('brackets behind an option are part of its name', () => {
  expect(plain(ini('[s]', 'list[] = a'))).toEqual({ s: { 'list[]': ['a'] } })
})

test('sections are flat, whatever their names look like, and may come back', () => {
  const text = [
    '[ovs.foo]',
    'a = 1',
    '[agent-eth0.100]',
    '[ovs]',
    'b = 2',
    '[a\\.b]',
    'c = 3',
    '[x]y]',
    'd = 4',
    '[ovs.foo]',
    'a = 5',
  ]
  expect(plain(ini(...text))).toEqual({
    'ovs.foo': { a: ['1', '5'] },
    'agent-eth0.100': {},
    ovs: { b: ['2'] },
    'a\\.b': { c: ['3'] },
    'x]y': { d: ['4'] },
  })
})

test('names that objects have of their own are names like others', () => {
  const { sections } = ini('[__proto__]', '__proto__ = 1', 'constructor = 2', '[toString]', 'hasOwnProperty = 3')
  expect(sections.get('__proto__')?.get('__proto__')).toEqual(['1'])
  expect(sections.get('__proto__')?.get('constructor')).toEqual(['2'])
  expect(sections.get('tostring')?.get('hasOwnProperty')).toEqual(['3'])
  expect(Object.hasOwn(Object.prototype, '1')).toBe(false)
})

test('letters of either case and dashes tell options apart', () => {
  expect(plain(ini('[s]', 'log-dir = a', 'log_dir = b', 'LOG_DIR = c'))).toEqual({
    s: { 'log-dir': ['a'], log_dir: ['b'], LOG_DIR: ['c'] },
  })
})

test('comments start in the first column, and a byte-order mark is skipped', () => {
  expect(plain(ini('\ufeff# first', '; second', '[s]', '#o = 1', 'p = 2'))).toEqual({ s: { p: ['2'] } })
})

test('a later file replaces single options and leaves the others', () => {
  const first = {
    path: 'neutron.conf',
    text: '[DEFAULT]\nhost = a\nnotify = 1\nnotify = 2\n[ml2]\ntype_drivers = flat',
  }
  const second = {
    path: 'ml2_conf.ini',
    text: '# vxlan too\n[ml2]\ntype_drivers = flat,\n  vxlan\n[DEFAULT]\nnotify = 3',
  }
  const config = readIniFiles([first, second])
  expect(plain(config)).toEqual({ DEFAULT: { host: ['a'], notify: ['3'] }, ml2: { type_drivers: ['flat,\nvxlan'] } })
  expect(config.origin('DEFAULT', 'host')).toBe('neutron.conf:2')
  expect(config.origin('ml2', 'type_drivers')).toBe('ml2_conf.ini:3')
  expect(config.origin('ml2', 'mechanism_drivers')).toBeUndefined()
})

test('every wrong line of every file is listed with its place', () => {
  const first = {
    path: 'a.ini',
    text: 'early = 1\nagain = 2\n[s]\nno assignment\n  # indented\n= nameless\n[]\n[open\nok = 1',
  }
  const second = { path: 'b.ini', text: '\n\n  indented' }
  expect(problemsOf(() => readIniFiles([first, second])).map(({ where, problem }) => `${where} ${problem}`)).toEqual([
    'a.ini:1 stands before the first section',
    'a.ini:4 is no assignment',
    'a.ini:5 continues no value',
    'a.ini:6 is no assignment',
    'a.ini:7 is no section',
    'a.ini:8 is no section',
    'b.ini:3 continues no value',
  ])
})

test('a line of many blanks is read in a moment', () => {
  const blanks = ' '.repeat(200_000)
  expect(plain(ini('[s]', `o = a${blanks}b`))['s']?.['o']?.[0]).toHaveLength(200_002)
}, 2_000)
