import { enMemberTexts } from './en-member-texts.ts';
import { enViewTexts } from './en-view-texts.ts';

/** English: complete, and what any other language falls back to. */
export const en = { ...enMemberTexts, ...enViewTexts };

export type Texts = typeof en;

export type TextKey = keyof Texts;
