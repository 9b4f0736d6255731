import type { Formats } from '../format.ts';
import { ask } from './ask.ts';
import { community } from './community.ts';
import { forms } from './forms.ts';
import { jobs } from './jobs.ts';
import { joining } from './joining.ts';
import { lyrics } from './lyrics.ts';
import { members } from './members.ts';
import { moderation } from './moderation.ts';
import { operator } from './operator.ts';
import { permissions } from './permissions.ts';
import { picture } from './picture.ts';
import { settings } from './settings.ts';
import { views } from './views.ts';

/** English: complete, and what any other language falls back to. */
export const en = (format: Formats) => ({
  ...members(format),
  ...ask(format),
  ...forms(format),
  ...jobs(format),
  ...lyrics(format),
  ...picture(format),
  ...views(format),
  ...community(format),
  ...settings(format),
  ...operator(format),
  ...moderation(format),
  ...joining(format),
  ...permissions(),
});

export type Texts = ReturnType<typeof en>;

export type TextKey = keyof Texts;
