import { type APILabelComponent, type APIModalInteractionResponseCallbackData, ComponentType } from 'discord.js';
import { cutAtSection } from '../../../domain/draft/lyrics.ts';
import type { Model, PricedOrder } from '../../../domain/models.ts';
import { NOT_YET_KNOWN } from '../../../domain/money/prices.ts';
import { UPLOAD_TYPES } from '../../../domain/song/song-formats.ts';
import { text } from '../../../locales/text.ts';
import {
  describedWith,
  FORM_PLACES,
  FORM_TITLE_MAXIMUM,
  labelled,
  type MenuChoice,
  menuOfOne,
  paragraph,
  TEXT_INPUT_MAXIMUM,
  tickBox,
} from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** Names of the form's fields in what Discord sends back. */
export const draftFields = {
  which: 'which',
  song: 'song',
  voice: 'voice',
  instrumental: 'instrumental',
  style: 'style',
  lyrics: 'lyrics',
  takes: 'takes',
  mayUse: 'mayUse',
  isPrivateFirst: 'isPrivateFirst',
} as const;

export interface AskedUpload {
  field: 'song' | 'voice' | 'instrumental';
  /** Of the file that is there already, and may be exchanged for another. */
  name: string | null;
}

export interface AskedLyrics {
  value: string | null;
  isRequired: boolean;
  /** It is the lyrics that the form was opened for. */
  isEditor: boolean;
}

/** Which of several it is about. */
export interface AskedChoice {
  of: 'song' | 'take';
  choices: readonly MenuChoice[];
}

export interface DraftFormOptions {
  locale: string;
  customId: string;
  model: Pick<Model, 'kind' | 'style' | 'lyrics' | 'whenNoLyrics' | 'maximumTakes' | 'priceOf' | 'needsVocals'>;
  /** What it will be made from, as far as that is known; its price depends on it. */
  order?: PricedOrder;
  /**
   * `lyrics`: the words are shown first, so it does not say what is to be paid. `edit`, `restyle`: on the way to the review card.
   * `remix`: what a cover or song was made from, anew. `coverCover`, `coverSong`: a cover of what the bot made.
   */
  purpose: 'make' | 'lyrics' | 'edit' | 'restyle' | 'remix' | 'coverCover' | 'coverSong';
  which?: AskedChoice | null;
  uploads: readonly AskedUpload[];
  style: string | null;
  /** Stands in the empty field in place of the usual example. */
  styleExample?: string | null;
  /** Null where the form does not ask; so with all below. */
  lyrics: AskedLyrics | null;
  /** How many are chosen already. */
  takes?: number | null;
  /** Whether it is ticked already. */
  mayUse?: boolean | null;
  isPrivateFirst?: boolean | null;
}

/**
 * The form that asks for what a draft still needs. Where there is no room for all of it, who hears the cover first is left out first,
 * which the review card asks as well, then the number of takes, and then the tick.
 */
export function draftForm(options: DraftFormOptions): APIModalInteractionResponseCallbackData {
  const needed = [...choiceField(options), ...uploadFields(options), ...styleField(options), ...lyricsField(options)];
  const others = [...privateField(options), ...takesField(options), ...tickField(options)];
  const tooMany = Math.max(0, needed.length + others.length - FORM_PLACES);
  return {
    custom_id: options.customId,
    title: cutText(titleOf(options), FORM_TITLE_MAXIMUM),
    components: [...needed, ...others.slice(tooMany)],
  };
}

function titleOf({ locale, model, order = NOT_YET_KNOWN, purpose }: DraftFormOptions): string {
  const { kind, maximumTakes } = model;
  const price = { micros: model.priceOf(order), isPerTake: maximumTakes > 1 };
  switch (purpose) {
    case 'make':
      return text(locale, 'form.title', { kind, ...price });
    case 'remix':
      return text(locale, 'form.title.remix', price);
    case 'coverCover':
    case 'coverSong':
      return text(locale, 'form.title.remixCover', { of: purpose === 'coverCover' ? 'cover' : 'song', ...price });
    case 'lyrics':
    case 'edit':
    case 'restyle':
      return text(locale, `form.title.${purpose}`);
  }
}

function choiceField({ locale, which }: DraftFormOptions): APILabelComponent[] {
  if (!which) return [];
  const { of, choices } = which;
  const menu = menuOfOne(draftFields.which, choices);
  return [labelled(text(locale, `form.which.${of}`), text(locale, `form.which.${of}.hint`), menu)];
}

