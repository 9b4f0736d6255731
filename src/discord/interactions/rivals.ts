import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';

/** One may be a request of ours that Discord took although its answer was lost. */
const ENOUGH = 2;
const WITHIN_MS = 60_000;

/** After so long without another one the other bot is taken to be gone. */
const QUIET_MS = 10 * 60_000;

/**
 * Notices another bot on the same token, by interactions whose first answer somebody else gave. Each of the two has quotas of
 * its own and knows nothing of the other's covers, so neither takes anything new while both run.
 */
export interface Rivals {
  /** An interaction was answered already when our first answer to it came. */
  met(): void;
  areThere(): boolean;
  /** Throws `UserError` while they are there. */
  refuseIfThere(): void;
}

export function createRivals({ clock, log, onBegin }: { clock: Clock; log: Logger; onBegin?: () => void }): Rivals {
  let meetings: number[] = [];
  let areThereUntil: number | undefined;

  const areThere = () => {
    if (areThereUntil === undefined) return false;
    if (clock.monotonic() < areThereUntil) return true;
    areThereUntil = undefined;
    log.info('nobody else has answered for ten minutes: new covers are taken again');
    return false;
  };

  return {
    met() {
      const now = clock.monotonic();
      meetings = [...meetings.filter((at) => now - at < WITHIN_MS), now];
      if (areThere()) {
        areThereUntil = now + QUIET_MS;
        return;
      }
      if (meetings.length < ENOUGH) return;
      areThereUntil = now + QUIET_MS;
      log.error(
        'another bot runs on the same token and answers in our place: stop one of the two; until then no new covers are taken',
      );
      onBegin?.();
    },
    areThere,
    refuseIfThere() {
      if (areThere()) throw new UserError({ key: 'busy.twoBots', params: {} });
    },
  };
}
