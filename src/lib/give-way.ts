import { constants, getPriority, setPriority } from 'node:os';

const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

/**
 * Has a process just started leave the processor to this one: Discord waits three seconds for an answer, and songs wait their turn.
 * Threads have the priority of the one that starts them, so all that it starts from now on gives way as well.
 */
export function giveWay(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + PRIORITY_BELOW_NORMAL, PRIORITY_LOW));
  } catch {
    // It has ended already, or nobody may say so here: then it is as fast as all others.
  }
}
