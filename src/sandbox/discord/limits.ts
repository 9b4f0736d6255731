const MEBIBYTE = 1024 * 1024;
const MEGABYTE = 1_000_000;

/** What Discord takes at most, as its documentation states it. Kept apart from the bot's own table on purpose. */
export const limits = {
  message: { content: 2000, nonce: 25, files: 10, rows: 5, fileDescription: 1024 },
  embed: {
    count: 10,
    total: 6000,
    title: 256,
    description: 4096,
    fields: 25,
    fieldName: 256,
    fieldValue: 1024,
    footer: 2048,
    author: 256,
  },
  componentsV2: { total: 40, text: 4000, sectionTexts: 3, galleryItems: 10 },
  component: { customId: 100, label: 80, placeholder: 150, rowButtons: 5, url: 512, mediaDescription: 1024 },
  select: { options: 25, label: 100, value: 100, description: 100 },
  modal: { title: 45, components: 5, label: 45, labelDescription: 100 },
  textInput: { characters: 4000, placeholder: 100 },
  fileUpload: { files: 10, types: 10 },
  radioGroup: { minimumOptions: 2, options: 10 },
  checkboxGroup: { options: 10 },
  command: {
    chatInput: 100,
    user: 15,
    message: 15,
    creationsPerDay: 200,
    name: 32,
    description: 100,
    options: 25,
    choices: 25,
    choice: 100,
    total: 8000,
    stringOption: 6000,
  },
  autocompleteChoices: 25,
  thread: { name: 100, tags: 5, listed: 100 },
} as const;

/** How long things last, in milliseconds. */
export const lifetimes = {
  answer: 3_000,
  token: 15 * 60_000,
  /** "In the past few minutes" says Discord; the shortest that deserves the name. */
  nonce: 3 * 60_000,
  link: 24 * 3_600_000,
  /** Discord does not say; it is at least this in practice. */
  ephemeralFile: 24 * 3_600_000,
  freeEdits: 3_600_000,
  /** Within which edits of older messages are counted; a guess, as Discord keeps it to itself. */
  lateEdits: 60_000,
  resume: 3 * 60_000,
} as const;

export type PremiumTier = 0 | 1 | 2 | 3;

/** The most that one file may have, by the server's boosts, in bytes. */
export const uploadLimits: Readonly<Record<PremiumTier, number>> = {
  0: 20 * MEBIBYTE,
  1: 20 * MEBIBYTE,
  2: 50 * MEGABYTE,
  3: 100 * MEGABYTE,
};

/** The most that all files of one new channel message may have together, in bytes. */
export const requestLimit = 25 * MEBIBYTE;

/** How often a message older than an hour may be edited within a minute; Discord does not publish its number. */
export const oldEdits = 3;
