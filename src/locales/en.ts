import { enAskTexts } from './en-ask-texts.ts';
import { enCommunityTexts } from './en-community-texts.ts';
import { enFormTexts } from './en-form-texts.ts';
import { enJobTexts } from './en-job-texts.ts';
import { enLyricsTexts } from './en-lyrics-texts.ts';
import { enMemberTexts } from './en-member-texts.ts';
import { enPictureTexts } from './en-picture-texts.ts';
import { enViewTexts } from './en-view-texts.ts';

/** English: complete, and what any other language falls back to. */
export const en = {
  ...enMemberTexts,
  ...enAskTexts,
  ...enFormTexts,
  ...enJobTexts,
  ...enLyricsTexts,
  ...enPictureTexts,
  ...enViewTexts,
  ...enCommunityTexts,
};

export type Texts = typeof en;

export type TextKey = keyof Texts;
