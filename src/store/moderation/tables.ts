/** What moderators did, in tables of its own beside the jobs. */
export interface ModerationTables {
  moderation_actions: ActionRow;
  member_blocks: BlockRow;
  cover_reports: ReportRow;
}

export interface ActionRow {
  id: string;
  guild_id: string;
  kind: string;
  member_id: string | null;
  job_id: string | null;
  by_id: string;
  at: number;
  /** What is done once however many click; null once it is undone. */
  once: string | null;
  /** The action as JSON, with all that nothing is searched by. */
  record: string;
}

export interface BlockRow {
  guild_id: string;
  member_id: string;
  /** Null: until a moderator lifts it. */
  ends_at: number | null;
  action_id: string;
}

export interface ReportRow {
  id: string;
  guild_id: string;
  job_id: string;
  reporter_id: string;
  reporter_name: string;
  reason: string;
  at: number;
}
