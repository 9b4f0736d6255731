/** The words in the picture of a cover; its font has Latin letters only. */
export const enPictureTexts = {
  'picture.reference': () => 'Original',
  'picture.cover': () => 'Cover',
  'picture.take': (params: { number: number }) => `Take ${params.number}`,
};
