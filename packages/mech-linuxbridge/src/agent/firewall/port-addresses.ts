import type { GuardElement, PortGuardState } from './guard-state.ts'

interface PortAddress {
  readonly family: 4 | 6
  readonly text: string
}

/** Whether an element lets a port send from a single address of the family. Pure. */
export const isAddress = ([set]: GuardElement, family: 4 | 6): boolean => set === (family === 4 ? 'pairs4' : 'pairs6')

/** The address that such an element ends with. Pure. */
export const addressText = ([, element]: GuardElement): string => element.slice(element.lastIndexOf(' ') + 1)

/** Single addresses that a port may send from. Pure. */
export const addressesOf = ({ elements }: PortGuardState): readonly PortAddress[] =>
  ([4, 6] as const).flatMap((family) =>
    elements.filter((element) => isAddress(element, family)).map((element) => ({ family, text: addressText(element) })),
  )
