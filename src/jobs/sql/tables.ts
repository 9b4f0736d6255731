import type { Generated } from 'kysely';
import type { AlarmKind, Job, JobState } from '../../domain/job.ts';
import type { ChargeScopeName } from '../../errors.ts';

/** The tables of jobs. Moments are milliseconds since the epoch, money is micro-dollars, and yes and no are 1 and 0. */
export interface JobTables {
  jobs: JobsTable;
  job_files: { job_seq: number; hash: string };
  charges: ChargesTable;
  usage: UsageTable;
  given_takes: GivenTakesTable;
  covers: CoversTable;
  votes: { cover_id: string; member_id: string; voted_at: number };
  alarms: AlarmsTable;
  secrets: { name: string; value: Uint8Array };
}

/** The record is the truth; the other columns are what is searched by. */
interface JobsTable {
  /** The order of acceptance. */
  seq: Generated<number>;
  id: string;
  version: number;
  state: JobState;
  guild_id: string;
  channel_id: string;
  requester_id: string;
  accepted_at: number;
  has_takes: number;
  record: string;
}

/** What jobs, and what belongs to no job, have taken from quotas. */
interface ChargesTable {
  job_id: string;
  scope_name: ChargeScopeName;
  scope_id: string;
  /** Whose it is, within the scope; null where it is nobody's, or nobody's any more. */
  guild_id: string | null;
  member_id: string | null;
  window_key: string;
  window_ends_at: number;
  count: number;
  micros: number;
  state: Job['settled'];
  /** Where the money went, or would go; null where nobody can say. */
  provider: string | null;
}

/** The sums of charges that were not given back, kept beside them: counter and lock of a quota. */
export interface UsageTable {
  scope_name: ChargeScopeName;
  scope_id: string;
  guild_id: string | null;
  member_id: string | null;
  window_key: string;
  window_ends_at: number;
  count: number;
  micros: number;
}

interface GivenTakesTable {
  id: string;
  scope_id: string;
  guild_id: string | null;
  member_id: string | null;
  window_key: string;
  window_ends_at: number;
  count: number;
}

interface CoversTable {
  job_seq: number;
  id: string;
  guild_id: string;
  channel_id: string;
  message_id: string;
  requester_id: string;
  posted_at: number;
  root_hash: string | null;
  poster_id: string | null;
  song_name: string | null;
  style: string | null;
  votes: Generated<number>;
}

interface AlarmsTable {
  /** Never given twice: an alarm that is set again while it rings is another row, and survives the end of the ringing. */
  seq: Generated<number>;
  kind: AlarmKind;
  job_id: string;
  due_at: number;
}
