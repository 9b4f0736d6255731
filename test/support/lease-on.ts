import type { Lease } from '../../src/jobs/runner.ts';
import type { SqlJobs } from '../../src/jobs/sql/jobs.ts';

const ROOM = 100;

/** Takes leases on covers that are to be prepared or delivered, as a runner would, but for whoever wants one at whatever moment. */
export function createLeaseOn(jobs: Pick<SqlJobs, 'leasesOf'>): (id: string) => Promise<Pick<Lease, 'epoch'>> {
  const leases = jobs.leasesOf({ workerId: 'test' });
  const rules = {
    perGuild: ROOM,
    guildCaps: new Map(),
    slots: new Map(),
    held: { all: true, guilds: new Set<string>(), providers: new Set<string>() },
  };
  return async (id) => {
    await leases.leave();
    const room = { prepare: ROOM, deliver: ROOM };
    const { claims } = await leases.claim({ rules, room, perGuild: room });
    return { epoch: claims.find((claim) => claim.id === id)?.epoch ?? 0 };
  };
}
