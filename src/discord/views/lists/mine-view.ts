import {
  type APIButtonComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { HistoryEntry } from '../../../domain/cover.ts';
import type { Draft } from '../../../domain/draft.ts';
import { isKept } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coversIds } from '../../interactions/cover-ids.ts';
import { button } from '../components/buttons.ts';
import { messageLink } from '../parts/job-facts.ts';
import { menuText, plainDay, plainTitleOf, styleOf, titleOf } from '../parts/list-parts.ts';
import { oneLine } from '../parts/user-text.ts';
import { type CardView, cardOf, rowOf, small, type View } from '../view.ts';

const SONG_MAXIMUM = 80;
const STYLE_MAXIMUM = 120;
const OPTION_MAXIMUM = 100;
/** Of the style, within an option's description beside state and day. */
const OPTION_STYLE_MAXIMUM = 50;

export interface MinePageView {
  /** What was filled in and not made so far, newest first: their cards may be gone from where they were shown. */
  drafts?: readonly Draft[];
  entries: readonly HistoryEntry[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** A page of what a member had made, for that member alone. */
export function mineView({ drafts = [], entries, hasOlder, hasNewer }: MinePageView, locale: string): View {
  const first = entries[0];
  const last = entries.at(-1);
  const firstId = first?.job.id ?? drafts[0]?.id;
  if (firstId === undefined) return cardOf([text(locale, 'mine.empty')]);
  const lines = [
    text(locale, 'mine.title'),
    ...drafts.flatMap((draft) => draftLines(draft, locale)),
    ...entries.flatMap((entry) => linesOf(entry, locale)),
  ];
  const pages: APIButtonComponent[] = [
    ...(first && hasNewer ? [pageButton(text(locale, 'button.newer'), coversIds.newer(first.job.id))] : []),
    ...(last && hasOlder ? [pageButton(text(locale, 'button.older'), coversIds.older(last.job.id))] : []),
  ];
  const options = [
    ...drafts.map((draft) => draftOption(draft, locale)),
    ...entries.filter((entry) => !isRemoved(entry)).map((entry) => optionOf(entry, locale)),
  ];
  return {
    ...cardOf(lines, pages),
    components: [...menuRows(options, firstId, locale), ...(pages.length === 0 ? [] : [rowOf(pages)])],
  };
}

function draftLines(draft: Draft, locale: string): string[] {
  const { kind, style } = draft;
  const title = text(locale, 'list.song', { song: oneLine(draftName(draft), SONG_MAXIMUM) || '…' });
  const name = kind === 'song' ? text(locale, 'list.newSong', { style: null }) : title;
  const shown = style === null ? '' : oneLine(style, STYLE_MAXIMUM);
  const line = `${name} · ${text(locale, 'mine.notMade')}`;
  return shown === '' ? [line] : [line, small(shown)];
}

function draftName({ song, voice, instrumental }: Draft): string {
  const upload = song ?? voice ?? instrumental;
  return (upload?.kind === 'kept' ? upload.reference.name : upload?.name) ?? '';
}

/** What its menu sends back for a draft. Jobs have their id alone. */
function draftValue({ kind, id }: Pick<Draft, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}

/** The draft that is meant by what the menu sends back; undefined for a job. */
export function draftOfValue(value: string): Pick<Draft, 'kind' | 'id'> | undefined {
  const [kind, id] = value.split(':');
  return id !== undefined && (kind === 'cover' || kind === 'song') ? { kind, id } : undefined;
}

function draftOption(draft: Draft, locale: string): APISelectMenuOption {
  const style = draft.style === null ? [] : [menuText(draft.style, OPTION_STYLE_MAXIMUM)];
  const label =
    draft.kind === 'song' ? text(locale, 'list.newSong', { style: null }) : menuText(draftName(draft), OPTION_MAXIMUM);
  const description = menuText([...style, text(locale, 'mine.notMade')].join(' · '), OPTION_MAXIMUM);
  return { label, description, value: draftValue(draft) };
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
  return style === '' ? [entry] : [entry, small(style)];
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

function optionOf({ job, cover }: HistoryEntry, locale: string): APISelectMenuOption {
  const style = job.style === null ? [] : [menuText(job.style, OPTION_STYLE_MAXIMUM)];
  const votes = cover ? [text(locale, 'list.votes', { votes: cover.votes })] : [];
  const facts = [...style, stateOf({ job, cover }, locale), ...votes, plainDay(job.acceptedAt)].join(' · ');
  return {
    label: plainTitleOf(job, locale, OPTION_MAXIMUM),
    description: menuText(facts, OPTION_MAXIMUM),
    value: job.id,
  };
}

/** A menu of what can be listened to, or gone on with. */
function menuRows(options: readonly APISelectMenuOption[], id: string, locale: string): CardView['components'] {
  if (options.length === 0) return [];
  const menu: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: coversIds.play(id),
    placeholder: text(locale, 'mine.choose'),
    options: [...options],
  };
  return [rowOf([menu])];
}

function pageButton(label: string, customId: string): APIButtonComponent {
  return button(label, customId, ButtonStyle.Secondary);
}
