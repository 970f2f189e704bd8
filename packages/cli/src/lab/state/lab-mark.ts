/** Marks our background processes, so that `lab down` finds them even when the lab's state is lost. */
export const LAB_MARK = 'NETLOOM_LAB'
