import { enFormTexts } from './en-form-texts.ts';
import { enJobTexts } from './en-job-texts.ts';
import { enLyricsTexts } from './en-lyrics-texts.ts';
import { enMemberTexts } from './en-member-texts.ts';
import { enViewTexts } from './en-view-texts.ts';

/** English: complete, and what any other language falls back to. */
export const en = { ...enMemberTexts, ...enFormTexts, ...enJobTexts, ...enLyricsTexts, ...enViewTexts };

export type Texts = typeof en;

export type TextKey = keyof Texts;
