import { phasesOf } from './phases.ts';
import type { Plan, PlannedFault, PlanOptions } from './plan.ts';
import { planFaults } from './plan-faults.ts';
import { planInterruptions } from './plan-interruptions.ts';
import { planWishes } from './plan-wishes.ts';
import { createRandom } from './random.ts';

const MOST_GUILDS = 20;
const MEMBERS_PER_GUILD = 4;

/** Everything that is decided before the run begins. The same options give the same plan. */
export function planRun(options: PlanOptions): Plan {
  const { jobs } = options;
  const guilds = Math.min(MOST_GUILDS, Math.max(2, Math.ceil(jobs / 8)));
  const phases = phasesOf(jobs);
  return {
    ...options,
    guilds,
    membersPerGuild: MEMBERS_PER_GUILD,
    phases,
    wishes: planWishes({ ...options, guilds, membersPerGuild: MEMBERS_PER_GUILD, phases }),
    interruptions: planInterruptions({ ...options, phases }),
    faults: [...planFaults({ ...options, guilds, phases }), ...planDatabaseFaults(options)],
  };
}

/** For each hundred wishes, and some in any run. */
function planDatabaseFaults({ engine, jobs, seed }: PlanOptions): PlannedFault[] {
  if (engine !== 'postgres') return [];
  const random = createRandom(seed, 'database');
  return Array.from({ length: Math.max(2, Math.ceil(jobs / 100)) }, (_, index) => ({
    kind: 'database',
    atWish: Math.floor(random.between(1, jobs - 1)),
    what: index % 2 === 0 ? 'crash' : 'cut',
  }));
}