function uploadFields({ locale, uploads, model }: DraftFormOptions): APILabelComponent[] {
  const isAlone = uploads.length === 1;
  return uploads.map(({ field, name }) => {
    const songKey = isAlone ? (model.needsVocals ? 'form.song.askSung' : 'form.song.ask') : 'form.song.part';
    const ask = text(locale, field === 'song' ? songKey : `form.${field}.ask`);
    const description =
      name === null ? ask : describedWith(name, (short) => text(locale, 'form.keep', { name: short }));
    const isRequired = isAlone && name === null;
    return labelled(text(locale, `form.${field}`), description, {
      type: ComponentType.FileUpload,
      custom_id: draftFields[field],
      // Discord refuses a minimum of 0 together with `required`.
      min_values: isRequired ? 1 : 0,
      max_values: 1,
      required: isRequired,
      file_types: [...UPLOAD_TYPES],
    });
  });
}

function styleField({ locale, model: { style: rule }, style, styleExample }: DraftFormOptions): APILabelComponent[] {
  if (rule.need === 'none') return [];
  const { minimum, maximum } = rule;
  const input = paragraph({
    customId: draftFields.style,
    isRequired: rule.need === 'required',
    minimum,
    maximum,
    value: cutText(style ?? '', Math.min(maximum, TEXT_INPUT_MAXIMUM)),
    placeholder: styleExample?.trim() || text(locale, 'form.style.example'),
  });
  return [labelled(text(locale, 'form.style'), text(locale, 'form.style.hint'), input)];
}

function lyricsField({ locale, model, lyrics }: DraftFormOptions): APILabelComponent[] {
  const { lyrics: rule, whenNoLyrics } = model;
  if (lyrics === null || rule.need === 'none') return [];
  const { isRequired, isEditor } = lyrics;
  const most = Math.min(rule.maximum, TEXT_INPUT_MAXIMUM);
  const value = cutAtSection((lyrics.value ?? '').toWellFormed(), TEXT_INPUT_MAXIMUM);
  const isTooLong = value.length > most;
  const input = paragraph({
    customId: draftFields.lyrics,
    isRequired,
    minimum: rule.minimum,
    // What is heard in a song or was refused for its length is to be shortened here, and no word of it is lost.
    maximum: isTooLong ? value.length : most,
    value,
    placeholder: text(locale, 'form.lyrics.example'),
  });
  const name = isEditor ? text(locale, 'form.lyrics.edit') : text(locale, 'form.lyrics', { isRequired });
  const hint = isTooLong
    ? text(locale, 'form.lyrics.tooLong', { length: value.length, maximum: most })
    : text(locale, 'form.lyrics.hint', {
        minimum: rule.minimum,
        maximum: most,
        whenEmpty: isRequired ? 'refused' : whenNoLyrics,
      });
  return [labelled(name, hint, input)];
}

function takesField({ locale, model, order = NOT_YET_KNOWN, takes = null }: DraftFormOptions) {
  const { maximumTakes } = model;
  const priceMicros = model.priceOf(order);
  if (takes === null || maximumTakes <= 1) return [];
  const chosen = Math.min(Math.max(takes, 1), maximumTakes);
  const choices = Array.from({ length: maximumTakes }, (_, index) => {
    const micros = priceMicros === null ? null : (index + 1) * priceMicros;
    const name = text(locale, 'form.takes.option', { takes: index + 1, micros });
    return { name, value: String(index + 1), isChosen: index + 1 === chosen };
  });
  const menu = menuOfOne(draftFields.takes, choices);
  return [labelled(text(locale, 'form.takes'), text(locale, 'form.takes.hint'), menu)];
}

function tickField({ locale, mayUse = null }: DraftFormOptions): APILabelComponent[] {
  if (mayUse === null) return [];
  const box = tickBox(draftFields.mayUse, mayUse);
  return [labelled(text(locale, 'form.mayUse'), text(locale, 'form.mayUse.hint'), box)];
}

function privateField({ locale, isPrivateFirst = null }: DraftFormOptions): APILabelComponent[] {
  if (isPrivateFirst === null) return [];
  const box = tickBox(draftFields.isPrivateFirst, isPrivateFirst);
  return [labelled(text(locale, 'form.privateFirst'), text(locale, 'form.privateFirst.hint'), box)];
}
