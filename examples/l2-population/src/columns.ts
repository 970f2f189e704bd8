import { stripVTControlCharacters } from 'node:util'
import { paint } from './paint.ts'

export interface Column {
  readonly title: string
  readonly lines: readonly string[]
}

/** Prints texts beside each other, each under its title; the words in `marks` stand out. */
export function printColumns(columns: readonly Column[], marks: readonly string[] = []): void {
  const widths = columns.map((column) => Math.max(column.title.length, ...column.lines.map((line) => line.length)))
  const height = Math.max(...columns.map((column) => column.lines.length))
  print(columns.map((column, index) => pad(paint(['bold', 'cyan'], column.title), widths[index] ?? 0)))
  for (let row = 0; row < height; row += 1) {
    print(columns.map((column, index) => pad(highlight(column.lines[row] ?? '', marks), widths[index] ?? 0)))
  }
}

/** Prints a table with a heading row; numbers align right. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => String(row[index]).length)))
  print(head.map((title, index) => pad(paint('bold', title), widths[index] ?? 0)))
  for (const row of rows) {
    print(
      row.map((cell, index) =>
        typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : pad(cell, widths[index] ?? 0),
      ),
    )
  }
}

function print(cells: readonly string[]): void {
  console.log(`  ${cells.join('  │  ')}`)
}

function highlight(line: string, marks: readonly string[]): string {
  return marks.reduce((text, mark) => text.replaceAll(mark, paint('yellow', mark)), line)
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length))
}
