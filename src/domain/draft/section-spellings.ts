/** The parts of a song, as music models spell them; other spellings are brought to these. */
export const sectionTags = [
  'Intro',
  'Verse',
  'Pre Chorus',
  'Chorus',
  'Post Chorus',
  'Hook',
  'Bridge',
  'Interlude',
  'Transition',
  'Build Up',
  'Break',
  'Inst',
  'Solo',
  'Outro',
] as const;

export type SectionTag = (typeof sectionTags)[number];

/**
 * What people, lyric sites, the lyrics writer and the analysis of a song write for them, in any case, with or without accents,
 * spaces and hyphens. To add a language, add its words.
 */
const WORDS: Readonly<Record<SectionTag, string>> = {
  Intro:
    'introduction, opening, introducción, entrada, introdução, introduzione, vorspiel, einleitung, inleiding, wstęp, вступление, интро, вступ, giriş, ' +
    'イントロ, 前奏, 序奏, 인트로, 전주',
  Verse:
    'rap, rap verse, strophe, vers, estrofa, verso, estrofe, couplet, strofa, zwrotka, куплет, kıta, ヴァース, バース, aメロ, 主歌, 벌스, 버스, 절',
  'Pre Chorus':
    'pre hook, pre refrain, preestribillo, precoro, pré-refrain, pré-refrão, preritornello, vorrefrain, предприпев, 预副歌, 預副歌, 导歌, 導歌, ' +
    'bメロ, 프리코러스',
  Chorus:
    'refrain, final chorus, last chorus, repeat chorus, chorus repeat, double chorus, estribillo, coro, refrão, ritornello, refren, refrein, refräng, ' +
    'omkväd, припев, приспів, nakarat, サビ, コーラス, 副歌, 후렴, 후렴구, 코러스',
  'Post Chorus': 'post hook, post refrain, postestribillo, postcoro, 后副歌, 後副歌, 포스트코러스',
  Hook: 'drop, gancho, フック, 훅',
  Bridge:
    'middle 8, middle eight, c part, puente, pont, ponte, brücke, brug, brygga, mostek, бридж, мост, міст, köprü, ブリッジ, cメロ, 大サビ, ' +
    '桥段, 橋段, 过渡段, 브릿지, 브리지',
  Interlude: 'interludio, interlúdio, intermède, zwischenspiel, проигрыш, mellanspel, 間奏, 间奏, 간주',
  Transition: 'transición, transição, transizione, übergang, переход, 过渡, 過渡',
  'Build Up': 'build, rise, steigerung, subida, ビルドアップ, 빌드업',
  Break: 'breakdown, beat break, pausa, pause, брейк, ブレイク, 브레이크',
  Inst: 'instrumental, instrumental break, instrumentale, музыка, 器乐, 器樂, インスト, 연주',
  Solo: 'guitar solo, piano solo, sax solo, drum solo, bass solo, instrumental solo, соло, ソロ, 独奏, 獨奏, 솔로',
  Outro:
    'coda, ending, fade out, final, salida, cierre, saída, finale, nachspiel, schluss, zakończenie, аутро, кода, концовка, çıkış, ' +
    'アウトロ, 後奏, 尾奏, 尾声, 尾聲, 结尾, 結尾, 아웃트로, 후주',
};

const BY_KEY: ReadonlyMap<string, SectionTag> = new Map(
  sectionTags.flatMap((tag) => [tag, ...WORDS[tag].split(',')].map((word) => [keyOf(word), tag] as const)),
);

/** The tag that a word for a part of a song stands for; undefined for any other word. */
export function sectionTagOf(word: string): SectionTag | undefined {
  return BY_KEY.get(keyOf(word));
}

function keyOf(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\s_\-–—'’.]/gu, '');
}
