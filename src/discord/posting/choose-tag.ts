/** A tag of a forum. */
export interface ForumTag {
  id: string;
  name: string;
  /** Only those who manage threads may give it. */
  isModerated: boolean;
}

/** `tag` is undefined where a post needs none and the wanted one is not there. */
export type TagChoice = { kind: 'ok'; tag: ForumTag | undefined } | { kind: 'none' };

/**
 * The tag of that name, whatever its case; `none` where the forum wants a tag and does not have it. No other is taken in its
 * place, not even the only one that there is: what a post is sorted under is its server's to say.
 */
export function chooseTag(
  { tags, requiresTag }: { tags: readonly ForumTag[]; requiresTag: boolean },
  wanted: string | null,
): TagChoice {
  const tag = wanted === null ? undefined : tags.find(({ name }) => folded(name) === folded(wanted));
  return tag === undefined && requiresTag ? { kind: 'none' } : { kind: 'ok', tag };
}

function folded(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
