/** For hints: what a command needs to find this lab; nothing for the one that is found without. */
export const nameOption = (lab: string): string => (lab === 'lab' ? '' : ` --name ${lab}`)
