import { expect, it } from 'vitest'
import { splitExec } from '../src/commands/lab-vm-commands.ts'

it.each([
  [['ping', '-c', '1', 'x'], { command: ['ping', '-c', '1', 'x'], lab: 'lab' }],
  [['--', 'ping', '--name', 'x'], { command: ['ping', '--name', 'x'], lab: 'lab' }],
  [['--name', 'two', '--', 'ip', '-br', 'link'], { command: ['ip', '-br', 'link'], lab: 'two' }],
])('takes %j for a command and a lab', (words, expected) => {
  expect(splitExec(words, 'lab')).toEqual(expected)
})
