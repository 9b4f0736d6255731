import type { Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import { stemOf } from '../rest/file-name.ts';
import { originalOf, sharedLocale } from '../views/parts/job-facts.ts';
import { plainLine } from '../views/parts/user-text.ts';

/** What Discord takes for the name of a thread, and so for the title of a post. */
const NAME_MAXIMUM = 100;

/** Of the thread for all covers of a song: as the song is called. */
export function songThreadName(job: Job): string {
  return plainLine(songOf(job), NAME_MAXIMUM) || unnamed(job);
}

/** Of a cover's own post in a forum: the song, and how it sounds there. */
export function postTitle(job: Job): string {
  const parts = [songOf(job), job.style ?? ''].map((part) => part.trim()).filter((part) => part !== '');
  return plainLine(parts.join(' – '), NAME_MAXIMUM) || unnamed(job);
}

function songOf(job: Job): string {
  return stemOf(originalOf(job)?.name ?? '');
}

function unnamed(job: Job): string {
  return text(sharedLocale(job), 'thread.name', { kind: job.kind });
}
