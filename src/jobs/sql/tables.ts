import type { Generated } from 'kysely';
import type { AlarmKind, Job, JobState } from '../../domain/job.ts';
import type { WorkKind } from '../../domain/turns/work-kind.ts';
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
  workers: WorkersTable;
  job_turns: JobTurnsTable;
  lines: LinesTable;
  turn_counter: { id: number; value: number };
  provider_states: ProviderStatesTable;
  channel_pauses: { channel_id: string; failures: number; until: number };
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

interface WorkersTable {
  id: string;
  /** By the lease clock. */
  alive_until: number;
}

/** What is to be done about a job that is not at its end: hot, and apart from its record. */
interface JobTurnsTable {
  job_seq: number;
  id: string;
  version: number;
  guild_id: string;
  member_id: string;
  channel_id: string;
  /** Null where it needs no work. */
  kind: WorkKind | null;
  /** It is at its provider, or its post has begun. */
  is_begun: number;
  /** It takes one of the slots of its guild and of its provider. */
  has_turn: number;
  /** Of its candidates, in order, with commas between them. */
  providers: string;
  /** That it is at, or has its turn for. */
  provider: string | null;
  /** As it stands on the record, by the machine's clock. */
  not_before: number;
  /** When it may be worked on, and until when it rests after failures: by the lease clock. */
  due_at: number;
  paused_until: number;
  failures: number;
  /** The worker that holds its lease. */
  owner: string | null;
  epoch: number;
}

/** The place of a guild, or of a member within it, in the rounds of each kind of work: the lower, the earlier. The guild's own has no member. */
interface LinesTable {
  guild_id: string;
  member_id: string;
  make: number;
  prepare: number;
  deliver: number;
}

interface ProviderStatesTable {
  provider: string;
  failures: number;
  /** By the lease clock. */
  closed_until: number;
  is_on_trial: number;
  /** While it is on trial, the fewest that were under way there since; null before anybody looked. */
  fewest: number | null;
}

interface AlarmsTable {
  /** Never given twice: an alarm that is set again while it rings is another row, and survives the end of the ringing. */
  seq: Generated<number>;
  kind: AlarmKind;
  job_id: string;
  /** By the machine's clock. */
  due_at: number;
  /** The worker at which it rings. */
  owner: string | null;
  failures: number;
  /** By the lease clock. */
  paused_until: number;
}
