import { type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { HistoryEntry } from '../../../domain/cover.ts';
import { isKept } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coversIds } from '../../interactions/cover-ids.ts';
import { button } from '../components/buttons.ts';
import { messageLink } from '../parts/job-facts.ts';
import { menuText, plainDay, plainTitleOf, styleOf, titleOf } from '../parts/list-parts.ts';
import { CONTENT_MAXIMUM, fitLines, type View } from '../view.ts';

const SONG_MAXIMUM = 80;
const STYLE_MAXIMUM = 120;
const OPTION_MAXIMUM = 100;
/** Of the style, within an option's description beside state and day. */
const OPTION_STYLE_MAXIMUM = 50;

export interface MinePageView {
  entries: readonly HistoryEntry[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** A page of what a member had made, for that member alone. */
export function mineView({ entries, hasOlder, hasNewer }: MinePageView, locale: string): View {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return { content: text(locale, 'mine.empty'), components: [] };
  const lines = [text(locale, 'mine.title'), ...entries.flatMap((entry) => linesOf(entry, locale))];
  const pages: APIButtonComponent[] = [
    ...(hasNewer ? [pageButton(text(locale, 'button.newer'), coversIds.newer(first.job.id))] : []),
    ...(hasOlder ? [pageButton(text(locale, 'button.older'), coversIds.older(last.job.id))] : []),
  ];
  const pageRows: View['components'] = pages.length === 0 ? [] : [{ type: ComponentType.ActionRow, components: pages }];
  return {
    content: fitLines(lines, CONTENT_MAXIMUM),
    components: [...playRows(entries, first.job.id, locale), ...pageRows],
  };
}

function linesOf({ job, cover }: HistoryEntry, locale: string): string[] {
  const entry = text(locale, 'mine.entry', {
    title: titleOf(job, locale, SONG_MAXIMUM),
    state: stateOf({ job, cover }, locale),
    at: job.acceptedAt,
    votes: cover?.votes ?? null,
    link: cover ? messageLink(cover, cover.messageId) : null,
  });
  const style = styleOf(job, STYLE_MAXIMUM);
  return style === '' ? [entry] : [entry, `> ${style}`];
}

/** In words, for its requester. */
function stateOf({ job, cover }: HistoryEntry, locale: string): string {
  if (isKept(job)) return text(locale, 'mine.state.kept');
  if (isRemoved({ job, cover })) return text(locale, 'mine.state.removed');
  return text(locale, `mine.state.${job.state}`);
}

function isRemoved({ job, cover }: HistoryEntry): boolean {
  return job.state === 'delivered' && !cover;
}

/** A menu of those that have music, where there are any. */
function playRows(entries: readonly HistoryEntry[], firstId: string, locale: string): View['components'] {
  const options = entries
    .filter((entry) => entry.job.takes.length > 0 && !isRemoved(entry))
    .map(({ job, cover }) => {
      const style = job.style === null ? [] : [menuText(job.style, OPTION_STYLE_MAXIMUM)];
      const facts = [...style, stateOf({ job, cover }, locale), plainDay(job.acceptedAt)].join(' · ');
      return {
        label: plainTitleOf(job, locale, OPTION_MAXIMUM),
        description: menuText(facts, OPTION_MAXIMUM),
        value: job.id,
      };
    });
  if (options.length === 0) return [];
  const menu = {
    type: ComponentType.StringSelect,
    custom_id: coversIds.play(firstId),
    placeholder: text(locale, 'mine.play'),
    options,
  } as const;
  return [{ type: ComponentType.ActionRow, components: [menu] }];
}

function pageButton(label: string, customId: string): APIButtonComponent {
  return button(label, customId, ButtonStyle.Secondary);
}
