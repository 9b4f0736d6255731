/** A table that is carried from one engine to the other. */
export interface CarriedTable {
  name: string;
  /** What its rows are read in the order of, and found by. */
  key: readonly string[];
  /** All of them, on both engines. */
  columns: readonly string[];
}

const table = (name: string, key: string, others = ''): CarriedTable => {
  const names = (text: string) => text.split(' ').filter((part) => part !== '');
  return { name, key: names(key), columns: [...names(key), ...names(others)] };
};

/** What is kept by key; in SQLite it is Keyv's own table. */
export const KEY_VALUE = table('kv', 'namespace key', 'value expires_at');

/** In an order in which no row comes before one that it refers to. */
export const CARRIED: readonly CarriedTable[] = [
  table('secrets', 'name', 'value'),
  table('jobs', 'seq', 'id version state guild_id channel_id requester_id accepted_at has_takes record'),
  table('job_files', 'job_seq hash'),
  table(
    'charges',
    'job_id scope_name scope_id window_key',
    'guild_id member_id window_ends_at count micros state provider',
  ),
  table('usage', 'scope_name scope_id window_key', 'guild_id member_id window_ends_at count micros'),
  table('given_takes', 'scope_id window_key id', 'guild_id member_id window_ends_at count'),
  table(
    'covers',
    'job_seq',
    'id guild_id channel_id message_id requester_id posted_at root_hash poster_id song_name style votes',
  ),
  table('votes', 'cover_id member_id', 'voted_at'),
  table('alarms', 'seq', 'kind job_id due_at owner failures paused_until'),
  table(
    'job_turns',
    'job_seq',
    'id version guild_id member_id channel_id kind is_begun has_turn providers provider not_before due_at paused_until failures owner epoch',
  ),
  table('lines', 'guild_id member_id', 'make prepare deliver'),
  table('turn_counter', 'id', 'value'),
  table('channel_pauses', 'channel_id', 'failures until'),
  table('provider_states', 'provider', 'failures closed_until is_on_trial fewest'),
  KEY_VALUE,
  table('draft_uploads', 'draft_id hash', 'member_id url size_bytes expires_at'),
  table('guild_absences', 'guild_id', 'stage since lists counted_at'),
  table('guild_comparison', 'id', 'compared_at'),
  table('moderation_actions', 'id', 'guild_id kind member_id job_id by_id at once record'),
  table('member_blocks', 'guild_id member_id', 'ends_at action_id'),
  table('cover_reports', 'id', 'guild_id job_id reporter_id reporter_name reason at'),
  table('files', 'hash', 'generation size_bytes used_at used_by state'),
];

/** What is of running processes alone, and means nothing to those that come after. */
export const LEFT_BEHIND: readonly string[] = ['workers', 'duties', 'interactions', 'identify_turns', 'cards'];

/** A new database has a row in each of these, which makes room for what comes. */
export const SEEDED: readonly string[] = ['secrets', 'turn_counter'];

/** Whose rows are numbered by the database, which goes on after the highest number that it has given. */
export const NUMBERED = ['jobs', 'alarms'] as const;
