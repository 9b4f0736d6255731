import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { createSemaphore, type Semaphore } from '../../lib/semaphore.ts';

/** Of one member. */
const DOWNLOADS_AT_ONCE = 3;
const DOWNLOADS_PER_MINUTE = 8;
/** The probe has few places for all: who has many songs waits for it in a line of their own. */
const PROBES_AT_ONCE = 1;

const MINUTE_MS = 60_000;

/** How much of the bot's time one member's songs may take, so that many of them delay nobody else's. */
export interface DownloadLimits {
  /**
   * Waits while the member has as many downloads as there may be at once. Throws `UserError` where there were too many within
   * a minute, and the signal's reason.
   */
  download<Result>(memberId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
  /** Within a download: waits while another song of the member is looked at. */
  probe<Result>(memberId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

interface Member {
  downloads: Semaphore;
  probes: Semaphore;
  /** When downloads of the last minute were begun, oldest first. */
  begunAt: number[];
  /** Calls that have not ended. */
  calls: number;
}

export function createDownloadLimits({ clock }: { clock: Clock }): DownloadLimits {
  const members = new Map<string, Member>();

  const memberOf = (id: string): Member => {
    const since = clock.monotonic() - MINUTE_MS;
    for (const [other, member] of members) {
      member.begunAt = member.begunAt.filter((at) => at > since);
      if (member.calls === 0 && member.begunAt.length === 0) members.delete(other);
    }
    const known = members.get(id);
    if (known) return known;
    const member = {
      downloads: createSemaphore(DOWNLOADS_AT_ONCE),
      probes: createSemaphore(PROBES_AT_ONCE),
      begunAt: [],
      calls: 0,
    };
    members.set(id, member);
    return member;
  };

  const inRoom = async <Result>(
    member: Member,
    room: Semaphore,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    member.calls += 1;
    try {
      const leave = await room.acquire(signal);
      return await work().finally(leave);
    } finally {
      member.calls -= 1;
    }
  };

  return {
    async download(memberId, signal, work) {
      const member = memberOf(memberId);
      const [first = 0] = member.begunAt;
      if (member.begunAt.length >= DOWNLOADS_PER_MINUTE) {
        const seconds = Math.max(1, Math.ceil((first + MINUTE_MS - clock.monotonic()) / 1_000));
        throw new UserError({ key: 'downloads.tooMany', params: { seconds } });
      }
      member.begunAt.push(clock.monotonic());
      return inRoom(member, member.downloads, signal, work);
    },
    probe(memberId, signal, work) {
      const member = memberOf(memberId);
      return inRoom(member, member.probes, signal, work);
    },
  };
}
