import { expect, test } from 'vitest'
import type { ConfigurationProblem } from '../../src/index.ts'
import { IniSectionReader } from '../../src/kit.ts'
import { ini } from './problems-of.ts'

function reader(...lines: readonly string[]): { section: IniSectionReader; problems: ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = []
  return { section: new IniSectionReader(ini('[s]', ...lines).sections, 's', problems), problems }
}

test('values come in their types', () => {
  const { section, problems } = reader(
    'on = Yes',
    'off = off',
    'n = 42',
    'f = 0.5',
    'l = a, ,b,',
    'm = p1 : eth1:0,p2:x',
    'c = two',
  )
  const addresses = reader('v4 = 192.0.2.1', 'v6 = 2001:db8::1')
  expect([section.boolean('on'), section.boolean('off'), section.boolean('none')]).toEqual([true, false, undefined])
  expect([section.integer('n', 0, 42), section.number('f', 0, 1)]).toEqual([42, 0.5])
  expect(section.list('l')).toEqual(['a', 'b'])
  expect(section.map('m')).toEqual({ p1: 'eth1:0', p2: 'x' })
  expect(section.choice('c', ['one', 'two'])).toBe('two')
  expect([addresses.section.ip('v4', 4), addresses.section.ip('v6')]).toEqual(['192.0.2.1', '2001:db8::1'])
  expect([...problems, ...addresses.problems]).toEqual([])
})

test('an option that is there and empty has no text but is there', () => {
  const { section } = reader('o =')
  expect([section.has('o'), section.text('o'), section.has('p')]).toEqual([true, undefined, false])
})

test('bad values are gathered, each with its line', () => {
  const { section, problems } = reader(
    'b = maybe',
    'n = 0x10',
    'f = 1e3',
    'm = constructor:1,constructor:2',
    'c = Two',
    'a = 192.0.2.1',
  )
  section.boolean('b')
  section.integer('n', 0, 99)
  section.number('f', 0, 99)
  section.map('m')
  section.choice('c', ['one', 'two'])
  section.ip('a', 6)
  expect(problems.map(({ where, problem }) => `${where} ${problem}`)).toEqual([
    'test.ini:2 [s] b is neither true nor false',
    'test.ini:3 [s] n is out of bounds',
    'test.ini:4 [s] f is out of bounds',
    'test.ini:5 [s] m names constructor twice',
    'test.ini:6 [s] c is not among the choices',
    'test.ini:7 [s] a is no IPv6 address',
  ])
})

test('sections that come from no file name section and option', () => {
  const problems: ConfigurationProblem[] = []
  new IniSectionReader(new Map([['s', new Map([['n', ['x']]])]]), 's', problems).integer('n', 0, 1)
  expect(problems[0]?.where).toBe('[s] n')
})
