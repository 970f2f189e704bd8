import { type LampParts, lampTool as lamp, soundParts as sound, tolerating } from './toy-kind.ts'

const WITHDRAWN = 'leaves nothing of what it was killed at making and is not wanted any more'
const TEXT = 'takes what users write as text: never a second command, an option or a state more'

export const brokenKindLeftovers: readonly (readonly [flaw: string, change: () => Partial<LampParts>, rule: string])[] =
  [
    [
      'makes things that it does not mark before they are done',
      () => ({
        create: async (host, state) => {
          await tolerating(/File exists/, lamp(host, 'add', state.id, 'half'))
          await lamp(host, 'set', state.id, state.colour)
          await tolerating(/No such/, lamp(host, 'del', state.id))
          await sound.create(host, state)
        },
      }),
      WITHDRAWN,
    ],
    [
      'makes words of a text that changes',
      () => ({
        replace: async (host, { id, colour }) => {
          await lamp(host, ...`set ${id} ${colour}`.split(' '))
        },
      }),
      TEXT,
    ],
  ]
