/** One rule of the bot, a small way to break it, and the test that must notice. */
export interface Rule {
  chapter: string;
  /** In one short sentence. */
  rule: string;
  /** How it is broken here, in words. */
  broken: string;
  /** The change that breaks it: in this file, the text that stands there exactly once, and what takes its place. */
  file: string;
  from: string;
  to: string;
  /** The file of the test that must fail then, and part of the test's name. */
  test: string;
  name: string;
}

/** Rules as a chapter lists them. */
export type ChapterRules = readonly Omit<Rule, 'chapter'>[];
