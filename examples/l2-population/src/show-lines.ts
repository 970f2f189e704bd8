import { printColumns } from './columns.ts'

/** Prints what a command or a file says; the words in `marks` stand out. */
export function showLines(title: string, text: string, marks: readonly string[] = []): void {
  printColumns([{ title, lines: text.trimEnd().split('\n') }], marks)
}
