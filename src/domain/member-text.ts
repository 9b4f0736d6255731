import { z } from 'zod';
import type { MemberText } from '../errors.ts';

/**
 * A text for a member as it is stored. One whose lists were written as English words is read as what these stood for, and one
 * that said less than its text says today is completed.
 */
export const memberTextSchema = z
  .custom<MemberText>((value) => typeof value === 'object' && value !== null && 'key' in value && 'params' in value)
  .transform(
    (text): MemberText => ({ ...text, params: { ...missingIn(text.key), ...listsOf(text.params) } }) as MemberText,
  );

/** What texts of earlier releases did not have. */
function missingIn(key: MemberText['key']): object {
  return key === 'model.none' ? { without: null } : {};
}

function listsOf(params: object): object {
  const { missing, containers, tags } = params as Record<string, unknown>;
  return {
    ...params,
    ...(typeof missing === 'string' && { missing: missing.split(', ').map(permissionOf) }),
    ...(typeof containers === 'string' && { containers: containers.split(' and ') }),
    ...(typeof tags === 'string' && { tags: tags === '' ? [] : tags.split(', ') }),
  };
}

/** `Send Messages in Threads` was `SendMessagesInThreads`. */
function permissionOf(words: string): string {
  return words
    .split(' ')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
