import { join } from 'node:path'
import { OPTION_NOTES, OPTION_REFUSALS } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { mergedOptions } from './support/merged-options.ts'

const PAGE = join(import.meta.dirname, '../../../docs/neutron-options.md')

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** Written anew by `npm test -- packages/cli/test/option-table.test.ts -u`. */
it('docs/neutron-options.md says what becomes of every option', async () => {
  const works = Object.entries(await mergedOptions())
    .filter(([, options]) => options.length > 0)
    .sort(([a], [b]) => a.localeCompare(b))
  const text = [
    '# Options of Neutron’s files',
    '',
    'Every option of the files that Neutron 21 and its agents are packaged with works, is not needed here, or is refused.',
    'A test compares this page with the code, and the code with the options of Debian’s packages.',
    '',
    '## They work',
    '',
    table(
      ['section', 'options'],
      works.map(([section, options]) => [`\`[${section}]\``, code(options)]),
    ),
    '',
    '## They have no effect',
    '',
    '`netloom config check`, `netloom server` and `netloom agent` say so once, with the reason.',
    '',
    table(
      ['section', 'instead', 'options'],
      OPTION_NOTES.map(({ section, options, instead }) => [`\`[${section}]\``, instead, code(options)]),
    ),
    '',
    '## They are refused',
    '',
    'They ask for what would be missed. Values in the last column ask for nothing and are accepted.',
    '',
    table(
      ['option', 'why', 'remedy', 'accepted'],
      OPTION_REFUSALS.map(({ section, option, problem, remedy, harmless }) => [
        `\`[${section}] ${option}\``,
        problem,
        remedy,
        code(harmless),
      ]),
    ),
    '',
  ].join('\n')
  await expect(text).toMatchFileSnapshot(PAGE)
})
